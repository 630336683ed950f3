package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Samples with how far their scoring is; the newest first. */
public final class SampleRegister {
    private static final String ENTRIES = """
            SELECT s.*, u.display_name AS by, c.name AS campaign, a.name AS agent, v.name_zh, v.name_en,
                (SELECT count(*) FROM sample_item i WHERE i.sample_id = s.id AND EXISTS (
                   SELECT FROM score x WHERE x.sample_id = s.id AND x.recording_id = i.recording_id)) AS scored,
                (SELECT count(*) FROM sample_item i WHERE i.sample_id = s.id AND EXISTS (
                   SELECT FROM score x JOIN score_release r ON r.score_id = x.id
                   WHERE x.sample_id = s.id AND x.recording_id = i.recording_id)) AS released
            FROM sample s JOIN app_user u ON u.id = s.drawn_by
            JOIN scorecard_version v ON v.scorecard_id = s.scorecard_id AND v.version = s.scorecard_version
            LEFT JOIN campaign c ON c.id = s.campaign_id LEFT JOIN agent a ON a.id = s.agent_id
            WHERE s.org_id = $1 AND %s ORDER BY s.drawn_at DESC, s.id DESC LIMIT $4
            """;
    private static final String ITEMS = """
            SELECT i.*, a.name AS agent, a.code, c.name AS campaign, r.state, r.duration_ms, r.started_at,
                x.id AS score_id, x.score, x.fatal, x.auditor, x.released
            FROM sample_item i JOIN sample s ON s.id = i.sample_id
            LEFT JOIN agent a ON a.id = i.agent_id LEFT JOIN campaign c ON c.id = i.campaign_id
            LEFT JOIN recording r ON r.claimed_at = i.claimed_at AND r.id = i.recording_id
            LEFT JOIN LATERAL (
                SELECT x.id, x.score, x.fatal, u.display_name AS auditor, l.score_id IS NOT NULL AS released
                FROM score x JOIN app_user u ON u.id = x.auditor_id LEFT JOIN score_release l ON l.score_id = x.id
                WHERE x.sample_id = i.sample_id AND x.recording_id = i.recording_id
                ORDER BY x.submitted_at DESC, x.id DESC LIMIT 1) x ON true
            WHERE i.sample_id = $1 AND s.org_id = $2 AND i.position > $3 ORDER BY i.position LIMIT $4
            """;

    private final Database database;

    SampleRegister(Database database) {
        this.database = database;
    }

    /**
     * @param scored of those drawn, have a score for this sample; @param released of those, the agent sees
     * @param seed in lower-case hex
     */
    public record Entry(
            UUID id,
            String rule,
            @Nullable Integer amount,
            @Nullable String unit,
            @Nullable Integer badBelow,
            Instant from,
            Instant until,
            @Nullable String campaign,
            @Nullable String agent,
            UUID scorecardId,
            int scorecardVersion,
            String scorecardZh,
            String scorecardEn,
            @Nullable LocalDate dueOn,
            String reason,
            String seed,
            int population,
            String populationSha256,
            int drawn,
            String drawnSha256,
            String drawnBy,
            Instant drawnAt,
            long scored,
            long released) {}

    /** @param recordingState null: its row is gone; @param score the newest for this sample; null: none yet */
    public record Item(
            int position,
            UUID recordingId,
            Instant claimedAt,
            UUID agentId,
            @Nullable String agent,
            @Nullable String agentCode,
            @Nullable String campaign,
            @Nullable String recordingState,
            @Nullable Long durationMs,
            @Nullable UUID scoreId,
            @Nullable Integer score,
            @Nullable Boolean fatal,
            @Nullable String auditor,
            @Nullable Boolean released) {}

    public Future<List<Entry>> list(UUID orgId, @Nullable Place after, int limit) {
        return entries(
                "($2::timestamptz IS NULL OR (s.drawn_at, s.id) < ($2, $3))",
                Tuple.of(orgId, after == null ? null : Times.at(after.at()), after == null ? null : after.id(), limit));
    }

    /** Fails with a {@link Refusal} where there is none. */
    public Future<Entry> one(UUID orgId, UUID id) {
        return entries("s.id = $2 AND $3::text IS NULL", Tuple.of(orgId, id, null, 1))
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : Future.succeededFuture(found.get(0)));
    }

    private Future<List<Entry>> entries(String which, Tuple values) {
        return database.pool()
                .preparedQuery(ENTRIES.formatted(which))
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SampleRegister::entry)
                        .toList());
    }

    /** In the order of the draw. */
    public Future<List<Item>> items(UUID orgId, UUID sampleId, int after, int limit) {
        return database.pool()
                .preparedQuery(ITEMS)
                .execute(Tuple.of(sampleId, orgId, after, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SampleRegister::item)
                        .toList());
    }

    /** What it was drawn from, as it is digested: lines {@code group recording}. */
    public Future<String> population(UUID orgId, UUID sampleId) {
        return database.pool()
                .preparedQuery("SELECT p.lines FROM sample s JOIN sample_population p ON p.sample_id = s.id"
                        + " WHERE s.id = $1 AND s.org_id = $2")
                .execute(Tuple.of(sampleId, orgId))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", sampleId))
                        : Future.succeededFuture(rows.iterator().next().getString(0)));
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getUUID("id"),
                row.getString("rule"),
                row.getInteger("amount"),
                row.getString("unit"),
                row.getInteger("bad_below"),
                Times.instant(row, "from_at"),
                Times.instant(row, "until_at"),
                row.getString("campaign"),
                row.getString("agent"),
                row.getUUID("scorecard_id"),
                row.getInteger("scorecard_version"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getLocalDate("due_on"),
                row.getString("reason"),
                hex(row, "seed"),
                row.getInteger("population"),
                hex(row, "population_sha256"),
                row.getInteger("drawn"),
                hex(row, "drawn_sha256"),
                row.getString("by"),
                Times.instant(row, "drawn_at"),
                row.getLong("scored"),
                row.getLong("released"));
    }

    private static String hex(Row row, String column) {
        return HexFormat.of().formatHex(row.getBuffer(column).getBytes());
    }

    private static Item item(Row row) {
        return new Item(
                row.getInteger("position"),
                row.getUUID("recording_id"),
                Times.instant(row, "claimed_at"),
                row.getUUID("agent_id"),
                row.getString("agent"),
                row.getString("code"),
                row.getString("campaign"),
                row.getString("state"),
                row.getLong("duration_ms"),
                row.getUUID("score_id"),
                row.getInteger("score"),
                row.getBoolean("fatal"),
                row.getString("auditor"),
                row.getBoolean("released"));
    }
}
