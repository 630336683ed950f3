package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Scores as they were given. Auditors and supervisors read those of their unit, an agent the own ones that were released. */
public final class ScoreRegister {
    private static final String SCORES = """
            SELECT s.*, u.display_name AS auditor, a.name AS agent, a.code, c.name AS campaign, v.name_zh, v.name_en,
                l.released_at, EXISTS (SELECT FROM score later WHERE later.replaces = s.id) AS corrected
            FROM score s JOIN app_user u ON u.id = s.auditor_id
            JOIN scorecard_version v ON v.scorecard_id = s.scorecard_id AND v.version = s.scorecard_version
            LEFT JOIN agent a ON a.id = s.agent_id LEFT JOIN campaign c ON c.id = s.campaign_id
            LEFT JOIN score_release l ON l.score_id = s.id
            WHERE s.org_id = $1 AND s.calibration_id IS NULL AND ($2::uuid IS NULL OR (s.agent_id = $2 AND l.score_id IS NOT NULL))
              AND %s ORDER BY s.submitted_at DESC, s.id DESC LIMIT $3
            """;
    private static final String MARKS = """
            SELECT m.*, i.code FROM score_mark m JOIN score s ON s.id = m.score_id
            JOIN scorecard_item i ON i.scorecard_id = s.scorecard_id AND i.version = s.scorecard_version AND i.position = m.position
            WHERE m.score_id = ANY ($1) ORDER BY m.score_id, m.position
            """;
    /** Nobody's agent: sees no score at all. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Database database;

    ScoreRegister(Database database) {
        this.database = database;
    }

    /**
     * @param corrected a later score stands in its place
     * @param releasedAt when the agent was shown it; null: not yet
     */
    public record Entry(
            UUID id,
            UUID recordingId,
            Instant claimedAt,
            UUID agentId,
            @Nullable String agent,
            @Nullable String agentCode,
            @Nullable String campaign,
            UUID scorecardId,
            int scorecardVersion,
            String scorecardZh,
            String scorecardEn,
            @Nullable UUID sampleId,
            @Nullable UUID replaces,
            @Nullable String reason,
            boolean corrected,
            String auditor,
            Instant submittedAt,
            int score,
            boolean fatal,
            @Nullable String remark,
            @Nullable Instant releasedAt,
            List<MarkedItem> marks) {}

    /** The scores in force, the newest first. */
    public Future<List<Entry>> list(SignedIn who, @Nullable UUID agentId, @Nullable Place after, int limit) {
        return entries(
                "NOT EXISTS (SELECT FROM score later WHERE later.replaces = s.id) AND ($4::uuid IS NULL OR s.agent_id = $4)"
                        + " AND ($5::timestamptz IS NULL OR (s.submitted_at, s.id) < ($5, $6))",
                Tuple.of(
                        who.orgId(),
                        onlyOwn(who),
                        limit,
                        agentId,
                        after == null ? null : Times.at(after.at()),
                        after == null ? null : after.id()));
    }

    /** Of one recording, the newest first: the one in force and what it corrected. */
    public Future<List<Entry>> ofRecording(SignedIn who, UUID recordingId) {
        return entries("s.recording_id = $4", Tuple.of(who.orgId(), onlyOwn(who), Integer.MAX_VALUE, recordingId));
    }

    /** Null: sees the whole unit's. */
    private static @Nullable UUID onlyOwn(SignedIn who) {
        if (who.has(Role.COMPLIANCE) || who.has(Role.RECORDS_MANAGER) || who.has(Role.SUPERVISOR)) {
            return null;
        }
        UUID agent = who.agentId();
        return agent == null ? NOBODY : agent;
    }

    private Future<List<Entry>> entries(String which, Tuple values) {
        return database.pool()
                .preparedQuery(SCORES.formatted(which))
                .execute(values)
                .compose(rows -> {
                    var found = new ArrayList<Row>();
                    rows.forEach(found::add);
                    UUID[] ids = found.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
                    return marks(database, ids)
                            .map(marks -> found.stream()
                                    .map(row -> entry(row, marks.getOrDefault(row.getUUID("id"), List.of())))
                                    .toList());
                });
    }

    /** In the order of the scorecard, by score. */
    static Future<Map<UUID, List<MarkedItem>>> marks(Database database, UUID[] scores) {
        return database.pool()
                .preparedQuery(MARKS)
                .execute(Tuple.tuple().addArrayOfUUID(scores))
                .map(rows -> {
                    var marks = new HashMap<UUID, List<MarkedItem>>();
                    for (Row row : rows) {
                        marks.computeIfAbsent(row.getUUID("score_id"), score -> new ArrayList<>())
                                .add(MarkedItem.of(row));
                    }
                    return marks;
                });
    }

    private static Entry entry(Row row, List<MarkedItem> marks) {
        return new Entry(
                row.getUUID("id"),
                row.getUUID("recording_id"),
                Times.instant(row, "claimed_at"),
                row.getUUID("agent_id"),
                row.getString("agent"),
                row.getString("code"),
                row.getString("campaign"),
                row.getUUID("scorecard_id"),
                row.getInteger("scorecard_version"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getUUID("sample_id"),
                row.getUUID("replaces"),
                row.getString("reason"),
                row.getBoolean("corrected"),
                row.getString("auditor"),
                Times.instant(row, "submitted_at"),
                row.getInteger("score"),
                row.getBoolean("fatal"),
                row.getString("remark"),
                Times.instantOrNull(row, "released_at"),
                marks);
    }
}
