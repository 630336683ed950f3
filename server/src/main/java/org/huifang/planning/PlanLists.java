package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.callback.CallbackState;
import org.huifang.callback.DueNotice;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Lists that call nobody before somebody approved them (R19). */
public final class PlanLists {
    private static final String HELD = """
            SELECT c.id, c.next_at, c.dialable_until, n.stopped_at IS NOT NULL AS stopped, r.rules::text AS rules,
                   coalesce(u.zone, o.zone) AS zone, o.calendar, u.own_slots
            FROM callback c
            JOIN customer u ON u.id = c.customer_id
            JOIN org_unit o ON o.id = c.org_id
            JOIN campaign p ON p.id = c.campaign_id
            JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version
            JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = c.number_key
            WHERE c.campaign_id = $1 AND c.listed_for = $2 AND c.state = 'REVIEW' AND c.reason = 'APPROVAL'
            ORDER BY c.id FOR UPDATE OF c
            """;
    private static final String MOVE = """
            UPDATE callback c SET state = d.state, reason = d.reason, next_at = d.next_at, dialable_until = d.until,
                state_since = $6
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
                AS d (id, state, reason, next_at, until) WHERE c.id = d.id
            """;

    /** The numbers' rows first, as claims and stops lock them. */
    private static final String NUMBERS_OF_UNCALLED = """
            SELECT number_key FROM number_ledger WHERE org_id = $1 AND number_key IN (
              SELECT number_key FROM callback WHERE campaign_id = $2 AND listed_for = $3 AND state = 'WAITING'
                AND NOT appointment AND counted + uncounted + failures = 0) ORDER BY number_key FOR SHARE
            """;

    private static final String HOLD = """
            UPDATE callback SET state = 'REVIEW', reason = 'APPROVAL', state_since = $3
            WHERE campaign_id = $1 AND listed_for = $2 AND state = 'WAITING' AND NOT appointment
              AND counted + uncounted + failures = 0
            """;

    private final Database database;
    private final WorkingDays workingDays;
    private final Audit audit;
    private final Clock clock;

