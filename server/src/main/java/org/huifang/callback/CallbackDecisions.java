package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What people decide about a callback: cancel it, or end what waits for them in REVIEW and UNKNOWN. */
public final class CallbackDecisions {
    private static final Set<String> CANCELLABLE = Set.of("WAITING", "REVIEW", "UNKNOWN");

    private final Database database;
    private final WorkingDays workingDays;
    private final Audit audit;
    private final Clock clock;

    public CallbackDecisions(Database database, WorkingDays workingDays, Audit audit, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.audit = audit;
        this.clock = clock;
    }

    /** @throws Refusal (as failure) unless it is WAITING, REVIEW or UNKNOWN */
    public Future<Void> cancel(UUID orgId, UUID userId, UUID id, String reason) {
        return database.transaction(connection -> locked(connection, orgId, id).compose(callback -> {
            String state = callback.getString("state");
            if (!CANCELLABLE.contains(state)) {
                return Future.failedFuture(Refusal.conflict("state", state, Remedy.NOT_CANCELLABLE.with()));
            }
            return endUnknown(connection, callback)
                    .compose(ended -> move(connection, id, new CallbackState.Cancelled("BY_PERSON")))
                    .compose(moved ->
                            note(connection, orgId, userId, id, "callback.cancel", state, "CANCELLED", reason));
        }));
    }

    /**
     * @param as DONE, WAITING or CANCELLED
     * @param dialAgain must be true to dial again what may have been a call
     */
    public Future<Void> resolve(UUID orgId, UUID userId, UUID id, String as, String reason, boolean dialAgain) {
        return database.transaction(connection -> locked(connection, orgId, id).compose(callback -> {
            String state = callback.getString("state");
            if (!state.equals("REVIEW") && !state.equals("UNKNOWN")) {
                return Future.failedFuture(Refusal.conflict("state", state, Remedy.NOT_FOR_A_PERSON.with()));
            }
            if (as.equals("WAITING") && state.equals("UNKNOWN") && !dialAgain) {
                return Future.failedFuture(Refusal.conflict("dialAgain", false, Remedy.MAY_CALL_TWICE.with()));
            }
            CallbackState next = switch (as) {
                case "DONE" -> new CallbackState.Done("RESOLVED_BY_PERSON");
                case "CANCELLED" -> new CallbackState.Cancelled("BY_PERSON");
                default -> again(callback);
            };
            return endUnknown(connection, callback)
                    .compose(ended -> move(connection, id, next))
                    .compose(moved -> next instanceof CallbackState.Waiting
                            ? DueNotice.send(connection)
                            : Future.succeededFuture())
                    .compose(sent ->
                            note(connection, orgId, userId, id, "callback.resolve", state, next.code(), reason));
        }));
    }

    private CallbackState again(Row callback) {
        if (callback.getOffsetDateTime("stopped_at") != null) {
            throw Refusal.conflict("as", "WAITING", Remedy.NUMBER_STOPPED.with());
        }
        var tried = Tried.read(callback.getLocalDate("last_counted_on"), callback.getArrayOfStrings("tried_bands"));
        return new SlotPlanner(
                        RulesJson.parse(callback.getString("rules"))
                                .withWindows(OwnSlots.read(callback.getArrayOfStrings("own_slots"))),
                        ZoneId.of(callback.getString("zone")),
                        workingDays.of(callback.getString("calendar")))
                .waiting(clock.instant(), tried, WaitReason.PLANNED);
    }

    /** The number's row first, then the callback: the order of stops. */
    private static Future<Row> locked(SqlConnection connection, UUID orgId, UUID id) {
        return connection
                .preparedQuery("SELECT n.number_key FROM number_ledger n JOIN callback c"
                        + " ON c.org_id = n.org_id AND c.number_key = n.number_key"
                        + " WHERE c.id = $1 AND c.org_id = $2 FOR SHARE OF n")
                .execute(Tuple.of(id, orgId))
                .compose(numbers -> connection
                        .preparedQuery(
                                "SELECT c.*, r.rules::text AS rules, coalesce(u.zone, o.zone) AS zone, o.calendar, u.own_slots,"
                                        + " n.stopped_at FROM callback c JOIN customer u ON u.id = c.customer_id"
                                        + " JOIN org_unit o ON o.id = c.org_id JOIN campaign p ON p.id = c.campaign_id"
                                        + " JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version"
                                        + " JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = c.number_key"
                                        + " WHERE c.id = $1 AND c.org_id = $2 FOR UPDATE OF c")
                        .execute(Tuple.of(id, orgId)))
                .compose(rows -> {
                    var found = rows.iterator();
                    return found.hasNext()
                            ? Future.succeededFuture(found.next())
                            : Future.failedFuture(Refusal.notFound("id", id));
                });
    }

    /** The attempt that nobody can tell about becomes history, with the call that came in if it was one, and frees the number. */
    private Future<Void> endUnknown(SqlConnection connection, Row callback) {
        if (!callback.getString("state").equals("UNKNOWN")) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(
                        "WITH gone AS (DELETE FROM live_attempt WHERE callback_id = $1 AND state = 'UNKNOWN' RETURNING *),"
                                + " sound AS (UPDATE recording SET outcome = 'UNKNOWN' WHERE claimed_at = (SELECT claimed_at FROM gone)"
                                + " AND id = (SELECT id FROM gone) AND state <> 'PENDING'),"
                                + " rung AS (UPDATE inbound_call i SET ended_at = $2, answered_at = g.answered_at,"
                                + " state = CASE WHEN g.bridged_at IS NULL THEN 'MISSED' ELSE 'ANSWERED' END,"
                                + " reason = CASE WHEN g.bridged_at IS NULL THEN 'UNKNOWN_FATE' END"
                                + " FROM gone g WHERE i.attempt_id = g.id AND i.state = 'PUT_THROUGH')"
                                + " INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id,"
                                + " trunk_id, node_id, seq, claimed_at, zone, local_date, band_start, band_end, ring_at, ring_basis,"
                                + " ring_ms, answered_at, bridged_at, ended_at, talk_ms, outcome, counted, ended_by, source, direction)"
                                + " SELECT id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,"
                                + " seq, claimed_at, zone, local_date, band_start, band_end, ring_at, ring_basis, 0, answered_at,"
                                + " bridged_at, $2, 0, 'UNKNOWN', false, 'NOBODY_KNOWS', 'PERSON', direction FROM gone")
                .execute(Tuple.of(callback.getUUID("id"), Times.at(clock.instant())))
                .mapEmpty();
    }

    private Future<Void> move(SqlConnection connection, UUID id, CallbackState next) {
        @Nullable OffsetDateTime from = null;
        @Nullable OffsetDateTime until = null;
        if (next instanceof CallbackState.Waiting waiting) {
            from = Times.at(waiting.slot().from());
            until = Times.at(waiting.slot().until());
        }
        return connection
                .preparedQuery("UPDATE callback SET state = $2, reason = $3, next_at = $4, dialable_until = $5,"
                        + " state_since = $6, uncounted = 0, failures = 0 WHERE id = $1")
                .execute(Tuple.of(id, next.code(), next.reasonCode(), from, until)
                        .addValue(Times.at(clock.instant())))
                .mapEmpty();
    }

    private Future<Void> note(
            SqlConnection connection,
            UUID orgId,
            UUID userId,
            UUID id,
            String action,
            String before,
            String after,
            String reason) {
        return audit.append(
                connection,
                AuditEntry.byUser(
                        orgId,
                        userId,
                        action,
                        "callback",
                        id,
                        new JsonObject().put("from", before).put("to", after).put("reason", reason)));
    }
}
