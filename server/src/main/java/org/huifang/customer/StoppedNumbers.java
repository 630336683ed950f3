package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** The list of numbers that must not be called (R42), newest stop first. A number that no customer has is only counted. */
public final class StoppedNumbers {
    private final Database database;

    public StoppedNumbers(Database database) {
        this.database = database;
    }

    /** @param number masked unless the reader may see it */
    public record Holder(UUID customerId, String ref, String name, int position, String number) {}

    /**
     * @param id stands for the number; says nothing of it
     * @param holders the customers who have this number; empty when it was stopped before any had it
     */
    public record Stopped(
            String id, Instant stoppedAt, @Nullable String reason, List<Holder> holders) {}

    /** Where a page ends. */
    public record Position(Instant stoppedAt, String id) {
        public String text() {
            return stoppedAt + " " + id;
        }

        public static Position read(String text) {
            try {
                int space = text.indexOf(' ');
                String id = text.substring(space + 1);
                HexFormat.of().parseHex(id);
                return new Position(Instant.parse(text.substring(0, Math.max(space, 0))), id);
            } catch (DateTimeException | IllegalArgumentException e) {
                throw Refusal.invalid("cursor", null, Remedy.NEXT_OF_PAGE.with());
            }
        }
    }

    public Future<List<Stopped>> list(UUID orgId, @Nullable Position after, int limit, boolean seesNumbers) {
        return database.pool()
                .preparedQuery("SELECT number_key, stopped_at, stop_reason FROM number_ledger"
                        + " WHERE org_id = $1 AND stopped_at IS NOT NULL"
                        + " AND ($2::timestamptz IS NULL OR (stopped_at, number_key) < ($2, $3))"
                        + " ORDER BY stopped_at DESC, number_key DESC LIMIT $4")
                .execute(Tuple.of(
                        orgId,
                        after == null ? null : Times.at(after.stoppedAt()),
                        after == null ? null : Buffer.buffer(HexFormat.of().parseHex(after.id())),
                        limit))
                .compose(rows -> {
                    var stopped = new ArrayList<Row>();
                    rows.forEach(stopped::add);
                    return holders(orgId, stopped, seesNumbers)
                            .map(holders -> stopped.stream()
                                    .map(row -> new Stopped(
                                            HexFormat.of()
                                                    .formatHex(row.getBuffer("number_key")
                                                            .getBytes()),
                                            Times.instant(row, "stopped_at"),
                                            row.getString("stop_reason"),
                                            holders.getOrDefault(row.getBuffer("number_key"), List.of())))
                                    .toList());
                });
    }

    private Future<Map<Buffer, List<Holder>>> holders(UUID orgId, List<Row> stopped, boolean seesNumbers) {
        Buffer[] keys = stopped.stream().map(row -> row.getBuffer("number_key")).toArray(Buffer[]::new);
        return database.pool()
                .preparedQuery("SELECT p.number_key, p.position, p.e164, c.id, c.external_ref, c.name"
                        + " FROM customer_phone p JOIN customer c ON c.id = p.customer_id"
                        + " WHERE p.org_id = $1 AND p.number_key = ANY ($2) ORDER BY c.external_ref")
                .execute(Tuple.of(orgId).addArrayOfBuffer(keys))
                .map(rows -> {
                    var holders = new HashMap<Buffer, List<Holder>>();
                    for (Row row : rows) {
                        String number = row.getString("e164");
                        holders.computeIfAbsent(row.getBuffer("number_key"), key -> new ArrayList<>())
                                .add(new Holder(
                                        row.getUUID("id"),
                                        row.getString("external_ref"),
                                        row.getString("name"),
                                        row.getShort("position"),
                                        seesNumbers ? number : PhoneNumber.masked(number)));
                    }
                    return holders;
                });
    }
}
