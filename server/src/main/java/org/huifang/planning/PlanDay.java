package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.GoalRule;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Slot;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What is planned for a day, campaign by campaign, against what the agents there can do in its windows (R19, R21). */
public final class PlanDay {
    private static final Duration LOOK_BACK = Duration.ofDays(7);
    private static final int ENOUGH_ATTEMPTS = 50;

    private static final String CALLS = """
            SELECT campaign_id, count(*) AS callbacks, count(*) FILTER (WHERE held) AS held,
                   count(*) FILTER (WHERE next_at >= deadline) AS late, min(next_at) AS first_at
            FROM (
              SELECT w.campaign_id, w.next_at, w.deadline, false AS held FROM callback w
              WHERE w.org_id = $1 AND w.campaign_id = ANY ($2) AND w.state = 'WAITING' AND w.next_at >= $3 AND w.next_at < $4
              UNION ALL
              SELECT h.campaign_id, h.next_at, h.deadline, true FROM callback h
              WHERE h.org_id = $1 AND h.campaign_id = ANY ($2) AND h.state = 'REVIEW' AND h.reason = 'APPROVAL'
                AND h.next_at >= $3 AND h.next_at < $4) planned
            GROUP BY 1
            """;

    private final Database database;
    private final WorkingDays workingDays;
    private final Clock clock;

    PlanDay(Database database, WorkingDays workingDays, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.clock = clock;
    }

    /**
     * One campaign's day.
     *
     * @param callbacks that wait for a slot of this day, held ones among them
     * @param held until their list is approved
     * @param late with a slot after their deadline
     * @param handlingSeconds an agent's time for one call
     * @param openSeconds how long its windows are open
     * @param capacity calls that all agents together could make in its windows, doing nothing else
     * @param approval its lists need approval
     */
    public record Planned(
            UUID campaignId,
            String campaign,
            String name,
            String state,
            long callbacks,
            long held,
            long late,
            @Nullable Instant firstAt,
            long handlingSeconds,
            long openSeconds,
            long capacity,
            boolean approval) {}

    /**
     * The day of all campaigns.
     *
     * @param openSeconds how long the windows of any campaign are open
     * @param neededSeconds agent-seconds that its callbacks need, if each is called once
     */
    public record Day(
            LocalDate date,
            String zone,
            long agents,
            long callbacks,
            long openSeconds,
            long neededSeconds,
            List<Planned> campaigns) {}

    private record Campaign(UUID id, String code, String name, String state, CampaignRules rules, List<Slot> open) {}

    /** @param date the organisation's; null: tomorrow */
    public Future<Day> of(UUID orgId, @Nullable LocalDate date) {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery("SELECT zone, calendar, (SELECT count(*) FROM agent a WHERE a.org_id = o.id) AS agents"
                        + " FROM org_unit o WHERE o.id = $1")
                .execute(Tuple.of(orgId))
                .compose(units -> {
                    Row unit = units.iterator().next();
                    ZoneId zone = ZoneId.of(unit.getString("zone"));
                    LocalDate day =
                            date == null ? LocalDate.ofInstant(now, zone).plusDays(1) : date;
                    return campaigns(orgId, zone, unit.getString("calendar"), day)
                            .compose(campaigns -> handling(campaigns, now)
                                    .compose(seconds -> calls(orgId, campaigns, day, zone)
                                            .map(calls -> day(
                                                    day, zone, unit.getLong("agents"), campaigns, seconds, calls))));
                });
    }

    private Future<List<Campaign>> campaigns(UUID orgId, ZoneId zone, String calendar, LocalDate day) {
        return database.pool()
                .preparedQuery(CoverageSql.CAMPAIGN)
                .execute(Tuple.of(orgId).addUUID(null))
                .map(rows -> {
                    var campaigns = new ArrayList<Campaign>();
                    for (Row row : rows) {
                        if (row.getString("state").equals("CLOSED")) {
                            continue;
                        }
                        CampaignRules rules = RulesJson.parse(row.getString("rules"));
                        campaigns.add(new Campaign(
                                row.getUUID("id"),
                                row.getString("code"),
                                row.getString("name"),
                                row.getString("state"),
                                rules,
                                new CallingHours(rules, zone, workingDays.of(calendar)).slotsOn(day)));
                    }
                    return campaigns;
                });
    }

