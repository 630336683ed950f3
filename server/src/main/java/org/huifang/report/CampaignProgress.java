package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** How far each campaign is, and why what is not made is not made. */
public final class CampaignProgress {
    private static final Duration PACE_OVER = Duration.ofDays(7);
    /** Less says nothing: a day has hours in which nobody is called. */
    private static final Duration PACE_AT_LEAST = Duration.ofDays(1);

    private static final Set<String> OPEN = Set.of("WAITING", "LIVE", "WRAP_UP", "REVIEW", "UNKNOWN");

    private static final String SELECT = """
            SELECT c.campaign_id, c.state, c.reason, p.created_at, count(*) AS callbacks,
                   count(*) FILTER (WHERE c.deadline <= $2 AND c.state IN ('WAITING', 'LIVE', 'WRAP_UP', 'REVIEW', 'UNKNOWN')) AS late,
                   count(*) FILTER (WHERE c.state IN ('DONE', 'EXHAUSTED') AND c.state_since > $3) AS ended_lately,
                   max(c.deadline) FILTER (WHERE c.state IN ('WAITING', 'LIVE', 'WRAP_UP', 'REVIEW', 'UNKNOWN')) AS last_deadline
            FROM callback c JOIN campaign p ON p.id = c.campaign_id WHERE c.org_id = $1
            GROUP BY c.campaign_id, p.created_at, c.state, c.reason ORDER BY c.campaign_id, callbacks DESC, c.state, c.reason
            """;

    private final Database database;
    private final Clock clock;

    public CampaignProgress(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Callbacks that were not made (yet), by why. */
    public record Reason(String state, String reason, long count) {}

    /**
     * How far a campaign is.
     *
     * @param done reached, or resolved by a person
     * @param open neither done nor exhausted nor cancelled
     * @param late of the open ones, those whose deadline has passed
     * @param review of the open ones, those that wait for a person
     * @param lastDeadline of the open ones; null: none has one
     * @param finishAt when the open ones end at the pace of the last seven days, or of those since the campaign was made; null: nothing is open, or nothing ended
     * @param reasons of all that were not reached, the most frequent first
     */
    public record Progress(
            UUID campaignId,
            long done,
            long exhausted,
            long cancelled,
            long open,
            long late,
            long review,
            @Nullable Instant lastDeadline,
            @Nullable Instant finishAt,
            List<Reason> reasons) {}

    public Future<List<Progress>> all(UUID orgId) {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(SELECT)
                .execute(Tuple.of(orgId, Times.at(now), Times.at(now.minus(PACE_OVER))))
                .map(rows -> {
                    var counts = new LinkedHashMap<UUID, Counts>();
                    for (Row row : rows) {
                        counts.computeIfAbsent(row.getUUID("campaign_id"), id -> new Counts())
                                .take(row);
                    }
                    var all = new ArrayList<Progress>();
                    counts.forEach((id, count) -> all.add(count.progress(id, now)));
                    return all;
                });
    }

    private static final class Counts {
        private long done;
        private long exhausted;
        private long cancelled;
        private long open;
        private long late;
        private long review;
        private long endedLately;
        private @Nullable Instant lastDeadline;
        private Instant since = Instant.MIN;
        private final List<Reason> reasons = new ArrayList<>();

        private void take(Row row) {
            String state = row.getString("state");
            since = Times.instant(row, "created_at");
            long count = row.getLong("callbacks");
            late += row.getLong("late");
            endedLately += row.getLong("ended_lately");
            Instant deadline = Times.instantOrNull(row, "last_deadline");
            if (deadline != null && (lastDeadline == null || deadline.isAfter(lastDeadline))) {
                lastDeadline = deadline;
            }
            done += state.equals("DONE") ? count : 0;
            exhausted += state.equals("EXHAUSTED") ? count : 0;
            cancelled += state.equals("CANCELLED") ? count : 0;
            open += OPEN.contains(state) ? count : 0;
            review += state.equals("REVIEW") || state.equals("UNKNOWN") ? count : 0;
            if (!state.equals("DONE")) {
                reasons.add(new Reason(state, row.getString("reason"), count));
            }
        }

        private Progress progress(UUID id, Instant now) {
            Duration pace = Duration.between(since, now);
            pace = pace.compareTo(PACE_OVER) > 0 ? PACE_OVER : pace.compareTo(PACE_AT_LEAST) < 0 ? PACE_AT_LEAST : pace;
            Instant finishAt = open == 0 || endedLately == 0
                    ? null
                    : now.plusSeconds(Math.min(Duration.ofDays(3_650).toSeconds(), (long)
                            (open * (double) pace.toSeconds() / endedLately)));
            return new Progress(
                    id, done, exhausted, cancelled, open, late, review, lastDeadline, finishAt, List.copyOf(reasons));
        }
    }
}
