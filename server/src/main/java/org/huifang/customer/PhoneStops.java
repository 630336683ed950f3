package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;

/** Stops and releases a customer's number by its place, so that nobody needs to see or type the whole number. */
public final class PhoneStops {
    private final Database database;
    private final NumberStops stops;

    public PhoneStops(Database database, NumberStops stops) {
        this.database = database;
        this.stops = stops;
    }

    /**
     * One of a customer's numbers, as somebody saw it.
     *
     * @param position 1 to 9
     * @param shown whole or masked; a place that meanwhile holds another number is refused
     */
    public record Phone(UUID customerId, int position, String shown) {}

    /** Yields how many waiting callbacks were cancelled. */
    public Future<Integer> stop(UUID orgId, UUID userId, Phone phone, String reason) {
        return key(orgId, phone).compose(key -> stops.stop(orgId, userId, key, reason));
    }

    /** @throws Refusal (as failure) when it is not stopped */
    public Future<Void> release(UUID orgId, UUID userId, Phone phone, String reason) {
        return key(orgId, phone).compose(key -> stops.release(orgId, userId, key, reason));
    }

    private Future<Buffer> key(UUID orgId, Phone phone) {
        return database.pool()
                .preparedQuery("SELECT e164, number_key FROM customer_phone"
                        + " WHERE org_id = $1 AND customer_id = $2 AND position = $3")
                .execute(Tuple.of(orgId, phone.customerId(), (short) phone.position()))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("position", phone.position()));
                    }
                    var row = found.next();
                    String number = row.getString("e164");
                    return phone.shown().equals(number) || phone.shown().equals(PhoneNumber.masked(number))
                            ? Future.succeededFuture(row.getBuffer("number_key"))
                            : Future.failedFuture(Refusal.conflict("number", null, Remedy.NUMBER_MOVED.with()));
                });
    }
}
