package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Times;

/** Reads a customer's events. */
public final class CustomerEvents {
    private final Database database;

    CustomerEvents(Database database) {
        this.database = database;
    }

    public record CustomerEvent(
            UUID id, String type, String key, LocalDate date, JsonObject attributes, Instant updatedAt) {}

    /** Newest first, at most 200. */
    public Future<List<CustomerEvent>> of(UUID orgId, UUID customerId) {
        return database.pool()
                .preparedQuery("SELECT * FROM customer_event WHERE customer_id = $2 AND org_id = $1"
                        + " ORDER BY on_date DESC, id DESC LIMIT 200")
                .execute(Tuple.of(orgId, customerId))
                .map(rows -> {
                    var events = new ArrayList<CustomerEvent>();
                    rows.forEach(row -> events.add(new CustomerEvent(
                            row.getUUID("id"),
                            row.getString("type"),
                            row.getString("event_key"),
                            row.getLocalDate("on_date"),
                            row.getJsonObject("attributes"),
                            Times.instant(row, "updated_at"))));
                    return events;
                });
    }
}