    PlanLists(Database database, WorkingDays workingDays, Audit audit, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param callbacks put on it so far */
    public record PlanList(
            UUID campaignId,
            String campaign,
            String name,
            LocalDate date,
            String state,
            int callbacks,
            Instant madeAt,
            @Nullable Instant decidedAt,
            @Nullable String reason) {}

    /** Those that wait for a decision first, then the newest; at most 100. */
    public Future<List<PlanList>> all(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT l.*, c.code, c.name FROM plan_list l JOIN campaign c ON c.id = l.campaign_id"
                        + " WHERE l.org_id = $1 ORDER BY l.state <> 'PROPOSED', l.list_date DESC, c.code LIMIT 100")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var lists = new ArrayList<PlanList>();
                    rows.forEach(row -> lists.add(new PlanList(
                            row.getUUID("campaign_id"),
                            row.getString("code"),
                            row.getString("name"),
                            row.getLocalDate("list_date"),
                            row.getString("state"),
                            row.getInteger("callbacks"),
                            Times.instant(row, "made_at"),
                            Times.instantOrNull(row, "decided_at"),
                            row.getString("reason"))));
                    return lists;
                });
    }

    /**
     * Lets the callbacks of a list be called, or cancels them; yields how many.
     *
     * @throws Refusal (as failure) when there is no such list, or it was decided already
     */
    public Future<Integer> decide(
            UUID orgId, UUID userId, UUID campaignId, LocalDate date, boolean approve, String reason) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT state FROM plan_list WHERE campaign_id = $1 AND list_date = $2 AND org_id = $3"
                        + " FOR UPDATE")
                .execute(Tuple.of(campaignId, date, orgId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("date", date));
                    }
                    String state = found.next().getString("state");
                    return state.equals("PROPOSED")
                            ? move(connection, orgId, campaignId, date, approve)
                            : Future.failedFuture(Refusal.conflict("date", date, Remedy.LIST_DECIDED.with(state)));
                })
                .onSuccess(moved -> CrashPoint.reached("list-moved"))
                .compose(moved -> connection
                        .preparedQuery("UPDATE plan_list SET state = $3, decided_by = $4, decided_at = $5, reason = $6"
                                + " WHERE campaign_id = $1 AND list_date = $2")
                        .execute(Tuple.of(campaignId, date, approve ? "APPROVED" : "REJECTED", userId)
                                .addValue(Times.at(clock.instant()))
                                .addString(reason))
                        .compose(decided -> audit.append(
                                connection,
                                AuditEntry.byUser(
                                        orgId,
                                        userId,
                                        approve ? "plan.approve" : "plan.reject",
                                        "campaign",
                                        campaignId,
                                        new JsonObject()
                                                .put("list", date.toString())
                                                .put("callbacks", moved)
                                                .put("reason", reason))))
                        .compose(audited -> DueNotice.send(connection))
                        .map(moved)));
    }

    /**
     * Takes an approval back: what was not called yet is held again until the list is decided anew. Calls under way go on.
     * Yields how many are held.
     *
     * @throws Refusal (as failure) when there is no such list, or it is not approved
     */
    public Future<Integer> withdraw(UUID orgId, UUID userId, UUID campaignId, LocalDate date, String reason) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT state FROM plan_list WHERE campaign_id = $1 AND list_date = $2 AND org_id = $3"
                        + " FOR UPDATE")
                .execute(Tuple.of(campaignId, date, orgId))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("date", date));
                    }
                    String state = rows.iterator().next().getString("state");
                    return state.equals("APPROVED")
                            ? connection.preparedQuery(NUMBERS_OF_UNCALLED).execute(Tuple.of(orgId, campaignId, date))
                            : Future.failedFuture(Refusal.conflict("date", date, Remedy.LIST_NOT_APPROVED.with(state)));
                })
                .compose(locked ->
                        connection.preparedQuery(HOLD).execute(Tuple.of(campaignId, date, Times.at(clock.instant()))))
                .onSuccess(held -> CrashPoint.reached("list-held"))
                .compose(held -> connection
                        .preparedQuery("UPDATE plan_list SET state = 'PROPOSED', decided_by = NULL, decided_at = NULL,"
                                + " reason = NULL WHERE campaign_id = $1 AND list_date = $2")
                        .execute(Tuple.of(campaignId, date))
                        .compose(put -> audit.append(
                                connection,
                                AuditEntry.byUser(
                                        orgId,
                                        userId,
                                        "plan.withdraw",
                                        "campaign",
                                        campaignId,
                                        new JsonObject()
                                                .put("list", date.toString())
                                                .put("callbacks", held.rowCount())
                                                .put("reason", reason))))
                        .map(held.rowCount())));
    }

    private Future<Integer> move(
            SqlConnection connection, UUID orgId, UUID campaignId, LocalDate date, boolean approve) {
        // The numbers' rows first, as stops lock them.
        return connection
                .preparedQuery("SELECT number_key FROM number_ledger WHERE org_id = $1 AND number_key IN ("
                        + "SELECT number_key FROM callback WHERE campaign_id = $2 AND listed_for = $3 AND state = 'REVIEW'"
                        + " AND reason = 'APPROVAL') ORDER BY number_key FOR SHARE")
                .execute(Tuple.of(orgId, campaignId, date))
                .compose(locked -> connection.preparedQuery(HELD).execute(Tuple.of(campaignId, date)))
                .compose(rows -> {
                    var ids = new ArrayList<UUID>();
                    var states = new ArrayList<CallbackState>();
                    for (Row row : rows) {
                        ids.add(row.getUUID("id"));
                        states.add(approve ? approved(row) : new CallbackState.Cancelled("LIST_REJECTED"));
                    }
                    return connection
                            .preparedQuery(MOVE)
                            .execute(Tuple.tuple()
                                    .addArrayOfUUID(ids.toArray(UUID[]::new))
                                    .addArrayOfString(states.stream()
                                            .map(CallbackState::code)
                                            .toArray(String[]::new))
                                    .addArrayOfString(states.stream()
                                            .map(CallbackState::reasonCode)
                                            .toArray(String[]::new))
                                    .addArrayOfOffsetDateTime(times(states, true))
                                    .addArrayOfOffsetDateTime(times(states, false))
                                    .addValue(Times.at(clock.instant())))
                            .map(moved -> ids.size());
                });
    }

    /** The slot that was planned, if it is still to come; else the next. */
    private CallbackState approved(Row row) {
        if (row.getBoolean("stopped")) {
            return new CallbackState.Cancelled("STOPPED");
        }
        Instant now = clock.instant();
        Instant planned = Times.instant(row, "next_at");
        return new SlotPlanner(
                        RulesJson.parse(row.getString("rules"))
                                .withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))),
                        ZoneId.of(row.getString("zone")),
                        workingDays.of(row.getString("calendar")))
                .waiting(planned.isAfter(now) ? planned : now, Tried.NOTHING, WaitReason.PLANNED);
    }

    private static OffsetDateTime[] times(List<CallbackState> states, boolean start) {
        return states.stream()
                .map(state -> state instanceof CallbackState.Waiting waiting
                        ? Times.at(
                                start ? waiting.slot().from() : waiting.slot().until())
                        : null)
                .toArray(OffsetDateTime[]::new);
    }
}
