package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.CustomerBatch;
import org.huifang.customer.CustomerDraft;
import org.huifang.customer.PhoneNumber;
import org.huifang.customer.PhoneNumbers;
import org.huifang.customer.ToldNumbers;
import org.huifang.db.Ids;
import org.jspecify.annotations.Nullable;

/** Whose request it is: by reference, by number, or somebody new (R45). Holds the customer's row from then on. */
public final class RequestedCustomers {
    /** A number that proved wrong says least of a customer; else whoever was called by it last. */
    private static final String BY_NUMBER = """
            SELECT u.id, u.external_ref FROM customer_phone f JOIN customer u ON u.id = f.customer_id
            WHERE f.org_id = $1 AND f.number_key = $2
            ORDER BY f.wrong_since IS NOT NULL,
              (SELECT max(c.last_attempt_at) FROM callback c WHERE c.customer_id = u.id) DESC NULLS LAST, f.position, u.id
            LIMIT 1 FOR NO KEY UPDATE OF u
            """;

    private static final String BY_REFERENCE =
            "SELECT id, external_ref FROM customer WHERE org_id = $1 AND external_ref = $2 FOR NO KEY UPDATE";

    private final CustomerBatch batch;
    private final ToldNumbers numbers;

    public RequestedCustomers(CustomerBatch batch, ToldNumbers numbers) {
        this.batch = batch;
        this.numbers = numbers;
    }

    /**
     * @param number key of the number that was given; null: none was
     * @param made nobody knew this customer before
     */
    record Found(UUID id, String ref, @Nullable Buffer number, boolean made) {}

    /** A number that was given is the customer's from now on. */
    Future<Found> find(SqlConnection transaction, UUID orgId, CustomerRequests.Given given) {
        return transaction
                .preparedQuery("SELECT country FROM org_unit WHERE id = $1")
                .execute(Tuple.of(orgId))
                .compose(rows -> {
                    String country = rows.iterator().next().getString(0);
                    String told = given.number();
                    PhoneNumber number =
                            told == null || told.isBlank() ? null : PhoneNumbers.parse("number", told, country);
                    String ref = given.customer();
                    if (ref != null && !ref.isBlank()) {
                        return byReference(transaction, orgId, ref.strip(), number);
                    }
                    return number == null
                            ? Future.failedFuture(Refusal.invalid("number", null, Remedy.NUMBER_OR_CUSTOMER.with()))
                            : byNumber(transaction, orgId, number, given.name(), country);
                })
                .compose(found -> refusesNoCalls(transaction, found));
    }

    private Future<Found> byReference(SqlConnection transaction, UUID orgId, String ref, @Nullable PhoneNumber number) {
        return transaction
                .preparedQuery(BY_REFERENCE)
                .execute(Tuple.of(orgId, ref))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.invalid("customer", ref, Remedy.NO_CUSTOMER.with()));
                    }
                    UUID id = rows.iterator().next().getUUID("id");
                    return number == null
                            ? Future.succeededFuture(new Found(id, ref, null, false))
                            : numbers.add(transaction, orgId, id, number)
                                    .map(new Found(id, ref, numbers.key(number), false));
                });
    }

    private Future<Found> byNumber(
            SqlConnection transaction, UUID orgId, PhoneNumber number, @Nullable String name, String country) {
        Buffer key = numbers.key(number);
        return transaction
                .preparedQuery(BY_NUMBER)
                .execute(Tuple.of(orgId, key))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return make(transaction, orgId, number, key, name, country);
                    }
                    Row known = rows.iterator().next();
                    UUID id = known.getUUID("id");
                    return numbers.add(transaction, orgId, id, number)
                            .map(new Found(id, known.getString("external_ref"), key, false));
                });
    }

    private Future<Found> make(
            SqlConnection transaction,
            UUID orgId,
            PhoneNumber number,
            Buffer key,
            @Nullable String name,
            String country) {
        if (blank(name)) {
            return Future.failedFuture(Refusal.invalid("name", null, Remedy.NAME_OF_NEW_CUSTOMER.with()));
        }
        String ref = "R-"
                + Long.toString(Ids.next().getLeastSignificantBits() >>> 1, Character.MAX_RADIX)
                        .toUpperCase(Locale.ROOT);
        var draft = CustomerDraft.check(
                new CustomerDraft.Given(ref, name, List.of(number.e164()), null, null, null, null, null), country);
        return batch.store(transaction, orgId, List.of(draft))
                .map(stored ->
                        new Found(java.util.Objects.requireNonNull(stored.ids().get(ref)), ref, key, true));
    }

    /** What was refused is taken back by a person first, with a reason (R42): a call would never be made. */
    private static Future<Found> refusesNoCalls(SqlConnection transaction, Found found) {
        return transaction
                .preparedQuery("SELECT 1 FROM customer_consent WHERE customer_id = $1 AND channel = 'CALL'"
                        + " AND refused_at IS NOT NULL")
                .execute(Tuple.of(found.id()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(found)
                        : Future.failedFuture(Refusal.conflict("customer", found.ref(), Remedy.REFUSES_CALLS.with())));
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
