package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * Scores of recordings, appended and never rewritten (R77): who is of another opinion submits a new one that names the one it
 * corrects. The newest is the recording's. A correction of what the agent was shown is shown to the agent at once.
 */
public final class Scores {
    private static final String INSERT = """
            INSERT INTO score (id, org_id, recording_id, claimed_at, agent_id, campaign_id, scorecard_id, scorecard_version, sample_id,
                calibration_id, replaces, reason, auditor_id, submitted_at, score, fatal, remark)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """;

    private final Scorecards scorecards;
    private final Audit audit;
    private final Clock clock;
    private final Consumer<String> crashPoint;

    Scores(Scorecards scorecards, Audit audit, Clock clock, Consumer<String> crashPoint) {
        this.scorecards = scorecards;
        this.audit = audit;
        this.clock = clock;
        this.crashPoint = crashPoint;
    }

    /**
     * @param sampleId the sample that asked for it; null: none
     * @param replaces the recording's score now; null: it has none
     * @param reason of the correction; null exactly where {@code replaces} is
     */
    public record Submission(
            UUID scorecardId,
            int version,
            @Nullable UUID sampleId,
            @Nullable UUID replaces,
            @Nullable String reason,
            @Nullable String remark,
            List<MarkedItem> marks) {}

    /** @param fatal codes of the fatal items that failed */
    public record Submitted(UUID id, int score, List<String> fatal) {}

    /**
     * Fails with a {@link Refusal} where the recording is another unit's or was scored meanwhile.
     *
     * @param right to hear the recording, asked for just now
     */
    public Future<Submitted> submit(
            SqlConnection transaction, SignedIn who, HearingRight.Right right, UUID recordingId, Submission given) {
        if (!right.orgId().equals(who.orgId())) {
            throw Refusal.notFound("attemptId", recordingId);
        }
        String told = given.reason();
        String reason = told == null || told.isBlank() ? null : told.strip();
        if ((given.replaces() == null) != (reason == null)) {
            throw Refusal.invalid(
                    "reason", null, reason == null ? Remedy.IS_MISSING.with() : Remedy.UNKNOWN_FIELD.with());
        }
        return ScoredCall.lock(transaction, who, recordingId)
                .compose(call -> scorecards
                        .version(transaction, who.orgId(), given.scorecardId(), given.version())
                        .compose(scorecard -> inSample(transaction, who, given, recordingId)
                                .compose(asked -> current(transaction, recordingId))
                                .compose(now -> store(transaction, who, call, scorecard, given, reason, now))));
    }

    private static Future<Void> inSample(SqlConnection transaction, SignedIn who, Submission given, UUID recordingId) {
        UUID sample = given.sampleId();
        return sample == null
                ? Future.succeededFuture()
                : transaction
                        .preparedQuery("SELECT FROM sample s JOIN sample_item i ON i.sample_id = s.id"
                                + " WHERE s.id = $1 AND s.org_id = $2 AND i.recording_id = $3"
                                + " AND s.scorecard_id = $4 AND s.scorecard_version = $5")
                        .execute(Tuple.of(sample, who.orgId(), recordingId, given.scorecardId(), given.version()))
                        .compose(rows -> rows.rowCount() == 1
                                ? Future.succeededFuture()
                                : Future.failedFuture(
                                        Refusal.invalid("sampleId", sample, Remedy.NOT_IN_SAMPLE.with())));
    }

    private record Now(UUID id, boolean released) {}

