package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.huifang.CrashPoint;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.GoalDates;
import org.huifang.campaign.OwnSlots;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/**
 * Makes the callbacks of one campaign that belong on a list by now: date by date of the event, oldest first (R21), page by
 * page, each page in one transaction. What a crash leaves out, the next run makes.
 */
final class CampaignPlan {
    static final int PAGE = 2_000;

    private final SqlConnection connection;
    private final PlannedCampaign campaign;
    private final Supplier<Future<Workload>> workload;
    private final Audit audit;
    private final Clock clock;
    private final String node;
    private final LocalDate today;
    private PlanTotals totals = PlanTotals.NONE;

    /** @param workload read when there is something to plan, once for all campaigns of the organisation */
    CampaignPlan(
            SqlConnection connection,
            PlannedCampaign campaign,
            Supplier<Future<Workload>> workload,
            Audit audit,
            Clock clock,
            String node) {
        this.connection = connection;
        this.campaign = campaign;
        this.workload = workload;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
        this.today = LocalDate.ofInstant(clock.instant(), campaign.zone());
    }

    /** The list that is made ready today (R21). */
    private LocalDate list() {
        return today.plusDays(campaign.goal().leadDays());
    }

    Future<PlanTotals> run() {
        return from(campaign.goal().firstEventFor(today)).map(done -> totals);
    }

    private Future<Void> from(LocalDate first) {
        for (LocalDate date = first; !date.isAfter(campaign.goal().lastEventFor(list())); date = date.plusDays(1)) {
            GoalDates dates = campaign.goal().datesFor(date, campaign.workingDay());
            if (!dates.earliest().isAfter(list()) && !dates.lastResort().isBefore(today)) {
                LocalDate next = date.plusDays(1);
                return new Day(date, dates).from(new UUID(0, 0)).compose(done -> from(next));
            }
        }
        return Future.succeededFuture();
    }

    /** The events of one date. */
    private final class Day {
        private final LocalDate date;
        private final GoalDates dates;
        private final Map<List<String>, Spread> spreads = new HashMap<>();

        Day(LocalDate date, GoalDates dates) {
            this.date = date;
            this.dates = dates;
        }

        Future<Void> from(UUID after) {
            Instant began = clock.instant();
            return connection
                    .begin()
                    .compose(transaction -> page(after, began)
                            .compose(last -> transaction.commit().map(last))
                            .recover(failure ->
                                    transaction.rollback().transform(rolledBack -> Future.failedFuture(failure))))
                    .compose(last -> {
                        if (last == null) {
                            return Future.succeededFuture();
                        }
                        CrashPoint.reached("plan-page-committed");
                        return from(last);
                    });
        }

        /** Yields the id to go on from; null at the end. */
        private Future<UUID> page(UUID after, Instant began) {
            return connection
                    .query(PlanSql.BY_KEYS)
                    .execute()
                    .compose(set -> anchors(after))
                    .compose(rows -> {
                        if (rows.size() == 0) {
                            return Future.succeededFuture(null);
                        }
                        UUID last = null;
                        for (Row row : rows) {
                            last = row.getUUID("id");
                        }
                        UUID next = rows.size() < PAGE ? null : last;
                        return workload.get()
                                .compose(work -> store(plan(rows, work), began))
                                .map(next);
                    });
        }

        private Future<RowSet<Row>> anchors(UUID after) {
            var goal = campaign.goal();
            Tuple values = Tuple.of(
                            campaign.orgId(),
                            campaign.id(),
                            Occasion.prefix(goal),
                            Occasion.suffix(goal, date),
                            after,
                            PAGE)
                    .addString(goal.follows() != null ? goal.follows() : goal.event());
            if (goal.follows() != null) {
                return connection
                        .preparedQuery(PlanSql.BY_REACHED)
                        .execute(
                                values.addValue(Times.at(startOf(date))).addValue(Times.at(startOf(date.plusDays(1)))));
            }
            return goal.yearly()
                    ? connection
                            .preparedQuery(PlanSql.BY_DAY_OF_YEAR)
                            .execute(values.addLocalDate(date).addArrayOfShort(daysOfYear(date)))
                    : connection.preparedQuery(PlanSql.BY_DATE).execute(values.addLocalDate(date));
        }

        private PlanPage plan(RowSet<Row> rows, Workload work) {
            var page = new PlanPage(campaign, dates);
            for (Row row : rows) {
                String own = row.getString("zone");
                page.add(
                        row,
                        own == null ? campaign.zone() : ZoneId.of(own),
                        (zone, slots) -> spread(zone, slots, work));
            }
            return page;
        }

        private Spread spread(ZoneId zone, String[] ownSlots, Workload work) {
            String[] group = Arrays.copyOf(ownSlots, ownSlots.length + 1);
            group[ownSlots.length] = zone.getId();
            return spreads.computeIfAbsent(List.of(group), key -> {
                CampaignRules rules = campaign.rules().withWindows(OwnSlots.read(ownSlots));
                var choice = new SlotChoice(rules, zone, campaign.workingDay(), dates, clock.instant());
                return new Spread(
                        choice.inTime(),
                        choice.late(),
                        work.capacity(),
                        work.seconds(campaign),
                        campaign.agents() == 0);
            });
        }

        private Future<Void> store(PlanPage page, Instant began) {
            if (page.isEmpty()) {
                return Future.succeededFuture();
            }
            Instant now = clock.instant();
            return connection
                    .preparedQuery(PlanSql.INSERT)
                    .execute(page.values(now, list()))
                    .compose(inserted -> {
                        CrashPoint.reached("plan-page-inserted");
                        return inserted.rowCount() == 0
                                ? Future.succeededFuture()
                                : note(page.totals(), inserted.rowCount(), began, now);
                    });
        }

        /** Whatever somebody else made meanwhile is theirs: only what was inserted counts. */
        private Future<Void> note(PlanTotals page, int inserted, Instant began, Instant now) {
            PlanTotals made = new PlanTotals(inserted, page.late(), page.over(), page.stopped(), page.noSlot());
            totals = totals.plus(made);
            return connection
                    .preparedQuery(PlanSql.NOTE)
                    .execute(Tuple.of(Ids.next(), campaign.orgId(), campaign.id(), list(), inserted, (int) page.late())
                            .addInteger((int) page.over())
                            .addInteger((int) page.stopped())
                            .addInteger((int) page.noSlot())
                            .addValue(Times.at(began))
                            .addValue(Times.at(now)))
                    .compose(noted -> campaign.goal().approval()
                            ? connection
                                    .preparedQuery(PlanSql.PROPOSE)
                                    .execute(Tuple.of(campaign.id(), list(), campaign.orgId(), inserted, Times.at(now)))
                            : Future.succeededFuture(noted))
                    .compose(proposed -> audit.append(
                            connection,
                            AuditEntry.byNode(
                                    campaign.orgId(),
                                    node,
                                    "plan.step",
                                    "campaign",
                                    campaign.id(),
                                    new JsonObject()
                                            .put("list", list().toString())
                                            .put("planned", inserted)
                                            .put("late", page.late())
                                            .put("over", page.over()))));
        }
    }

    private Instant startOf(LocalDate date) {
        return date.atStartOfDay(campaign.zone()).toInstant();
    }

    /** 29 February comes round on the 28th where there is no 29th. */
    private static Short[] daysOfYear(LocalDate date) {
        short day = (short) (date.getMonthValue() * 100 + date.getDayOfMonth());
        return day == 228 && !date.isLeapYear() ? new Short[] {day, 229} : new Short[] {day};
    }
}
