package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.callback.CallbackState;
import org.huifang.callback.DueNotice;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.huifang.campaign.Window;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Times;

/** When customers asked to be called (R21, R23); what waits for them moves to these times at once. */
public final class CustomerSlots {
    /** Waits that a retry's delay did not cause. */
    private static final Set<String> FREE = Set.of("PLANNED", "NOT_BEFORE", "OUTSIDE_WINDOW", "RULES_CHANGED");

    private final Database database;
    private final WorkingDays workingDays;
    private final Audit audit;
    private final Clock clock;

    CustomerSlots(Database database, WorkingDays workingDays, Audit audit, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.audit = audit;
        this.clock = clock;
    }

    /** @throws Refusal (as failure) when the organisation has no such customer */
    public Future<List<Window>> get(UUID orgId, UUID customerId) {
        return database.pool()
                .preparedQuery("SELECT own_slots FROM customer WHERE org_id = $1 AND id = $2")
                .execute(Tuple.of(orgId, customerId))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(Refusal.notFound("id", customerId))
                        : Future.succeededFuture(
                                OwnSlots.read(rows.iterator().next().getArrayOfStrings(0))));
    }

    /** @param slots in the customer's zone, instead of those before; none: the campaigns' windows hold */
    public Future<Void> set(UUID orgId, UUID userId, UUID customerId, List<Window> slots) {
        String[] stored = OwnSlots.write(slots);
        return database.transaction(connection -> connection
                .preparedQuery("UPDATE customer SET own_slots = $3, updated_at = $4 WHERE org_id = $1 AND id = $2")
                .execute(Tuple.of(orgId, customerId).addArrayOfString(stored).addValue(Times.at(clock.instant())))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", customerId))
                        : replan(connection, customerId))
                .compose(moved -> audit.append(
                        connection,
                        AuditEntry.byUser(
                                orgId,
                                userId,
                                "customer.slots",
                                "customer",
                                customerId,
                                new JsonObject().put("slots", new JsonArray(List.of((Object[]) stored)))))));
    }

    private Future<Void> replan(SqlConnection connection, UUID customerId) {
        return connection
                .preparedQuery(
                        "SELECT c.*, r.rules::text AS rules, coalesce(u.zone, o.zone) AS zone, o.calendar, u.own_slots"
                                + " FROM callback c JOIN customer u ON u.id = c.customer_id JOIN org_unit o ON o.id = c.org_id"
                                + " JOIN campaign p ON p.id = c.campaign_id"
                                + " JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version"
                                + " WHERE c.customer_id = $1 AND c.state = 'WAITING' AND NOT c.appointment FOR UPDATE OF c")
                .execute(Tuple.of(customerId))
                .compose(rows -> {
                    var moves = new ArrayList<Tuple>();
                    rows.forEach(row -> moves.add(moved(row)));
                    return moves.isEmpty()
                            ? Future.succeededFuture()
                            : connection
                                    .preparedQuery("UPDATE callback SET state = $2, reason = $3, next_at = $4,"
                                            + " dialable_until = $5, state_since = $6 WHERE id = $1")
                                    .executeBatch(moves)
                                    .compose(done -> DueNotice.send(connection));
                });
    }

    private Tuple moved(Row row) {
        Instant now = clock.instant();
        Instant notBefore = Times.instantOrNull(row, "not_before");
        Instant wanted = FREE.contains(row.getString("reason"))
                ? notBefore == null ? now : notBefore
                : Times.instant(row, "next_at");
        CallbackState next = new SlotPlanner(
                        RulesJson.parse(row.getString("rules"))
                                .withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))),
                        ZoneId.of(row.getString("zone")),
                        workingDays.of(row.getString("calendar")))
                .waiting(
                        wanted.isAfter(now) ? wanted : now,
                        Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands")),
                        WaitReason.valueOf(row.getString("reason")));
        boolean waits = next instanceof CallbackState.Waiting;
        var slot = waits ? ((CallbackState.Waiting) next).slot() : null;
        return Tuple.of(
                row.getUUID("id"),
                next.code(),
                next.reasonCode(),
                slot == null ? null : Times.at(slot.from()),
                slot == null ? null : Times.at(slot.until()),
                waits ? row.getOffsetDateTime("state_since") : Times.at(now));
    }
}