    private static Future<@Nullable Now> current(SqlConnection transaction, UUID recordingId) {
        return transaction
                .preparedQuery("SELECT s.id, r.score_id IS NOT NULL AS released FROM score s"
                        + " LEFT JOIN score_release r ON r.score_id = s.id"
                        + " WHERE s.recording_id = $1 AND s.calibration_id IS NULL"
                        + " AND NOT EXISTS (SELECT FROM score later WHERE later.replaces = s.id)")
                .execute(Tuple.of(recordingId))
                .map(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return null;
                    }
                    Row row = found.next();
                    return new Now(row.getUUID("id"), row.getBoolean("released"));
                });
    }

    private Future<Submitted> store(
            SqlConnection transaction,
            SignedIn who,
            ScoredCall call,
            Scorecard scorecard,
            Submission given,
            @Nullable String reason,
            @Nullable Now now) {
        UUID current = now == null ? null : now.id();
        if (!Objects.equals(current, given.replaces())) {
            return Future.failedFuture(Refusal.conflict("replaces", given.replaces(), Remedy.SCORED_MEANWHILE.with()));
        }
        Scorecard.Result result = scorecard.score(MarkedItem.byItem(given.marks()));
        call.check(given.marks());
        UUID id = Ids.next();
        var detail = new JsonObject()
                .put("score", id.toString())
                .put("figure", result.score())
                .put("fatal", new JsonArray(result.fatal()))
                .put("scorecard", scorecard.id().toString())
                .put("version", scorecard.version());
        UUID sample = given.sampleId();
        if (sample != null) {
            detail.put("sample", sample.toString());
        }
        if (current != null) {
            detail.put("replaces", current.toString()).put("reason", reason);
        }
        return insert(
                        transaction,
                        who,
                        id,
                        call,
                        scorecard,
                        result,
                        given.remark(),
                        given.marks(),
                        row -> row.addUUID(given.sampleId())
                                .addUUID(null)
                                .addUUID(current)
                                .addString(reason))
                .compose(stored -> transaction
                        .preparedQuery("UPDATE recording SET score = $3 WHERE claimed_at = $1 AND id = $2")
                        .execute(Tuple.of(call.claimedAt(), call.id(), (short) result.score())))
                .compose(set -> now != null && now.released()
                        ? transaction
                                .preparedQuery("INSERT INTO score_release (score_id, released_by, released_at)"
                                        + " VALUES ($1, $2, $3)")
                                .execute(Tuple.of(id, who.userId(), Times.at(clock.instant())))
                                .mapEmpty()
                        : Future.succeededFuture())
                .compose(shown -> audit.append(
                        transaction,
                        AuditEntry.byUser(who.orgId(), who.userId(), "score.submit", "recording", call.id(), detail)))
                .onSuccess(noted -> crashPoint.accept("score-written"))
                .map(new Submitted(id, result.score(), result.fatal()));
    }

    /** A blind score of a calibration; it is no score of the recording, and its figures stand in no log before both are in. */
    Future<Submitted> blind(
            SqlConnection transaction,
            SignedIn who,
            UUID calibrationId,
            ScoredCall call,
            Scorecard scorecard,
            @Nullable String remark,
            List<MarkedItem> marks) {
        Scorecard.Result result = scorecard.score(MarkedItem.byItem(marks));
        call.check(marks);
        UUID id = Ids.next();
        return insert(
                        transaction,
                        who,
                        id,
                        call,
                        scorecard,
                        result,
                        remark,
                        marks,
                        row -> row.addUUID(null)
                                .addUUID(calibrationId)
                                .addUUID(null)
                                .addString(null))
                .map(new Submitted(id, result.score(), result.fatal()));
    }

    private Future<Void> insert(
            SqlConnection transaction,
            SignedIn who,
            UUID id,
            ScoredCall call,
            Scorecard scorecard,
            Scorecard.Result result,
            @Nullable String remark,
            List<MarkedItem> marks,
            java.util.function.UnaryOperator<Tuple> links) {
        Tuple row = links.apply(
                        Tuple.of(id, who.orgId(), call.id(), call.claimedAt(), call.agentId(), call.campaignId())
                                .addUUID(scorecard.id())
                                .addInteger(scorecard.version()))
                .addUUID(who.userId())
                .addOffsetDateTime(Times.at(clock.instant()))
                .addShort((short) result.score())
                .addBoolean(!result.fatal().isEmpty())
                .addString(remark == null || remark.isBlank() ? null : remark.strip());
        return transaction
                .preparedQuery(INSERT)
                .execute(row)
                .compose(stored -> transaction
                        .preparedQuery("INSERT INTO score_mark (score_id, position, mark, note, at_ms)"
                                + " VALUES ($1, $2, $3, $4, $5)")
                        .executeBatch(MarkedItem.rows(id, scorecard, marks)))
                .mapEmpty();
    }
}
