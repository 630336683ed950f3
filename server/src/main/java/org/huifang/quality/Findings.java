package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.huifang.quality.FindingSteps.Kind;
import org.huifang.quality.FindingSteps.Step;
import org.jspecify.annotations.Nullable;

/**
 * Findings on calls and their rectification (R77): opened by auditors, answered by the agent's supervisor in time, closed or
 * opened anew by an auditor who is not the one who answered. Until it is answered it can be withdrawn. The agent is heard once. Each step is a row and an audit entry of
 * its own, in one transaction with what it changes; nobody judges what is about themselves.
 */
public final class Findings {
    private static final String INSERT = """
        INSERT INTO quality_finding (id, org_id, attempt_id, claimed_at, callback_id, agent_id, kind_id, kind_code, name_zh,
            name_en, severity, at_ms, item, body, state, due_at, opened_by, opened_at, changed_at)
        SELECT $1, $2, $3, $4, $5, $6, k.id, k.code, k.name_zh, k.name_en, k.severity, $8, $9, $10, 'OPEN', $11, $12, $13, $13
        FROM violation_kind k WHERE k.id = $7
        """;
    private static final String LOCKED = """
        SELECT f.*, u.zone, u.calendar FROM quality_finding f JOIN org_unit u ON u.id = f.org_id
        WHERE f.id = $1 AND f.org_id = $2 FOR UPDATE OF f
        """;

    private final Database database;
    private final WorkingDays days;
    private final FindingSteps steps;
    private final ViolationEntries entries;
    private final Clock clock;
    private final Runnable changed;
    private final Consumer<String> crashPoint;

    /** @param changed told after a step that may end or begin a delay */
    Findings(
            Database database,
            WorkingDays days,
            FindingSteps steps,
            ViolationEntries entries,
            Clock clock,
            Runnable changed,
            Consumer<String> crashPoint) {
        this.database = database;
        this.days = days;
        this.steps = steps;
        this.entries = entries;
        this.clock = clock;
        this.changed = changed;
        this.crashPoint = crashPoint;
    }

    private interface Work {
        Future<?> on(SqlConnection transaction, Row finding, Instant now);
    }

    /** On a call of the auditor's own unit, whose recordings auditors may hear. In the caller's transaction. */
    public Future<UUID> open(SqlConnection transaction, SignedIn by, NewFinding given) {
        UUID id = Ids.next();
        return FoundCall.of(transaction, by, given)
                .compose(call -> kind(transaction, by, given.kindId()).compose(kind -> {
                    Instant now = clock.instant();
                    int within = given.workingDays() == null ? kind.getShort("working_days") : given.workingDays();
                    Instant due = due(kind, now, within);
                    return transaction
                            .preparedQuery(INSERT)
                            .execute(values(id, by, given, call, due, now))
                            .compose(made -> steps.append(
                                    transaction,
                                    by,
                                    id,
                                    new Step(Kind.OPENED, now, given.text(), null, due),
                                    new JsonObject()
                                            .put("attempt", given.attemptId().toString())
                                            .put("agent", call.agentId().toString())
                                            .put("kind", kind.getString("code"))
                                            .put("severity", kind.getString("severity"))
                                            .put("atMs", given.atMs())
                                            .put("item", given.item())));
                }))
                .map(step -> {
                    crashPoint.accept("finding-open");
                    return id;
                });
    }

