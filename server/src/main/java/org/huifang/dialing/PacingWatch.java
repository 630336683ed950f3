package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.huifang.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets campaigns in power mode over-dial while their cap of abandoned calls allows it, and stops them: an alarm says which. What it
 * last saw is in memory, as a reason to try; what may be called, {@link PowerClaimer} decides each time anew.
 */
final class PacingWatch {
    static final String KIND = "POWER_STOPPED";

    private static final Logger log = LoggerFactory.getLogger(PacingWatch.class);
    private static final long EVERY_MILLIS = 1_000;
    /** Where no campaign is in power mode, one is looked for only so often. */
    private static final int QUIET_TURNS = 5;

    /** @param barredDue some of its due callbacks may be called with a reserved agent only */
    record Campaign(UUID id, UUID org, String code, boolean power, boolean overDials, boolean barredDue) {}

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final PowerClaimer claimer;
    private final PacingFigures figures;
    private final StandingAlarms alarms;
    private final Runnable changed;
    private List<Campaign> campaigns = List.of();
    private long timer = -1;
    private int turn;
    private boolean looking;

    /**
     * @param told after the alarms were raised or cleared
     * @param changed on the dialing's context, when what campaigns do was looked at
     */
    PacingWatch(
            Database database,
            Vertx vertx,
            Clock clock,
            PowerClaimer claimer,
            PacingFigures figures,
            Runnable told,
            Runnable changed) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.claimer = claimer;
        this.figures = figures;
        this.alarms = new StandingAlarms(database, KIND, told);
        this.changed = changed;
    }

    void start() {
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> {
            turn++;
            if (!campaigns.isEmpty() || turn % QUIET_TURNS == 0) {
                lookAgain();
            }
        });
        lookAgain();
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Those of the organisation that over-dial, as it was a moment ago. */
    List<Campaign> overDialing(UUID org) {
        return campaigns.stream()
                .filter(campaign -> campaign.overDials() && campaign.org().equals(org))
                .toList();
    }

    /** At once: a call without an agent was refused, or hints came. */
    void lookAgain() {
        if (looking) {
            return;
        }
        looking = true;
        look().onComplete(done -> {
            looking = false;
            if (done.failed()) {
                log.warn("pacing not looked at why=\"{}\"", done.cause().getMessage());
            }
            changed.run();
        });
    }

    private Future<Void> look() {
        return database.pool()
                .preparedQuery(PowerSql.CAMPAIGNS)
                .execute(Tuple.of(Claimer.utc(clock.instant())))
                .compose(rows -> {
                    var byOrg = new LinkedHashMap<UUID, List<Campaign>>();
                    for (Row row : rows) {
                        byOrg.computeIfAbsent(row.getUUID("org_id"), org -> new ArrayList<>())
                                .add(new Campaign(
                                        row.getUUID("id"),
                                        row.getUUID("org_id"),
                                        row.getString("code"),
                                        row.getBoolean("power"),
                                        row.getBoolean("over_dials"),
                                        row.getBoolean("barred_due")));
                    }
                    boolean quiet = campaigns.isEmpty() && byOrg.isEmpty();
                    var seen = new ArrayList<Campaign>();
                    var stopped = new LinkedHashMap<String, String>();
                    Future<Void> all = Future.succeededFuture();
                    for (var org : byOrg.entrySet()) {
                        all = all.compose(done -> judge(org.getKey(), org.getValue(), seen, stopped));
                    }
                    return all.compose(done -> {
                        figures.only(seen);
                        campaigns = seen;
                        return quiet && turn > 0 ? Future.succeededFuture() : alarms.say(stopped, clock.instant());
                    });
                });
    }

    private Future<Void> judge(UUID org, List<Campaign> known, List<Campaign> seen, Map<String, String> stopped) {
        return database.transaction(connection -> connection
                .preparedQuery(PowerSql.LOCK)
                .execute(Tuple.of(org.toString()))
                .compose(locked -> claimer.pacing(connection, org, 0))
                .compose(pacing -> {
                    Future<Void> all = Future.succeededFuture();
                    for (Campaign campaign : known) {
                        all = all.compose(done -> judge(connection, campaign, pacing, seen, stopped));
                    }
                    return all;
                }));
    }

    private Future<Void> judge(
            SqlConnection connection,
            Campaign campaign,
            Pacing pacing,
            List<Campaign> seen,
            Map<String, String> stopped) {
        Pacing.Measured measured = pacing.campaigns().get(campaign.id());
        boolean over = campaign.power() && measured != null && measured.state() == Pacing.State.OVER_DIALING;
        seen.add(new Campaign(
                campaign.id(), campaign.org(), campaign.code(), campaign.power(), over, campaign.barredDue()));
        var why = new JsonObject();
        if (measured != null) {
            figures.measured(campaign.code(), measured);
            why.put("state", measured.state().name())
                    .put("answered", measured.answered())
                    .put("abandoned", measured.abandoned())
                    .put("capPercent", measured.rule().abandonCapPercent());
            if (measured.state() == Pacing.State.STOPPED) {
                stopped.put(campaign.code(), said(measured));
            }
        }
        if (over == campaign.overDials()) {
            return Future.succeededFuture();
        }
        return claimer.overDial(connection, campaign.id(), over, why).map(turned -> {
            if (turned) {
                log.info("over-dialling {} campaign={} why={}", over ? "begins" : "stops", campaign.code(), why);
            }
            return null;
        });
    }

    private static String said(Pacing.Measured measured) {
        return String.format(
                Locale.ROOT,
                "%d of %d answered calls of the last %d h were abandoned (%.2f %%, at most %.1f %%): every call keeps its agent"
                        + " until one more may be",
                measured.abandoned(),
                measured.answered(),
                measured.rule().windowHours(),
                100.0 * measured.abandoned() / Math.max(1, measured.answered()),
                measured.rule().abandonCapPercent());
    }
}
