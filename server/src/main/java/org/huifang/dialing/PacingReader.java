package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.PacingRule;
import org.huifang.campaign.RulesJson;
import org.huifang.db.Database;
import org.huifang.db.Times;

/** How far campaigns in power mode are from their cap of abandoned calls, now and over the measured time. */
public final class PacingReader {
    private static final int POINTS = 144;
    private static final Duration MEASURED_BY = Duration.ofMinutes(10);

    private static final String CAMPAIGNS = """
            SELECT cp.id, cp.code, cp.name, cp.over_dials, cr.rules::text AS rules,
                   (SELECT count(*) FROM live_attempt a WHERE a.org_id = cp.org_id AND a.campaign_id = cp.id AND a.agent_id IS NULL)
                     AS under_way
            FROM campaign cp JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
            WHERE cp.org_id = $1 AND cp.state = 'ACTIVE' AND cr.pacing = 'POWER'
            ORDER BY cp.code
            """;

    private static final String COUNTS = """
            SELECT from_at, sum(answered) AS answered, sum(abandoned) AS abandoned FROM pacing_count
            WHERE campaign_id = $1 AND from_at > $2 GROUP BY from_at ORDER BY from_at
            """;

    /**
     * The cap of one campaign.
     *
     * @param state WARMING_UP, OVER_DIALING or STOPPED
     * @param overDials what the servers do; lags behind the state by a second
     * @param answered in the measured time
     * @param abandoned of these
     * @param percent of the answered calls that were abandoned
     * @param underWay calls without an agent at this moment
     * @param points the share as it stood at the end of each step, over the measured time
     */
    public record Measured(
            UUID campaignId,
            String code,
            String name,
            String state,
            boolean overDials,
            double overDial,
            double capPercent,
            int windowHours,
            int leastAnswered,
            long answered,
            long abandoned,
            double percent,
            long underWay,
            List<Point> points) {}

    /** @param percent null: nothing was answered in the time before */
    public record Point(
            Instant at,
            long answered,
            long abandoned,
            @org.jspecify.annotations.Nullable Double percent) {}

    private record Count(long answered, long abandoned) {
        Count plus(Count other) {
            return new Count(answered + other.answered, abandoned + other.abandoned);
        }

        double percent() {
            return answered == 0 ? 0 : Math.round(10_000.0 * abandoned / answered) / 100.0;
        }
    }

    private final Database database;
    private final Clock clock;

    public PacingReader(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Of the organisation's active campaigns in power mode. */
    public Future<List<Measured>> all(UUID org) {
        Instant now = clock.instant();
        return database.pool().preparedQuery(CAMPAIGNS).execute(Tuple.of(org)).compose(rows -> {
            var found = new ArrayList<Future<Measured>>();
            rows.forEach(row -> found.add(measure(row, now)));
            return Future.all(found).map(all -> all.<Measured>list());
        });
    }

    private Future<Measured> measure(Row row, Instant now) {
        CampaignRules rules = RulesJson.parse(row.getString("rules"));
        PacingRule rule = rules.pacing();
        Duration window = Duration.ofHours(rule.windowHours());
        return database.pool()
                .preparedQuery(COUNTS)
                .execute(Tuple.of(row.getUUID("id"), Times.at(now.minus(window.multipliedBy(2)))))
                .map(counts -> measured(row, rule, counts(counts), now, window));
    }

    private static NavigableMap<Instant, Count> counts(RowSet<Row> rows) {
        var counts = new TreeMap<Instant, Count>();
        rows.forEach(row -> counts.put(
                Times.instant(row, "from_at"), new Count(row.getLong("answered"), row.getLong("abandoned"))));
        return counts;
    }

    private static Measured measured(
            Row row, PacingRule rule, NavigableMap<Instant, Count> counts, Instant now, Duration window) {
        Count all = within(counts, now.minus(window), now);
        var state = new Pacing.Measured(rule, 1, all.answered(), all.abandoned()).state();
        return new Measured(
                row.getUUID("id"),
                row.getString("code"),
                row.getString("name"),
                state.name(),
                row.getBoolean("over_dials"),
                rule.overDial(),
                rule.abandonCapPercent(),
                rule.windowHours(),
                rule.leastAnswered(),
                all.answered(),
                all.abandoned(),
                all.percent(),
                row.getLong("under_way"),
                points(counts, now, window));
    }

    private static List<Point> points(NavigableMap<Instant, Count> counts, Instant now, Duration window) {
        Duration step = window.dividedBy(POINTS);
        step = step.compareTo(MEASURED_BY) < 0 ? MEASURED_BY : step;
        var points = new ArrayList<Point>();
        for (Instant at = now.minus(window).plus(step); !at.isAfter(now); at = at.plus(step)) {
            Count of = within(counts, at.minus(step), at);
            Count before = within(counts, at.minus(window), at);
            points.add(new Point(at, of.answered(), of.abandoned(), before.answered() == 0 ? null : before.percent()));
        }
        return points;
    }

    private static Count within(NavigableMap<Instant, Count> counts, Instant after, Instant until) {
        return counts.subMap(after, false, until, true).values().stream().reduce(new Count(0, 0), Count::plus);
    }
}
