package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.huifang.db.Times;

/** A callback with its first slot, ready to be stored. */
record PlannedCallback(UUID id, Key key, BatchTargets.Customer customer, CallbackDraft draft, CallbackState state) {
    /** What makes it one and the same (R12). */
    record Key(UUID campaign, UUID customer, String occasion) {}

    /** Stores those that do not exist yet and yields their ids; rows are touched in one order. */
    static Future<Set<UUID>> insert(SqlConnection transaction, UUID orgId, List<PlannedCallback> planned, Instant now) {
        if (planned.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        var sorted = planned.stream()
                .sorted(Comparator.<PlannedCallback, UUID>comparing(
                                one -> one.key().customer())
                        .thenComparing(one -> one.key().campaign())
                        .thenComparing(one -> one.key().occasion()))
                .toList();
        return transaction
                .preparedQuery(
                        "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since,"
                                + " reason, next_at, dialable_until, phone_position, number_key, not_before, deadline, created_at)"
                                + " SELECT d.id, $1, d.campaign, d.customer, d.occasion, d.state, $2, d.reason, d.next_at, d.until,"
                                + " d.position, d.key, d.not_before, d.deadline, $2 FROM unnest($3::uuid[], $4::uuid[], $5::uuid[],"
                                + " $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::smallint[],"
                                + " $12::bytea[], $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY AS d (id, campaign, customer,"
                                + " occasion, state, reason, next_at, until, position, key, not_before, deadline, nr) ORDER BY d.nr"
                                + " ON CONFLICT DO NOTHING RETURNING id, state")
                .execute(Tuple.of(orgId, Times.at(now))
                        .addArrayOfUUID(sorted.stream().map(PlannedCallback::id).toArray(UUID[]::new))
                        .addArrayOfUUID(
                                sorted.stream().map(one -> one.key().campaign()).toArray(UUID[]::new))
                        .addArrayOfUUID(
                                sorted.stream().map(one -> one.key().customer()).toArray(UUID[]::new))
                        .addArrayOfString(
                                sorted.stream().map(one -> one.key().occasion()).toArray(String[]::new))
                        .addArrayOfString(
                                sorted.stream().map(one -> one.state().code()).toArray(String[]::new))
                        .addArrayOfString(sorted.stream()
                                .map(one -> one.state().reasonCode())
                                .toArray(String[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> one.state() instanceof CallbackState.Waiting waiting
                                        ? Times.at(waiting.slot().from())
                                        : null)
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> one.state() instanceof CallbackState.Waiting waiting
                                        ? Times.at(waiting.slot().until())
                                        : null)
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfShort(sorted.stream()
                                .map(one -> one.customer().position())
                                .toArray(Short[]::new))
                        .addArrayOfBuffer(
                                sorted.stream().map(one -> one.customer().key()).toArray(Buffer[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> Times.atOrNull(one.draft().notBefore()))
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> Times.atOrNull(one.draft().deadline()))
                                .toArray(OffsetDateTime[]::new)))
                .compose(rows -> {
                    var created = new HashSet<UUID>();
                    boolean waiting = false;
                    for (Row row : rows) {
                        created.add(row.getUUID("id"));
                        waiting |= row.getString("state").equals("WAITING");
                    }
                    return waiting ? DueNotice.send(transaction).map(sent -> created) : Future.succeededFuture(created);
                });
    }

    /** The ids of all of them, those that existed before included. */
    static Future<Map<Key, UUID>> ids(SqlConnection transaction, UUID orgId, List<PlannedCallback> planned) {
        return transaction
                .preparedQuery("SELECT c.id, c.campaign_id, c.customer_id, c.occasion_key FROM callback c"
                        + " JOIN unnest($2::uuid[], $3::uuid[], $4::text[]) AS d (campaign, customer, occasion)"
                        + " ON c.campaign_id = d.campaign AND c.customer_id = d.customer AND c.occasion_key = d.occasion"
                        + " WHERE c.org_id = $1")
                .execute(Tuple.of(orgId)
                        .addArrayOfUUID(planned.stream()
                                .map(one -> one.key().campaign())
                                .toArray(UUID[]::new))
                        .addArrayOfUUID(planned.stream()
                                .map(one -> one.key().customer())
                                .toArray(UUID[]::new))
                        .addArrayOfString(planned.stream()
                                .map(one -> one.key().occasion())
                                .toArray(String[]::new)))
                .map(rows -> {
                    var ids = new HashMap<Key, UUID>();
                    rows.forEach(
                            row -> ids.put(new Key(row.getUUID(1), row.getUUID(2), row.getString(3)), row.getUUID(0)));
                    return ids;
                });
    }
}
