package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Two auditors score one call, and neither sees the other's marks before both are in (R77). */
public final class Calibrations {
    private final Database database;
    private final HearingRight hearing;
    private final Scorecards scorecards;
    private final Scores scores;
    private final Audit audit;
    private final Clock clock;
    private final Consumer<String> crashPoint;

    Calibrations(
            Database database,
            HearingRight hearing,
            Scorecards scorecards,
            Scores scores,
            Audit audit,
            Clock clock,
            Consumer<String> crashPoint) {
        this.database = database;
        this.hearing = hearing;
        this.scorecards = scorecards;
        this.scores = scores;
        this.audit = audit;
        this.clock = clock;
        this.crashPoint = crashPoint;
    }

    /** @param auditors two, of {@link Auditors} */
    public record Asked(UUID recordingId, UUID scorecardId, List<UUID> auditors) {}

    public record Submission(@Nullable String remark, List<MarkedItem> marks) {}

    /**
     * In the caller's transaction.
     *
     * @param right to hear the call, asked for just now
     */
    public Future<UUID> make(SqlConnection transaction, SignedIn who, HearingRight.Right right, Asked asked) {
        if (!right.orgId().equals(who.orgId())) {
            throw Refusal.notFound("recordingId", asked.recordingId());
        }
        if (Set.copyOf(asked.auditors()).size() != 2) {
            throw Refusal.invalid("auditors", null, Remedy.TWO_AUDITORS.with());
        }
        UUID id = Ids.next();
        return ScoredCall.lock(transaction, who, asked.recordingId())
                .compose(call -> Auditors.check(transaction, who.orgId(), call.agentId(), asked.auditors())
                        .compose(known -> scorecards.current(transaction, who.orgId(), asked.scorecardId()))
                        .compose(scorecard -> store(transaction, who, id, asked, call, scorecard)))
                .onSuccess(stored -> crashPoint.accept("calibration-stored"))
                .compose(stored -> note(
                        transaction,
                        who,
                        id,
                        "calibration.make",
                        new JsonObject()
                                .put("recording", asked.recordingId().toString())
                                .put("scorecard", asked.scorecardId().toString())))
                .onSuccess(noted -> crashPoint.accept("calibration-noted"))
                .map(id);
    }

    private Future<?> store(
            SqlConnection transaction, SignedIn who, UUID id, Asked asked, ScoredCall call, Scorecard scorecard) {
        return transaction
                .preparedQuery("INSERT INTO calibration (id, org_id, recording_id, claimed_at, agent_id, scorecard_id,"
                        + " scorecard_version, first_auditor, second_auditor, made_by, made_at)"
                        + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
                .execute(Tuple.of(id, who.orgId(), call.id(), call.claimedAt(), call.agentId(), scorecard.id())
                        .addInteger(scorecard.version())
                        .addUUID(asked.auditors().get(0))
                        .addUUID(asked.auditors().get(1))
                        .addUUID(who.userId())
                        .addOffsetDateTime(Times.at(clock.instant())));
    }

    /** The right to hear its call; fails with a {@link Refusal} where there is none. */
    public Future<HearingRight.Right> right(SignedIn who, UUID id) {
        return database.pool()
                .preparedQuery("SELECT recording_id FROM calibration WHERE id = $1 AND org_id = $2")
                .execute(Tuple.of(id, who.orgId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : hearing.rightTo(who, rows.iterator().next().getUUID(0)));
    }

    /**
     * By one of its two auditors, once.
     *
     * @param right to hear its call, asked for just now
     */
    public Future<UUID> submit(
            SqlConnection transaction, SignedIn who, HearingRight.Right right, UUID id, Submission given) {
        if (!right.orgId().equals(who.orgId())) {
            throw Refusal.notFound("id", id);
        }
        return transaction
                .preparedQuery("SELECT * FROM calibration WHERE id = $1 AND org_id = $2")
                .execute(Tuple.of(id, who.orgId()))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row row = rows.iterator().next();
                    if (!List.of(row.getUUID("first_auditor"), row.getUUID("second_auditor"))
                            .contains(who.userId())) {
                        return Future.failedFuture(Refusal.forbidden(Remedy.NOT_YOURS.with()));
                    }
                    // The call's lock lets the second of two who send at once see the first.
                    return ScoredCall.lock(transaction, who, row.getUUID("recording_id"))
                            .compose(call -> scorecards
                                    .version(
                                            transaction,
                                            who.orgId(),
                                            row.getUUID("scorecard_id"),
                                            row.getInteger("scorecard_version"))
                                    .compose(scorecard -> submit(transaction, who, id, given, call, scorecard)));
                });
    }

    private Future<UUID> submit(
            SqlConnection transaction, SignedIn who, UUID id, Submission given, ScoredCall call, Scorecard scorecard) {
        return transaction
                .preparedQuery("SELECT auditor_id, score FROM score WHERE calibration_id = $1")
                .execute(Tuple.of(id))
                .compose(before -> {
                    for (Row one : before) {
                        if (one.getUUID("auditor_id").equals(who.userId())) {
                            return Future.failedFuture(Refusal.conflict("id", id, Remedy.SCORED_MEANWHILE.with()));
                        }
                    }
                    return scores.blind(transaction, who, id, call, scorecard, given.remark(), given.marks())
                            .onSuccess(done -> crashPoint.accept("blind-stored"))
                            .compose(done -> note(
                                            transaction,
                                            who,
                                            id,
                                            before.rowCount() == 0 ? "calibration.score" : "calibration.complete",
                                            told(call, before, done))
                                    .onSuccess(noted -> crashPoint.accept("blind-noted"))
                                    .map(done.id()));
                });
    }

    /** With the figures once both are in: from here on everybody may read them. */
    private static JsonObject told(ScoredCall call, RowSet<Row> before, Scores.Submitted done) {
        var told = new JsonObject().put("recording", call.id().toString());
        return before.rowCount() == 0
                ? told
                : told.put("first", before.iterator().next().getInteger("score"))
                        .put("second", done.score());
    }

    private Future<Void> note(SqlConnection transaction, SignedIn who, UUID id, String action, JsonObject detail) {
        return audit.append(
                transaction, AuditEntry.byUser(who.orgId(), who.userId(), action, "calibration", id, detail));
    }
}
