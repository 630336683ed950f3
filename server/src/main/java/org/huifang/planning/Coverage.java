package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.campaign.GoalDates;
import org.huifang.campaign.GoalRule;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;

/** How near a campaign came to everybody it is for (R11), by the month of the events, and who is left out and why. */
public final class Coverage {
    private final Database database;
    private final WorkingDays workingDays;
    private final Clock clock;

    Coverage(Database database, WorkingDays workingDays, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.clock = clock;
    }

    /**
     * One campaign's month.
     *
     * @param events that call for a callback
     * @param notYetDue of these, those whose list is still to come
     * @param callbacks that were made for them = reached + exhausted + open + cancelled
     * @param notCovered events that are due and have none
     * @param late callbacks whose call lies, or lay, after the deadline
     * @param percent of the events that are due: reached or exhausted; 100 when none is due
     * @param why how many were not covered, or came to nothing, for which reason
     */
    public record Month(
            UUID campaignId,
            String campaign,
            String name,
            String month,
            long events,
            long notYetDue,
            long callbacks,
            long reached,
            long exhausted,
            long open,
            long cancelled,
            long notCovered,
            long late,
            double percent,
            Map<String, Long> why) {}

    /** A customer who was not reached and will not be by itself, or will be too late. */
    public record Missing(
            UUID id,
            LocalDate date,
            String occasion,
            UUID customerId,
            String ref,
            String name,
            @Nullable UUID callbackId,
            String why) {}

    private record Campaign(
            UUID id,
            UUID orgId,
            String code,
            String name,
            String state,
            @Nullable GoalRule goal,
            ZoneId zone,
            String calendar) {
        String anchors() {
            return goal == null
                    ? CoverageSql.BY_CALLBACK
                    : goal.follows() != null
                            ? CoverageSql.BY_REACHED
                            : goal.yearly() ? CoverageSql.BY_DAY_OF_YEAR : CoverageSql.BY_DATE;
        }

        Tuple values(YearMonth month) {
            String source = goal == null ? null : goal.follows() != null ? goal.follows() : goal.event();
            return Tuple.of(
                    orgId, id, source, month.atDay(1), month.plusMonths(1).atDay(1), zone.getId());
        }
    }

    /** @param month null: the organisation's present one */
    public Future<List<Month>> all(UUID orgId, @Nullable YearMonth month) {
        return campaigns(orgId, null).compose(campaigns -> {
            Future<List<Month>> read = Future.succeededFuture(new ArrayList<>());
            for (Campaign campaign : campaigns) {
                read = read.compose(before -> of(campaign, month).map(one -> {
                    before.add(one);
                    return before;
                }));
            }
            return read;
        });
    }

    public Future<Month> of(UUID orgId, UUID campaignId, @Nullable YearMonth month) {
        return one(orgId, campaignId).compose(campaign -> of(campaign, month));
    }

    /**
     * By date of the event.
     *
     * @param why only for this reason; null: for any
     * @param afterDate with {@code afterId} the last entry of the page before; null: from the start
     */
    public Future<List<Missing>> missing(
            UUID orgId,
            UUID campaignId,
            @Nullable YearMonth month,
            @Nullable String why,
            @Nullable LocalDate afterDate,
            @Nullable UUID afterId,
            int limit) {
        return one(orgId, campaignId).compose(campaign -> {
            YearMonth wanted = month == null ? present(campaign) : month;
            return database.pool()
                    .preparedQuery(CoverageSql.missing(campaign.anchors()))
                    .execute(campaign.values(wanted)
                            .addLocalDate(lastDue(campaign, wanted))
                            .addLocalDate(afterDate == null ? LocalDate.of(1, 1, 1) : afterDate)
                            .addUUID(afterId == null ? new UUID(0, 0) : afterId)
                            .addInteger(limit)
                            .addLocalDate(lastPassed(campaign, wanted))
                            .addString(waitsFor(campaign))
                            .addString(why))
                    .map(rows -> {
                        var missing = new ArrayList<Missing>();
                        rows.forEach(row -> missing.add(missing(row)));
                        return missing;
                    });
        });
    }

