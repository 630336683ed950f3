package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Reads customers, with as much of their numbers as the reader may see. */
public final class Customers {
    private final Database database;

    public Customers(Database database) {
        this.database = database;
    }

    /** @param number masked unless the reader may see it */
    public record PhoneView(
            int position,
            String number,
            String kind,
            @Nullable Instant wrongSince,
            @Nullable Instant stoppedAt,
            @Nullable String stopReason) {}

    public record CustomerView(
            UUID id,
            String ref,
            String name,
            String language,
            @Nullable String dialect,
            @Nullable String zone,
            @Nullable String seller,
            Map<String, Object> attributes,
            List<PhoneView> phones,
            Instant updatedAt) {}

    private record Stop(@Nullable Instant at, @Nullable String reason) {}

    /** @throws Refusal (as failure) when the organisation has no such customer */
    public Future<CustomerView> get(UUID orgId, UUID id, boolean seesNumbers) {
        return read(
                        orgId,
                        "FROM Customer c LEFT JOIN FETCH c.phones WHERE c.orgId = ?1 AND c.id = ?2",
                        List.of(orgId, id),
                        seesNumbers)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : Future.succeededFuture(found.get(0)));
    }

    /**
     * By reference.
     *
     * @param start of the name or reference; empty: all
     * @param after the last reference of the page before; empty: from the start
     */
    public Future<List<CustomerView>> list(UUID orgId, String start, String after, int limit, boolean seesNumbers) {
        String pattern = start.replaceAll("([%_\\\\])", "\\\\$1") + "%";
        return database.<List<UUID>>session(session -> session.createSelectionQuery(
                                "SELECT c.id FROM Customer c WHERE c.orgId = ?1 AND c.externalRef > ?2"
                                        + " AND (c.name LIKE ?3 ESCAPE '\\' OR c.externalRef LIKE ?3 ESCAPE '\\')"
                                        + " ORDER BY c.externalRef",
                                UUID.class)
                        .setParameter(1, orgId)
                        .setParameter(2, after)
                        .setParameter(3, pattern)
                        .setMaxResults(limit)
                        .getResultList())
                .compose(ids -> ids.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : read(
                                orgId,
                                "FROM Customer c LEFT JOIN FETCH c.phones WHERE c.orgId = ?1 AND c.id IN (?2)"
                                        + " ORDER BY c.externalRef",
                                List.of(orgId, ids),
                                seesNumbers));
    }

    private Future<List<CustomerView>> read(UUID orgId, String query, List<Object> parameters, boolean seesNumbers) {
        return database.<List<Customer>>session(session -> {
                    var select = session.createSelectionQuery(query, Customer.class);
                    for (int i = 0; i < parameters.size(); i++) {
                        select.setParameter(i + 1, parameters.get(i));
                    }
                    return select.getResultList();
                })
                .compose(customers -> stops(orgId, customers)
                        .map(stops -> customers.stream()
                                .map(customer -> view(customer, stops, seesNumbers))
                                .toList()));
    }

    private Future<Map<Buffer, Stop>> stops(UUID orgId, List<Customer> customers) {
        Buffer[] keys = customers.stream()
                .flatMap(customer -> customer.phones.stream())
                .map(phone -> Buffer.buffer(phone.numberKey))
                .toArray(Buffer[]::new);
        return database.pool()
                .preparedQuery("SELECT number_key, stopped_at, stop_reason FROM number_ledger"
                        + " WHERE org_id = $1 AND number_key = ANY ($2) AND stopped_at IS NOT NULL")
                .execute(Tuple.of(orgId).addArrayOfBuffer(keys))
                .map(rows -> {
                    var stops = new HashMap<Buffer, Stop>();
                    for (Row row : rows) {
                        stops.put(
                                row.getBuffer("number_key"),
                                new Stop(Times.instantOrNull(row, "stopped_at"), row.getString("stop_reason")));
                    }
                    return stops;
                });
    }

    private static CustomerView view(Customer customer, Map<Buffer, Stop> stops, boolean seesNumbers) {
        var phones = customer.phones.stream()
                .map(phone -> {
                    Stop stop = stops.getOrDefault(Buffer.buffer(phone.numberKey), new Stop(null, null));
                    return new PhoneView(
                            phone.position,
                            seesNumbers ? phone.e164 : PhoneNumber.masked(phone.e164),
                            phone.kind,
                            phone.wrongSince,
                            stop.at(),
                            stop.reason());
                })
                .toList();
        return new CustomerView(
                customer.id,
                customer.externalRef,
                customer.name,
                customer.language,
                customer.dialect,
                customer.zone,
                customer.sellerRef,
                customer.attributes,
                phones,
                customer.updatedAt);
    }
}
