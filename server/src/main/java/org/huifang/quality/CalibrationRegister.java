package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Calibrations with what may be seen of them: an auditor's own marks at once, the other's when both are in. */
public final class CalibrationRegister {
    private static final String ENTRIES = """
            SELECT k.*, a.name AS agent, a.code, f.display_name AS first_name, g.display_name AS second_name, m.display_name AS maker,
                v.name_zh, v.name_en, x.id AS first_score_id, x.score AS first_score, x.remark AS first_remark,
                y.id AS second_score_id, y.score AS second_score, y.remark AS second_remark
            FROM calibration k JOIN app_user f ON f.id = k.first_auditor JOIN app_user g ON g.id = k.second_auditor
            JOIN app_user m ON m.id = k.made_by
            JOIN scorecard_version v ON v.scorecard_id = k.scorecard_id AND v.version = k.scorecard_version
            LEFT JOIN agent a ON a.id = k.agent_id
            LEFT JOIN score x ON x.calibration_id = k.id AND x.auditor_id = k.first_auditor
            LEFT JOIN score y ON y.calibration_id = k.id AND y.auditor_id = k.second_auditor
            WHERE k.org_id = $1 AND %s ORDER BY k.made_at DESC, k.id DESC LIMIT $2
            """;

    private final Database database;

    CalibrationRegister(Database database) {
        this.database = database;
    }

    /** @param score and what follows only where it may be seen; null otherwise */
    public record Side(
            UUID auditorId,
            String auditor,
            boolean done,
            @Nullable Integer score,
            @Nullable String remark,
            @Nullable List<MarkedItem> marks) {}

    /** @param agreement on this call; null until both are in */
    public record Entry(
            UUID id,
            UUID recordingId,
            Instant claimedAt,
            @Nullable String agent,
            @Nullable String agentCode,
            UUID scorecardId,
            int scorecardVersion,
            String scorecardZh,
            String scorecardEn,
            String madeBy,
            Instant madeAt,
            Side first,
            Side second,
            @Nullable Agreement agreement) {}

    /** What two auditors have in common over all their calls. */
    public record Together(UUID firstId, String first, UUID secondId, String second, int calls, Agreement agreement) {}

    public Future<List<Entry>> list(SignedIn who, @Nullable Place after, int limit) {
        return entries(
                who,
                "($3::timestamptz IS NULL OR (k.made_at, k.id) < ($3, $4))",
                Tuple.of(
                        who.orgId(),
                        limit,
                        after == null ? null : Times.at(after.at()),
                        after == null ? null : after.id()));
    }

    /** Fails with a {@link Refusal} where there is none. */
    public Future<Entry> one(SignedIn who, UUID id) {
        return entries(who, "k.id = $3", Tuple.of(who.orgId(), 1, id))
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : Future.succeededFuture(found.get(0)));
    }

    private Future<List<Entry>> entries(SignedIn who, String which, Tuple values) {
        return database.pool()
                .preparedQuery(ENTRIES.formatted(which))
                .execute(values)
                .compose(rows -> {
                    var found = new ArrayList<Row>();
                    var scores = new ArrayList<UUID>();
                    rows.forEach(row -> {
                        found.add(row);
                        for (String side : List.of("first", "second")) {
                            UUID score = row.getUUID(side + "_score_id");
                            if (score != null) {
                                scores.add(score);
                            }
                        }
                    });
                    return ScoreRegister.marks(database, scores.toArray(UUID[]::new))
                            .map(marks -> found.stream()
                                    .map(row -> entry(who, row, marks))
                                    .toList());
                });
    }

    private static Entry entry(SignedIn who, Row row, Map<UUID, List<MarkedItem>> marks) {
        UUID one = row.getUUID("first_score_id");
        UUID other = row.getUUID("second_score_id");
        boolean complete = one != null && other != null;
        return new Entry(
                row.getUUID("id"),
                row.getUUID("recording_id"),
                Times.instant(row, "claimed_at"),
                row.getString("agent"),
                row.getString("code"),
                row.getUUID("scorecard_id"),
                row.getInteger("scorecard_version"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getString("maker"),
                Times.instant(row, "made_at"),
                side(who, row, "first", complete, marks),
                side(who, row, "second", complete, marks),
                complete
                        ? Agreement.of(pairs(marks.getOrDefault(one, List.of()), marks.getOrDefault(other, List.of())))
                        : null);
    }

    private static Side side(SignedIn who, Row row, String name, boolean complete, Map<UUID, List<MarkedItem>> marks) {
        UUID auditor = row.getUUID(name + "_auditor");
        UUID score = row.getUUID(name + "_score_id");
        boolean seen = score != null && (complete || auditor.equals(who.userId()));
        return new Side(
                auditor,
                row.getString(name + "_name"),
                score != null,
                seen ? row.getInteger(name + "_score") : null,
                seen ? row.getString(name + "_remark") : null,
                seen ? marks.getOrDefault(score, List.of()) : null);
    }

    private static List<Agreement.Pair> pairs(List<MarkedItem> first, List<MarkedItem> second) {
        // Both in the order of the one scorecard.
        return IntStream.range(0, first.size())
                .mapToObj(i ->
                        new Agreement.Pair(first.get(i).mark(), second.get(i).mark()))
                .toList();
    }

    private record Couple(UUID first, UUID second) {}

    /** Of each two auditors with a complete calibration that was made in this time; most calls first. */
    public Future<List<Together>> agreement(UUID orgId, Instant from, Instant until) {
        return database.pool()
                .preparedQuery("""
                        SELECT k.id, x.auditor_id AS first, y.auditor_id AS second, f.display_name AS first_name,
                            g.display_name AS second_name, m.mark AS first_mark, n.mark AS second_mark
                        FROM calibration k
                        JOIN score x ON x.calibration_id = k.id AND x.auditor_id = least(k.first_auditor, k.second_auditor)
                        JOIN score y ON y.calibration_id = k.id AND y.auditor_id = greatest(k.first_auditor, k.second_auditor)
                        JOIN app_user f ON f.id = x.auditor_id JOIN app_user g ON g.id = y.auditor_id
                        JOIN score_mark m ON m.score_id = x.id JOIN score_mark n ON n.score_id = y.id AND n.position = m.position
                        WHERE k.org_id = $1 AND k.made_at >= $2 AND k.made_at < $3
                        """)
                .execute(Tuple.of(orgId, Times.at(from), Times.at(until)))
                .map(rows -> {
                    var all = new ArrayList<Row>();
                    rows.forEach(all::add);
                    return all.stream()
                            .collect(Collectors.groupingBy(
                                    row -> new Couple(row.getUUID("first"), row.getUUID("second"))))
                            .entrySet()
                            .stream()
                            .map(couple -> together(couple.getKey(), couple.getValue()))
                            .sorted((a, b) -> Integer.compare(b.calls(), a.calls()))
                            .toList();
                });
    }

    private static Together together(Couple couple, List<Row> rows) {
        Function<String, String> name = column -> rows.get(0).getString(column);
        return new Together(
                couple.first(),
                name.apply("first_name"),
                couple.second(),
                name.apply("second_name"),
                (int) rows.stream().map(row -> row.getUUID("id")).distinct().count(),
                Agreement.of(rows.stream()
                        .map(row -> new Agreement.Pair(
                                Mark.valueOf(row.getString("first_mark")), Mark.valueOf(row.getString("second_mark"))))
                        .toList()));
    }
}