    private Future<Month> of(Campaign campaign, @Nullable YearMonth month) {
        YearMonth wanted = month == null ? present(campaign) : month;
        LocalDate lastDue = lastDue(campaign, wanted);
        return database.pool()
                .preparedQuery(CoverageSql.counts(campaign.anchors()))
                .execute(campaign.values(wanted))
                .map(rows -> {
                    long events = 0;
                    long notYetDue = 0;
                    long late = 0;
                    var byState = new TreeMap<String, Long>();
                    var why = new TreeMap<String, Long>();
                    for (Row row : rows) {
                        long count = row.getLong("n");
                        String state = row.getString("state");
                        events += count;
                        late += row.getBoolean("late") ? count : 0;
                        if (state == null && row.getLocalDate("occurs").isAfter(lastDue)) {
                            notYetDue += count;
                        } else {
                            byState.merge(state == null ? "NONE" : state, count, Long::sum);
                            String reason = why(row, campaign);
                            if (reason != null) {
                                why.merge(reason, count, Long::sum);
                            }
                        }
                    }
                    long none = byState.getOrDefault("NONE", 0L);
                    long callbacks =
                            byState.values().stream().mapToLong(Long::longValue).sum() - none;
                    long reached = byState.getOrDefault("DONE", 0L);
                    long exhausted = byState.getOrDefault("EXHAUSTED", 0L);
                    long cancelled = byState.getOrDefault("CANCELLED", 0L);
                    long due = callbacks + none;
                    return new Month(
                            campaign.id(),
                            campaign.code(),
                            campaign.name(),
                            wanted.toString(),
                            events,
                            notYetDue,
                            callbacks,
                            reached,
                            exhausted,
                            callbacks - reached - exhausted - cancelled,
                            cancelled,
                            none,
                            late,
                            due == 0 ? 100 : Math.floor(1000.0 * (reached + exhausted) / due) / 10,
                            why);
                });
    }

    private static Missing missing(Row row) {
        return new Missing(
                row.getUUID("id"),
                row.getLocalDate("occurs"),
                row.getString("occasion"),
                row.getUUID("customer_id"),
                row.getString("external_ref"),
                row.getString("name"),
                row.getUUID("callback_id"),
                row.getString("why"));
    }

    /** Null: reached, or on the way. */
    private @Nullable String why(Row row, Campaign campaign) {
        String state = row.getString("state");
        if (state == null) {
            return whyNone(row.getBoolean("no_phone"), row.getLocalDate("occurs"), campaign);
        }
        return switch (state) {
            case "WAITING" -> row.getBoolean("late") ? "NO_SLOT_BEFORE_DEADLINE" : null;
            case "EXHAUSTED", "CANCELLED", "REVIEW", "UNKNOWN" -> row.getString("reason");
            default -> null;
        };
    }

    private String whyNone(boolean noPhone, LocalDate event, Campaign campaign) {
        if (noPhone) {
            return "NO_PHONE";
        }
        if (campaign.goal() != null && dates(campaign, event).lastResort().isBefore(today(campaign))) {
            return "DEADLINE_PASSED";
        }
        return waitsFor(campaign);
    }

    /** Why an event in time has no callback yet. */
    private static String waitsFor(Campaign campaign) {
        return campaign.state().equals("ACTIVE") ? "NEXT_RUN" : "CAMPAIGN_" + campaign.state();
    }

    /** The last date of the month whose events can no longer be called in time; one before the month when there is none. */
    private LocalDate lastPassed(Campaign campaign, YearMonth month) {
        LocalDate last = month.atEndOfMonth();
        if (campaign.goal() == null) {
            return month.atDay(1).minusDays(1);
        }
        while (YearMonth.from(last).equals(month)
                && !dates(campaign, last).lastResort().isBefore(today(campaign))) {
            last = last.minusDays(1);
        }
        return last;
    }

    /** The last date of the month whose events are on a list by now. */
    private LocalDate lastDue(Campaign campaign, YearMonth month) {
        LocalDate last = month.atEndOfMonth();
        if (campaign.goal() != null) {
            LocalDate list = today(campaign).plusDays(campaign.goal().leadDays());
            while (YearMonth.from(last).equals(month)
                    && dates(campaign, last).earliest().isAfter(list)) {
                last = last.minusDays(1);
            }
        }
        return last;
    }

    private GoalDates dates(Campaign campaign, LocalDate event) {
        return java.util.Objects.requireNonNull(campaign.goal()).datesFor(event, workingDays.of(campaign.calendar()));
    }

    private LocalDate today(Campaign campaign) {
        return LocalDate.ofInstant(clock.instant(), campaign.zone());
    }

    private YearMonth present(Campaign campaign) {
        return YearMonth.from(today(campaign));
    }

    private Future<Campaign> one(UUID orgId, UUID campaignId) {
        return campaigns(orgId, campaignId)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Refusal.notFound("id", campaignId))
                        : Future.succeededFuture(found.get(0)));
    }

    private Future<List<Campaign>> campaigns(UUID orgId, @Nullable UUID campaignId) {
        return database.pool()
                .preparedQuery(CoverageSql.CAMPAIGN)
                .execute(Tuple.of(orgId, campaignId))
                .map(rows -> {
                    var campaigns = new ArrayList<Campaign>();
                    rows.forEach(row -> campaigns.add(new Campaign(
                            row.getUUID("id"),
                            row.getUUID("org_id"),
                            row.getString("code"),
                            row.getString("name"),
                            row.getString("state"),
                            RulesJson.parse(row.getString("rules")).goal(),
                            ZoneId.of(row.getString("zone")),
                            row.getString("calendar"))));
                    return campaigns;
                });
    }
}
