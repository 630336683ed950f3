package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Stores events, many in one go: each once per type, customer and key, its date as it was told last. */
public final class EventBatch {
    private final Clock clock;

    public EventBatch(Clock clock) {
        this.clock = clock;
    }

    /** What became of one draft: exactly one of id and refusal is there. */
    public record Result(
            @Nullable UUID id, Fate fate, @Nullable Refusal refusal) {
        /** What storing it did. */
        public enum Fate {
            CREATED,
            CHANGED,
            SAME,
            REFUSED
        }
    }

    private record Key(String type, String customer, String key) {}

    /** One result for each draft, in their order; of drafts with the same key the last is stored. */
    public Future<List<Result>> store(SqlConnection transaction, UUID orgId, List<EventDraft> drafts) {
        var last = new HashMap<Key, EventDraft>();
        drafts.forEach(draft -> last.put(keyOf(draft), draft));
        // In one order, so that two imports of the same events do not wait for each other in a circle.
        List<EventDraft> sorted = last.values().stream()
                .sorted(Comparator.comparing(EventDraft::type)
                        .thenComparing(EventDraft::customer)
                        .thenComparing(EventDraft::key))
                .toList();
        var before = new HashMap<Key, Result>();
        return upsert(transaction, orgId, sorted)
                .compose(changed -> {
                    changed.forEach(row -> before.put(
                            key(row),
                            new Result(
                                    row.getUUID("id"),
                                    row.getBoolean("created") ? Result.Fate.CREATED : Result.Fate.CHANGED,
                                    null)));
                    return existing(transaction, orgId, sorted);
                })
                .map(existing -> {
                    existing.forEach(
                            row -> before.putIfAbsent(key(row), new Result(row.getUUID("id"), Result.Fate.SAME, null)));
                    var told = new HashMap<Key, Result>();
                    var results = new ArrayList<Result>();
                    for (EventDraft draft : drafts) {
                        Result result = before.get(keyOf(draft));
                        Result earlier = told.put(keyOf(draft), result);
                        if (result == null) {
                            results.add(new Result(null, Result.Fate.REFUSED, unknown(draft)));
                        } else {
                            results.add(earlier == null ? result : new Result(result.id(), Result.Fate.SAME, null));
                        }
                    }
                    return results;
                });
    }

    private Future<Iterable<Row>> upsert(SqlConnection transaction, UUID orgId, List<EventDraft> drafts) {
        return transaction
                .preparedQuery(
                        "INSERT INTO customer_event AS e (id, org_id, type, customer_id, event_key, on_date, attributes, created_at,"
                                + " updated_at) SELECT d.id, $1, d.type, c.id, d.key, d.date, d.attributes::jsonb, $2, $2"
                                + " FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[])"
                                + " WITH ORDINALITY AS d (id, type, customer, key, date, attributes, nr)"
                                + " JOIN customer c ON c.org_id = $1 AND c.external_ref = d.customer ORDER BY d.nr"
                                + " ON CONFLICT (org_id, type, customer_id, event_key) DO UPDATE SET on_date = excluded.on_date,"
                                + " attributes = excluded.attributes, updated_at = excluded.updated_at"
                                + " WHERE (e.on_date, e.attributes) IS DISTINCT FROM (excluded.on_date, excluded.attributes)"
                                + " RETURNING e.id, e.type, e.event_key, (xmax = 0) AS created,"
                                + " (SELECT external_ref FROM customer u WHERE u.id = e.customer_id) AS customer")
                .execute(Tuple.of(orgId, Times.at(clock.instant()))
                        .addArrayOfUUID(drafts.stream().map(draft -> Ids.next()).toArray(UUID[]::new))
                        .addArrayOfString(types(drafts))
                        .addArrayOfString(customers(drafts))
                        .addArrayOfString(keys(drafts))
                        .addArrayOfLocalDate(
                                drafts.stream().map(EventDraft::date).toArray(LocalDate[]::new))
                        .addArrayOfString(drafts.stream()
                                .map(draft -> draft.attributes() == null
                                        ? "{}"
                                        : draft.attributes().encode())
                                .toArray(String[]::new)))
                .map(rows -> rows);
    }

    private static Future<Iterable<Row>> existing(SqlConnection transaction, UUID orgId, List<EventDraft> drafts) {
        return transaction
                .preparedQuery("SELECT e.id, e.type, e.event_key, c.external_ref AS customer"
                        + " FROM unnest($2::text[], $3::text[], $4::text[]) AS d (type, customer, key)"
                        + " JOIN customer c ON c.org_id = $1 AND c.external_ref = d.customer"
                        + " JOIN customer_event e ON e.org_id = $1 AND e.type = d.type AND e.customer_id = c.id"
                        + " AND e.event_key = d.key")
                .execute(Tuple.of(orgId)
                        .addArrayOfString(types(drafts))
                        .addArrayOfString(customers(drafts))
                        .addArrayOfString(keys(drafts)))
                .map(rows -> rows);
    }

    private static Refusal unknown(EventDraft draft) {
        return Refusal.invalid("customer", draft.customer(), Remedy.NO_CUSTOMER.with());
    }

    private static Key key(Row row) {
        return new Key(row.getString("type"), row.getString("customer"), row.getString("event_key"));
    }

    private static Key keyOf(EventDraft draft) {
        return new Key(draft.type(), draft.customer(), draft.key());
    }

    private static String[] types(List<EventDraft> drafts) {
        return drafts.stream().map(EventDraft::type).toArray(String[]::new);
    }

    private static String[] customers(List<EventDraft> drafts) {
        return drafts.stream().map(EventDraft::customer).toArray(String[]::new);
    }

    private static String[] keys(List<EventDraft> drafts) {
        return drafts.stream().map(EventDraft::key).toArray(String[]::new);
    }
}
