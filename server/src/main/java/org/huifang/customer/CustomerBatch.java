package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/**
 * Stores customers with their numbers, many in one go: what exists under its reference is changed where it differs and
 * left alone where it does not (R12). Rows are touched in one order, so that two files at the same time cannot deadlock.
 */
public final class CustomerBatch {
    private final NumberKeys keys;
    private final Clock clock;

    public CustomerBatch(NumberKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @param ids by reference */
    public record Stored(Map<String, UUID> ids, Set<UUID> created, Set<UUID> changed) {}

    private record Phone(UUID customer, int position, PhoneNumber number, Buffer key) {}

    /** @param drafts with different references */
    public Future<Stored> store(SqlConnection transaction, UUID orgId, Collection<CustomerDraft> drafts) {
        List<CustomerDraft> sorted =
                drafts.stream().sorted(Comparator.comparing(CustomerDraft::ref)).toList();
        var created = new HashSet<UUID>();
        var changed = new HashSet<UUID>();
        return upsert(transaction, orgId, sorted)
                .compose(rows -> {
                    for (Row row : rows) {
                        (row.getBoolean("created") ? created : changed).add(row.getUUID("id"));
                    }
                    return ids(transaction, orgId, sorted);
                })
                .compose(ids -> storePhones(transaction, orgId, sorted, ids).map(otherPhones -> {
                    otherPhones.stream().filter(id -> !created.contains(id)).forEach(changed::add);
                    return new Stored(ids, created, changed);
                }));
    }

    private Future<Iterable<Row>> upsert(SqlConnection transaction, UUID orgId, List<CustomerDraft> drafts) {
        OffsetDateTime now = Times.at(clock.instant());
        return transaction
                .preparedQuery(
                        "INSERT INTO customer AS c (id, org_id, external_ref, name, language, dialect, zone, seller_ref,"
                                + " attributes, created_at, updated_at)"
                                + " SELECT d.id, $1, d.ref, d.name, d.language, d.dialect, d.zone, d.seller, d.attributes::jsonb, $10, $10"
                                + " FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],"
                                + " $9::text[]) WITH ORDINALITY AS d (id, ref, name, language, dialect, zone, seller, attributes, nr)"
                                + " ORDER BY d.nr"
                                + " ON CONFLICT (org_id, external_ref) DO UPDATE SET name = excluded.name, language = excluded.language,"
                                + " dialect = excluded.dialect, zone = excluded.zone, seller_ref = excluded.seller_ref,"
                                + " attributes = excluded.attributes, updated_at = excluded.updated_at"
                                + " WHERE (c.name, c.language, c.dialect, c.zone, c.seller_ref, c.attributes) IS DISTINCT FROM"
                                + " (excluded.name, excluded.language, excluded.dialect, excluded.zone, excluded.seller_ref,"
                                + " excluded.attributes)"
                                + " RETURNING c.id, xmax = 0 AS created")
                .execute(Tuple.of(orgId)
                        .addArrayOfUUID(drafts.stream().map(draft -> Ids.next()).toArray(UUID[]::new))
                        .addArrayOfString(texts(drafts, CustomerDraft::ref))
                        .addArrayOfString(texts(drafts, CustomerDraft::name))
                        .addArrayOfString(texts(drafts, CustomerDraft::language))
                        .addArrayOfString(texts(drafts, CustomerDraft::dialect))
                        .addArrayOfString(texts(
                                drafts,
                                draft -> draft.zone() == null
                                        ? null
                                        : draft.zone().getId()))
                        .addArrayOfString(texts(drafts, CustomerDraft::seller))
                        .addArrayOfString(texts(drafts, draft -> {
                            var json = new JsonObject();
                            draft.attributes().forEach(json::put);
                            return json.encode();
                        }))
                        .addValue(now))
                .map(rows -> rows);
    }

    private static Future<Map<String, UUID>> ids(SqlConnection transaction, UUID orgId, List<CustomerDraft> drafts) {
        return transaction
                .preparedQuery("SELECT id, external_ref FROM customer WHERE org_id = $1 AND external_ref = ANY ($2)")
                .execute(Tuple.of(orgId).addArrayOfString(texts(drafts, CustomerDraft::ref)))
                .map(rows -> {
                    var ids = new HashMap<String, UUID>();
                    rows.forEach(row -> ids.put(row.getString("external_ref"), row.getUUID("id")));
                    return ids;
                });
    }

    /** Yields the customers whose numbers were others before. */
    private Future<Set<UUID>> storePhones(
            SqlConnection transaction, UUID orgId, List<CustomerDraft> drafts, Map<String, UUID> ids) {
        return transaction
                .preparedQuery("SELECT customer_id, array_agg(e164 ORDER BY position) AS numbers FROM customer_phone"
                        + " WHERE customer_id = ANY ($1) GROUP BY customer_id")
                .execute(Tuple.tuple().addArrayOfUUID(ids.values().toArray(UUID[]::new)))
                .compose(rows -> {
                    var before = new HashMap<UUID, List<String>>();
                    rows.forEach(row -> before.put(row.getUUID(0), List.of(row.getArrayOfStrings(1))));
                    var phones = drafts.stream()
                            .filter(draft -> !numbersOf(draft).equals(before.get(stored(ids, draft))))
                            .flatMap(draft -> java.util.stream.IntStream.range(
                                            0, draft.phones().size())
                                    .mapToObj(i -> phone(
                                            stored(ids, draft),
                                            i + 1,
                                            draft.phones().get(i))))
                            .toList();
                    var customers = new HashSet<UUID>();
                    phones.forEach(phone -> customers.add(phone.customer()));
                    return phones.isEmpty()
                            ? Future.succeededFuture(Set.of())
                            : replace(transaction, orgId, phones, customers).map(done -> customers);
                });
    }

    private Future<Void> replace(SqlConnection transaction, UUID orgId, List<Phone> phones, Set<UUID> customers) {
        UUID[] whose = customers.toArray(UUID[]::new);
        Buffer[] keysInOrder = phones.stream().map(Phone::key).distinct().toArray(Buffer[]::new);
        return transaction
                .preparedQuery("INSERT INTO number_ledger (org_id, number_key)"
                        + " SELECT $1, k FROM unnest($2::bytea[]) AS k ORDER BY k ON CONFLICT DO NOTHING")
                .execute(Tuple.of(orgId).addArrayOfBuffer(keysInOrder))
                .compose(done -> transaction
                        .preparedQuery("DELETE FROM customer_phone WHERE customer_id = ANY ($1)"
                                + " RETURNING customer_id, e164, wrong_since")
                        .execute(Tuple.tuple().addArrayOfUUID(whose)))
                .compose(gone -> {
                    var wrong = new HashMap<String, OffsetDateTime>();
                    gone.forEach(row -> {
                        if (row.getOffsetDateTime(2) != null) {
                            wrong.put(row.getUUID(0) + row.getString(1), row.getOffsetDateTime(2));
                        }
                    });
                    return transaction
                            .preparedQuery(
                                    "INSERT INTO customer_phone (customer_id, position, org_id, e164, kind, number_key,"
                                            + " wrong_since) SELECT d.customer, d.position, $1, d.e164, d.kind, d.key, d.wrong"
                                            + " FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bytea[],"
                                            + " $7::timestamptz[]) AS d (customer, position, e164, kind, key, wrong)")
                            .execute(Tuple.of(orgId)
                                    .addArrayOfUUID(
                                            phones.stream().map(Phone::customer).toArray(UUID[]::new))
                                    .addArrayOfShort(phones.stream()
                                            .map(phone -> (short) phone.position())
                                            .toArray(Short[]::new))
                                    .addArrayOfString(phones.stream()
                                            .map(phone -> phone.number().e164())
                                            .toArray(String[]::new))
                                    .addArrayOfString(phones.stream()
                                            .map(phone -> phone.number().kind().name())
                                            .toArray(String[]::new))
                                    .addArrayOfBuffer(
                                            phones.stream().map(Phone::key).toArray(Buffer[]::new))
                                    .addArrayOfOffsetDateTime(phones.stream()
                                            .map(phone -> wrong.get(phone.customer()
                                                    + phone.number().e164()))
                                            .toArray(OffsetDateTime[]::new)));
                })
                .compose(done -> followCallbacks(transaction, whose))
                .compose(done -> CallRefusalMarks.renewIfAnyRefuses(transaction, orgId, whose));
    }

    /**
     * Callbacks that no attempt is under way for go to the customer's new first number. The others, which are not waited
     * for here, follow when their attempt ends, or at the next claim.
     */
    private static Future<Void> followCallbacks(SqlConnection transaction, UUID[] customers) {
        return transaction
                .preparedQuery("UPDATE callback c SET phone_position = p.position, number_key = p.number_key"
                        + " FROM customer_phone p WHERE c.customer_id = ANY ($1) AND c.state IN ('WAITING', 'REVIEW', 'WRAP_UP', 'UNKNOWN')"
                        + " AND p.customer_id = c.customer_id AND p.position = 1 AND c.number_key <> p.number_key")
                .execute(Tuple.tuple().addArrayOfUUID(customers))
                .mapEmpty();
    }

    private Phone phone(UUID customer, int position, PhoneNumber number) {
        return new Phone(customer, position, number, keys.of(number));
    }

    private static UUID stored(Map<String, UUID> ids, CustomerDraft draft) {
        return java.util.Objects.requireNonNull(ids.get(draft.ref()), "customer was not stored");
    }

    private static List<String> numbersOf(CustomerDraft draft) {
        return draft.phones().stream().map(PhoneNumber::e164).toList();
    }

    private static String[] texts(
            List<CustomerDraft> drafts, Function<CustomerDraft, @org.jspecify.annotations.Nullable String> field) {
        return drafts.stream().map(field).toArray(String[]::new);
    }
}
