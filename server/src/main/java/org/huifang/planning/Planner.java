package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.huifang.audit.Audit;
import org.huifang.callback.DueNotice;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the callbacks that events call for: exactly one per customer, campaign and occasion (R12), on the list the day before
 * (R21). One server plans at a time; running it once more changes nothing.
 */
public final class Planner {
    private static final Logger log = LoggerFactory.getLogger(Planner.class);

    private final Database database;
    private final WorkingDays workingDays;
    private final Audit audit;
    private final Clock clock;
    private final String node;

    /** @param node name of this server, for the audit */
    public Planner(Database database, WorkingDays workingDays, Audit audit, Clock clock, String node) {
        this.database = database;
        this.workingDays = workingDays;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Plans what is to be planned by now; empty when another server is at it.
     *
     * @param orgId null: of every organisation
     */
    public Future<Optional<PlanTotals>> run(@Nullable UUID orgId) {
        return workingDays
                .load()
                .compose(loaded -> database.pool()
                        .withConnection(connection -> connection
                                .preparedQuery("SELECT pg_try_advisory_lock($1)")
                                .execute(Tuple.of(PlanSql.LOCK))
                                .compose(locked -> locked.iterator().next().getBoolean(0)
                                        ? all(connection, orgId)
                                                .map(Optional::of)
                                                .eventually(() -> connection
                                                        .preparedQuery("SELECT pg_advisory_unlock($1)")
                                                        .execute(Tuple.of(PlanSql.LOCK)))
                                        : Future.succeededFuture(Optional.empty()))));
    }

    private Future<PlanTotals> all(SqlConnection connection, @Nullable UUID orgId) {
        Instant began = clock.instant();
        return connection
                .preparedQuery(PlanSql.CAMPAIGNS)
                .execute()
                .compose(rows -> {
                    Map<UUID, List<PlannedCampaign>> byOrg = StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> PlannedCampaign.read(row, workingDays))
                            .filter(campaign -> orgId == null || orgId.equals(campaign.orgId()))
                            .collect(Collectors.groupingBy(PlannedCampaign::orgId));
                    Future<PlanTotals> planned = Future.succeededFuture(PlanTotals.NONE);
                    for (List<PlannedCampaign> campaigns : byOrg.values()) {
                        var read = new HashMap<UUID, Future<Workload>>();
                        for (PlannedCampaign campaign : campaigns) {
                            if (campaign.rules().goal() == null) {
                                continue;
                            }
                            planned = planned.compose(before -> new CampaignPlan(
                                            connection,
                                            campaign,
                                            () -> read.computeIfAbsent(
                                                    campaign.orgId(),
                                                    org -> Workload.read(connection, campaigns, began)),
                                            audit,
                                            clock,
                                            node)
                                    .run()
                                    .map(totals -> {
                                        tell(campaign, totals);
                                        return before.plus(totals);
                                    }));
                        }
                    }
                    return planned;
                })
                .compose(totals -> totals.planned() == 0
                        ? Future.succeededFuture(totals)
                        : DueNotice.send(connection).map(totals));
    }

    private static void tell(PlannedCampaign campaign, PlanTotals totals) {
        if (totals.planned() > 0) {
            log.info(
                    "callbacks planned campaign={} planned={} late={} over={} stopped={} no_slot={}",
                    campaign.id(),
                    totals.planned(),
                    totals.late(),
                    totals.over(),
                    totals.stopped(),
                    totals.noSlot());
        }
    }
}