    /** As the planner reckons: measured once fifty attempts were made in a week, preset until then. */
    private Future<Map<UUID, Double>> handling(List<Campaign> campaigns, Instant now) {
        var seconds = new HashMap<UUID, Double>();
        Future<Void> read = Future.succeededFuture();
        for (Campaign campaign : campaigns) {
            GoalRule goal = campaign.rules().goal();
            double preset = goal == null ? GoalRule.HANDLING_PRESET_SECONDS : goal.handlingSeconds();
            read = read.compose(done -> database.pool()
                            .preparedQuery(PlanSql.HANDLING)
                            .execute(Tuple.of(campaign.id(), Times.at(now.minus(LOOK_BACK)))))
                    .map(rows -> {
                        Row row = rows.iterator().next();
                        seconds.put(
                                campaign.id(),
                                row.getLong(0) < ENOUGH_ATTEMPTS
                                        ? preset
                                        : row.getDouble(1) + campaign.rules().afterCallSeconds());
                        return null;
                    });
        }
        return read.map(seconds);
    }

    private Future<Map<UUID, Row>> calls(UUID orgId, List<Campaign> campaigns, LocalDate day, ZoneId zone) {
        return database.pool()
                .preparedQuery(CALLS)
                .execute(Tuple.of(orgId)
                        .addArrayOfUUID(campaigns.stream().map(Campaign::id).toArray(UUID[]::new))
                        .addValue(Times.at(day.atStartOfDay(zone).toInstant()))
                        .addValue(Times.at(day.plusDays(1).atStartOfDay(zone).toInstant())))
                .map(rows -> {
                    var calls = new HashMap<UUID, Row>();
                    rows.forEach(row -> calls.put(row.getUUID("campaign_id"), row));
                    return calls;
                });
    }

    private static Day day(
            LocalDate date,
            ZoneId zone,
            long agents,
            List<Campaign> campaigns,
            Map<UUID, Double> seconds,
            Map<UUID, Row> calls) {
        var planned = new ArrayList<Planned>();
        var open = new ArrayList<Slot>();
        long callbacks = 0;
        double needed = 0;
        for (Campaign campaign : campaigns) {
            @Nullable Row row = calls.get(campaign.id());
            long count = row == null ? 0 : row.getLong("callbacks");
            double each = seconds.getOrDefault(campaign.id(), 0.0 + GoalRule.HANDLING_PRESET_SECONDS);
            long openSeconds = length(campaign.open());
            open.addAll(campaign.open());
            callbacks += count;
            needed += count * each;
            planned.add(new Planned(
                    campaign.id(),
                    campaign.code(),
                    campaign.name(),
                    campaign.state(),
                    count,
                    row == null ? 0 : row.getLong("held"),
                    row == null ? 0 : row.getLong("late"),
                    row == null ? null : Times.instant(row, "first_at"),
                    Math.round(each),
                    openSeconds,
                    (long) Math.floor(agents * openSeconds / each),
                    campaign.rules().goal() != null && campaign.rules().goal().approval()));
        }
        planned.sort(Comparator.comparing((Planned one) -> one.callbacks() == 0).thenComparing(Planned::campaign));
        return new Day(date, zone.getId(), agents, callbacks, length(open), Math.round(needed), planned);
    }

    /** Seconds that lie in any of the slots. */
    private static long length(List<Slot> slots) {
        var sorted = slots.stream().sorted(Comparator.comparing(Slot::from)).toList();
        long seconds = 0;
        Instant until = Instant.MIN;
        for (Slot slot : sorted) {
            Instant from = slot.from().isAfter(until) ? slot.from() : until;
            if (slot.until().isAfter(from)) {
                seconds += Duration.between(from, slot.until()).toSeconds();
                until = slot.until();
            }
        }
        return seconds;
    }
}
