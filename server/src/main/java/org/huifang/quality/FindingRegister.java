package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Findings read: auditors and supervisors those of their own unit, agents those about themselves. */
public final class FindingRegister {
    private static final String COLUMNS = """
        SELECT f.*, g.code AS agent_code, g.name AS agent_name, o.display_name AS opener,
               f.state IN ('OPEN', 'REOPENED') AND f.due_at <= $3 AS late,
               ((f.due_at - interval '1 second') AT TIME ZONE u.zone)::date AS due_on,
               EXISTS (SELECT FROM quality_finding_step s WHERE s.finding_id = f.id AND s.kind = 'STATEMENT') AS stated,
               EXISTS (SELECT FROM recording r WHERE r.claimed_at = f.claimed_at AND r.id = f.attempt_id) AS recorded
        FROM quality_finding f JOIN agent g ON g.id = f.agent_id JOIN app_user o ON o.id = f.opened_by
        JOIN org_unit u ON u.id = f.org_id
        WHERE f.org_id = $1 AND ($2::uuid IS NULL OR f.agent_id = $2)
        """;
    private static final String PAGE = COLUMNS + """
          AND ($4::text IS NULL
               OR CASE $4 WHEN 'UNFINISHED' THEN f.state NOT IN ('CLOSED', 'WITHDRAWN')
                          WHEN 'LATE' THEN f.state IN ('OPEN', 'REOPENED') AND f.due_at <= $3
                          ELSE f.state = $4 END)
          AND ($5::uuid IS NULL OR f.attempt_id = $5)
          AND ($6::timestamptz IS NULL OR (f.opened_at, f.id) < ($6, $7))
        ORDER BY f.opened_at DESC, f.id DESC LIMIT $8
        """;
    private static final String STEPS = """
        SELECT s.kind, s.at, p.display_name, s.body, s.confirmed,
               ((s.due_at - interval '1 second') AT TIME ZONE u.zone)::date AS due_on
        FROM quality_finding_step s JOIN app_user p ON p.id = s.by_user JOIN org_unit u ON u.id = s.org_id
        WHERE s.finding_id = $1 ORDER BY s.seq
        """;
    private static final String FIGURES = """
        SELECT count(*) AS unfinished, count(*) FILTER (WHERE state = 'ANSWERED') AS answered,
               count(*) FILTER (WHERE state IN ('OPEN', 'REOPENED') AND due_at <= $3) AS late
        FROM quality_finding WHERE org_id = $1 AND ($2::uuid IS NULL OR agent_id = $2) AND state NOT IN ('CLOSED', 'WITHDRAWN')
        """;

    private final Database database;
    private final Clock clock;

    FindingRegister(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param callAt when the call was begun
     * @param late not answered in time
     * @param dueOn the last day to answer it, by the unit's calendar
     * @param confirmed null: not closed yet
     * @param stated the agent was heard
     * @param recorded there is a recording of the call
     * @param mayAnswer whoever reads it may answer it now; likewise mayJudge (close, open anew or correct it),
     *     mayState and mayWithdraw
     */
    public record Listed(
            UUID id,
            UUID attemptId,
            UUID callbackId,
            Instant callAt,
            boolean recorded,
            String agentCode,
            String agent,
            String kindCode,
            String kindZh,
            String kindEn,
            Severity severity,
            @Nullable Long atMs,
            @Nullable String item,
            String text,
            String state,
            boolean late,
            LocalDate dueOn,
            @Nullable Boolean confirmed,
            String openedBy,
            Instant openedAt,
            boolean stated,
            boolean mayAnswer,
            boolean mayJudge,
            boolean mayState,
            boolean mayWithdraw) {}

    public record Step(
            String kind,
            Instant at,
            String by,
            String text,
            @Nullable Boolean confirmed,
            @Nullable LocalDate dueOn) {}

    public record Detail(Listed finding, List<Step> steps) {}

    /** @param late of the unfinished, not answered in time; @param answered of them, waiting to be judged */
    public record Figures(long unfinished, long answered, long late) {}

    /**
     * The newest first.
     *
     * @param which a state, UNFINISHED or LATE; null: all
     * @param attemptId those on one call; null: on any
     */
    public Future<List<Listed>> list(
            SignedIn who, @Nullable String which, @Nullable UUID attemptId, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(whose(who)
                        .addString(which)
                        .addUUID(attemptId)
                        .addOffsetDateTime(after == null ? null : Times.at(after.at()))
                        .addUUID(after == null ? null : after.id())
                        .addInteger(limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> listed(row, who))
                        .toList());
    }

    public Future<Detail> one(SignedIn who, UUID id) {
        return database.pool()
                .preparedQuery(COLUMNS + " AND f.id = $4")
                .execute(whose(who).addUUID(id))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : database.pool()
                                .preparedQuery(STEPS)
                                .execute(Tuple.of(id))
                                .map(steps -> new Detail(
                                        listed(rows.iterator().next(), who),
                                        StreamSupport.stream(steps.spliterator(), false)
                                                .map(FindingRegister::step)
                                                .toList())));
    }

    public Future<Figures> figures(SignedIn who) {
        return database.pool()
                .preparedQuery(FIGURES)
                .execute(whose(who))
                .map(rows -> rows.iterator().next())
                .map(row -> new Figures(row.getLong("unfinished"), row.getLong("answered"), row.getLong("late")));
    }

    private Tuple whose(SignedIn who) {
        return Tuple.of(who.orgId(), Findings.onlyOf(who), Times.at(clock.instant()));
    }

    private static Listed listed(Row row, SignedIn who) {
        String state = row.getString("state");
        boolean aboutReader = row.getUUID("agent_id").equals(who.agentId());
        boolean auditor = who.has(Role.COMPLIANCE) || who.has(Role.RECORDS_MANAGER);
        boolean stated = row.getBoolean("stated");
        return new Listed(
                row.getUUID("id"),
                row.getUUID("attempt_id"),
                row.getUUID("callback_id"),
                Times.instant(row, "claimed_at"),
                row.getBoolean("recorded"),
                row.getString("agent_code"),
                row.getString("agent_name"),
                row.getString("kind_code"),
                row.getString("name_zh"),
                row.getString("name_en"),
                Severity.valueOf(row.getString("severity")),
                row.getLong("at_ms"),
                row.getString("item"),
                row.getString("body"),
                state,
                row.getBoolean("late"),
                row.getLocalDate("due_on"),
                row.getBoolean("confirmed"),
                row.getString("opener"),
                Times.instant(row, "opened_at"),
                stated,
                who.has(Role.SUPERVISOR) && !aboutReader && (state.equals("OPEN") || state.equals("REOPENED")),
                auditor
                        && !aboutReader
                        && !who.userId().equals(row.getUUID("answered_by"))
                        && (state.equals("ANSWERED") || state.equals("CLOSED")),
                aboutReader && !stated && !state.equals("WITHDRAWN"),
                auditor
                        && !aboutReader
                        && state.equals("OPEN")
                        && (who.has(Role.RECORDS_MANAGER) || who.userId().equals(row.getUUID("opened_by"))));
    }

    private static Step step(Row row) {
        return new Step(
                row.getString("kind"),
                Times.instant(row, "at"),
                row.getString("display_name"),
                row.getString("body"),
                row.getBoolean("confirmed"),
                row.getLocalDate("due_on"));
    }
}
