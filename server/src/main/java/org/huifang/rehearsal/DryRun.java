package org.huifang.rehearsal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.callback.Contacts;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Campaigns;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what publishing rules would do to a campaign's waiting callbacks. It reads them once and simulates on a worker of its
 * own, one at a time; it writes nothing.
 */
public final class DryRun {
    private static final Logger log = LoggerFactory.getLogger(DryRun.class);
    private static final int WAITING_AT_MOST = 4;

    private static final String CAMPAIGN = """
            SELECT c.demo, t.simulated, o.zone, o.calendar, o.number_per_day, o.number_per_week, o.number_in_all, r.rules,
                   (SELECT count(*) FROM agent a WHERE a.org_id = c.org_id)::int AS agents
            FROM campaign c JOIN trunk t ON t.id = c.trunk_id JOIN org_unit o ON o.id = c.org_id
            JOIN campaign_rules r ON r.campaign_id = c.id AND r.version = c.current_version
            WHERE c.id = $1 AND c.org_id = $2
            """;

    private final Database database;
    private final WorkingDays workingDays;
    private final Clock clock;
    private final WorkerExecutor worker;
    private final AtomicInteger underWay = new AtomicInteger();

    public DryRun(Vertx vertx, Database database, WorkingDays workingDays, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.clock = clock;
        this.worker = vertx.createSharedWorkerExecutor("rehearsal", 1);
    }

    /**
     * @param agents who would call; null: all of the organisation
     * @param cancelled asked again and again; true ends the work
     * @throws Refusal (as failure) when the campaign is unknown or may not have these rules, or too many run already
     */
    public Future<DryRunReport> run(
            UUID org, UUID campaign, CampaignRules rules, @Nullable Integer agents, BooleanSupplier cancelled) {
        if (underWay.incrementAndGet() > WAITING_AT_MOST) {
            underWay.decrementAndGet();
            return Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, Remedy.TOO_MANY_DRY_RUNS.with()));
        }
        return known(org, campaign)
                .compose(known -> {
                    Campaigns.refuseRelaxed(rules, known.demo(), known.simulated());
                    return BasisReader.read(database, org, campaign, known.rules(), clock.instant())
                            .compose(basis -> rehearse(campaign, known, rules, basis, agents, cancelled));
                })
                .onComplete(done -> underWay.decrementAndGet());
    }

    private record Known(
            boolean demo,
            boolean simulated,
            ZoneId zone,
            Predicate<LocalDate> workingDay,
            CampaignRules rules,
            Contacts.Organisation limits,
            int agents) {}

    private Future<Known> known(UUID org, UUID campaign) {
        return database.pool()
                .preparedQuery(CAMPAIGN)
                .execute(Tuple.of(campaign, org))
                .map(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        throw Refusal.notFound("id", campaign);
                    }
                    Row row = found.next();
                    return new Known(
                            row.getBoolean("demo"),
                            row.getBoolean("simulated"),
                            ZoneId.of(row.getString("zone")),
                            workingDays.of(row.getString("calendar")),
                            RulesJson.parse(row.getJsonObject("rules").encode()),
                            Contacts.Organisation.read(row),
                            row.getInteger("agents"));
                });
    }

    private Future<DryRunReport> rehearse(
            UUID campaign,
            Known known,
            CampaignRules rules,
            Basis basis,
            @Nullable Integer wantedAgents,
            BooleanSupplier cancelled) {
        Instant now = clock.instant();
        int agents = Math.max(1, wantedAgents == null ? known.agents() : wantedAgents);
        long begun = System.nanoTime();
        return PendingReader.read(database, campaign, known.zone(), known.limits(), cancelled)
                .compose(found -> {
                    long read = System.nanoTime();
                    return worker.executeBlocking(
                            () -> {
                                var before = rehearsal(found, known, known.rules(), basis, agents, now, cancelled);
                                Outlook asIs = before.run();
                                var after = rehearsal(
                                        found, known, rules, basis.under(known.rules(), rules), agents, now, cancelled);
                                int moved = after.replanAll();
                                Outlook changed = after.run();
                                log.info(
                                        "dry run campaign={} pending={} moved={} read_ms={} simulate_ms={}",
                                        campaign,
                                        found.pending().size(),
                                        moved,
                                        (read - begun) / 1_000_000,
                                        (System.nanoTime() - read) / 1_000_000);
                                return new DryRunReport(
                                        now,
                                        known.zone().getId(),
                                        found.pending().size(),
                                        moved,
                                        agents,
                                        known.rules().pacing().power()
                                                || rules.pacing().power(),
                                        basis,
                                        asIs,
                                        changed,
                                        Examples.pick(found.pending(), before.lives(), after.lives()));
                            },
                            false);
                })
                .compose(report -> Examples.named(database, report));
    }

    private static Rehearsal rehearsal(
            Found found,
            Known known,
            CampaignRules rules,
            Basis basis,
            int agents,
            Instant now,
            BooleanSupplier cancelled) {
        return new Rehearsal(found, new Place(known.zone()), rules, known.workingDay(), basis, agents, now, cancelled);
    }

    public Future<Void> close() {
        return worker.close();
    }
}