    private static Future<Row> kind(SqlConnection transaction, SignedIn by, UUID id) {
        return transaction
                .preparedQuery("SELECT k.*, u.zone, u.calendar FROM violation_kind k JOIN org_unit u ON u.id = k.org_id"
                        + " WHERE k.id = $1 AND k.org_id = $2 FOR SHARE OF k")
                .execute(Tuple.of(id, by.orgId()))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.notFound("kindId", id));
                    }
                    Row kind = rows.iterator().next();
                    return kind.getBoolean("retired")
                            ? Future.failedFuture(
                                    Refusal.invalid("kindId", kind.getString("code"), Remedy.KIND_RETIRED.with()))
                            : Future.succeededFuture(kind);
                });
    }

    private static Tuple values(UUID id, SignedIn by, NewFinding given, FoundCall call, Instant due, Instant now) {
        return Tuple.of(id, by.orgId(), given.attemptId())
                .addOffsetDateTime(Times.at(call.claimedAt()))
                .addUUID(call.callbackId())
                .addUUID(call.agentId())
                .addUUID(given.kindId())
                .addLong(given.atMs())
                .addString(given.item())
                .addString(given.text())
                .addOffsetDateTime(Times.at(due))
                .addUUID(by.userId())
                .addOffsetDateTime(Times.at(now));
    }

    /** What was corrected and how it will not come again; by a supervisor of the agent's unit who is not the agent. */
    public Future<Void> answer(SignedIn by, UUID id, String text) {
        return step(
                by,
                id,
                (transaction, finding, now) -> refuseAboutYourself(by, finding)
                        .compose(other -> inState(finding, "OPEN", "REOPENED"))
                        .compose(open -> update(transaction, id, "ANSWERED", now, "answered_by = $4", by.userId()))
                        .compose(done -> steps.append(
                                transaction,
                                by,
                                id,
                                new Step(Kind.ANSWERED, now, text, null, null),
                                new JsonObject())));
    }

    /** @param workingDays to answer it anew in, 1 to 60 */
    public Future<Void> reopen(SignedIn by, UUID id, String note, int workingDays) {
        return step(by, id, (transaction, finding, now) -> {
            Instant due = due(finding, now, workingDays);
            return mayJudge(by, finding)
                    .compose(may -> inState(finding, "ANSWERED"))
                    .compose(answered -> update(transaction, id, "REOPENED", now, "due_at = $4", Times.at(due)))
                    .compose(done -> steps.append(
                            transaction, by, id, new Step(Kind.REOPENED, now, note, null, due), new JsonObject()));
        });
    }

    /** @param confirmed it was a violation, and goes to the list of this month */
    public Future<Void> close(SignedIn by, UUID id, boolean confirmed, String note) {
        return step(
                by,
                id,
                (transaction, finding, now) -> mayJudge(by, finding)
                        .compose(may -> inState(finding, "ANSWERED"))
                        .compose(answered -> judge(transaction, by, id, finding, Kind.CLOSED, confirmed, note, now)));
    }

    /** Judges a closed one otherwise: the list of this month gets the correction, that of the earlier one stays. */
    public Future<Void> correct(SignedIn by, UUID id, boolean confirmed, String note) {
        return step(
                by,
                id,
                (transaction, finding, now) -> mayJudge(by, finding)
                        .compose(may -> inState(finding, "CLOSED"))
                        .compose(closed -> finding.getBoolean("confirmed") == confirmed
                                ? Future.failedFuture(Refusal.conflict("confirmed", confirmed, Remedy.JUDGED_SO.with()))
                                : judge(transaction, by, id, finding, Kind.CORRECTED, confirmed, note, now)));
    }

    /** It was filed by mistake; by whoever opened it, or a records manager, before anybody answered it. It stays, and says why. */
    public Future<Void> withdraw(SignedIn by, UUID id, String reason) {
        return step(
                by,
                id,
                (transaction, finding, now) -> mayWithdraw(by, finding)
                        .compose(may -> inState(finding, "OPEN"))
                        .compose(open -> transaction
                                .preparedQuery(
                                        "UPDATE quality_finding SET state = 'WITHDRAWN', changed_at = $2 WHERE id = $1")
                                .execute(Tuple.of(id, Times.at(now))))
                        .compose(done -> steps.append(
                                transaction,
                                by,
                                id,
                                new Step(Kind.WITHDRAWN, now, reason, null, null),
                                new JsonObject())));
    }

    /** The agent's own words, once; none are needed of what was withdrawn. */
    public Future<Void> state(SignedIn by, UUID id, String text) {
        return step(
                by,
                id,
                (transaction, finding, now) -> !finding.getUUID("agent_id").equals(by.agentId())
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : inState(finding, "OPEN", "ANSWERED", "REOPENED", "CLOSED")
                                .compose(stands -> transaction
                                        .preparedQuery(
                                                "SELECT 1 FROM quality_finding_step WHERE finding_id = $1 AND kind ="
                                                        + " 'STATEMENT'")
                                        .execute(Tuple.of(id)))
                                .compose(given -> given.rowCount() > 0
                                        ? Future.failedFuture(Refusal.conflict("id", id, Remedy.STATEMENT_GIVEN.with()))
                                        : steps.append(
                                                transaction,
                                                by,
                                                id,
                                                new Step(Kind.STATEMENT, now, text, null, null),
                                                new JsonObject())));
    }

    private Future<Void> judge(
            SqlConnection transaction,
            SignedIn by,
            UUID id,
            Row finding,
            Kind how,
            boolean confirmed,
            String note,
            Instant now) {
        ZoneId zone = ZoneId.of(finding.getString("zone"));
        return transaction
                .preparedQuery("UPDATE quality_finding SET state = 'CLOSED', confirmed = $2, judged_by = $3,"
                        + " changed_at = $4 WHERE id = $1")
                .execute(Tuple.of(id, confirmed, by.userId(), Times.at(now)))
                .compose(done ->
                        steps.append(transaction, by, id, new Step(how, now, note, confirmed, null), new JsonObject()))
                .compose(seq -> confirmed || how == Kind.CORRECTED
                        ? entries.append(transaction, id, seq, confirmed, now, zone, note)
                        : Future.succeededFuture());
    }

    private Future<Void> step(SignedIn by, UUID id, Work work) {
        return database.transaction(transaction -> transaction
                        .preparedQuery(LOCKED)
                        .execute(Tuple.of(id, by.orgId()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.failedFuture(Refusal.notFound("id", id))
                                : work.on(transaction, rows.iterator().next(), clock.instant()))
                        .map(done -> {
                            crashPoint.accept("finding-step");
                            return done;
                        }))
                .map(done -> {
                    changed.run();
                    return null;
                });
    }

    private static Future<?> update(
            SqlConnection transaction, UUID id, String state, Instant now, String also, Object value) {
        return transaction
                .preparedQuery("UPDATE quality_finding SET state = $2, changed_at = $3, " + also + " WHERE id = $1")
                .execute(Tuple.of(id, state, Times.at(now), value));
    }

    private Instant due(Row ofUnit, Instant now, int workingDays) {
        return WorkingDeadline.after(
                now, workingDays, ZoneId.of(ofUnit.getString("zone")), days.of(ofUnit.getString("calendar")));
    }

    /** Both of the unit's auditors: the route lets nobody else come here. */
    private static Future<Void> mayWithdraw(SignedIn by, Row finding) {
        return by.userId().equals(finding.getUUID("opened_by")) || by.has(Role.RECORDS_MANAGER)
                ? refuseAboutYourself(by, finding)
                : Future.failedFuture(Refusal.forbidden(Remedy.OPENED_BY_ANOTHER.with()));
    }

    private static Future<Void> mayJudge(SignedIn by, Row finding) {
        return by.userId().equals(finding.getUUID("answered_by"))
                ? Future.failedFuture(Refusal.forbidden(Remedy.ANSWERED_BY_YOU.with()))
                : refuseAboutYourself(by, finding);
    }

    private static Future<Void> refuseAboutYourself(SignedIn by, Row finding) {
        return finding.getUUID("agent_id").equals(by.agentId())
                ? Future.failedFuture(Refusal.forbidden(Remedy.ABOUT_YOU.with()))
                : Future.succeededFuture();
    }

    private static Future<Void> inState(Row finding, String... states) {
        String state = finding.getString("state");
        return java.util.List.of(states).contains(state)
                ? Future.succeededFuture()
                : Future.failedFuture(Refusal.conflict("id", finding.getUUID("id"), Remedy.FINDING_STATE.with(state)));
    }

    /** May read every finding of the unit, not only those about themselves. */
    static boolean seesUnit(SignedIn who) {
        return who.has(Role.COMPLIANCE) || who.has(Role.RECORDS_MANAGER) || who.has(Role.SUPERVISOR);
    }

    static @Nullable UUID onlyOf(SignedIn who) {
        return seesUnit(who) ? null : who.agentId() == null ? who.userId() : who.agentId();
    }
}
