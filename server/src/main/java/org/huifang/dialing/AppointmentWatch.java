package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.huifang.CrashPoint;
import org.huifang.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an eye on the calls that customers asked for (R36): wakes the dialing when one falls due, and raises an alarm for those
 * for which there will be no free agent, before their minute passes. Cleared when it is called, or an agent is free.
 */
final class AppointmentWatch {
    static final String KIND = "APPOINTMENT_AT_RISK";

    private static final Logger log = LoggerFactory.getLogger(AppointmentWatch.class);
    private static final long EVERY_MILLIS = 5_000;
    /** So long before the time a free agent must be in sight. */
    private static final Duration WARN_BEFORE = Duration.ofSeconds(45);
    /** So long after it a call that was not made is in danger whoever is free. */
    private static final Duration LATE_AFTER = Duration.ofSeconds(15);

    /** The appointments of the next minute and those that passed, each with its place in line and the ready agents. */
    private static final String NEAR = """
            SELECT c.id, c.next_at, p.code, row_number() OVER (PARTITION BY c.org_id ORDER BY c.next_at, c.id) AS place,
                   (SELECT count(*) FROM agent a WHERE a.org_id = c.org_id AND a.presence = 'READY') AS ready
            FROM callback c JOIN campaign p ON p.id = c.campaign_id AND p.state = 'ACTIVE'
            WHERE c.state = 'WAITING' AND c.appointment AND c.reason NOT IN ('APPOINTMENT_MISSED', 'RANG_US') AND c.next_at <= $1
              AND c.org_id IN (SELECT id FROM org_unit)
            ORDER BY c.next_at LIMIT 500
            """;

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final Runnable due;
    private final StandingAlarms alarms;
    private long timer = -1;
    private long dueTimer = -1;

    /**
     * @param due told when an appointment falls due
     * @param changed told when alarms were raised or cleared
     */
    AppointmentWatch(Database database, Vertx vertx, Clock clock, Runnable due, Runnable changed) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.due = due;
        this.alarms = new StandingAlarms(database, KIND, changed);
    }

    void start() {
        timer = vertx.setPeriodic(
                EVERY_MILLIS,
                tick -> look().onFailure(e -> log.warn("appointments not looked after why=\"{}\"", e.getMessage())));
    }

    void stop() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(dueTimer);
    }

    Future<Void> look() {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(NEAR)
                .execute(Tuple.of(Claimer.utc(now.plus(WARN_BEFORE))))
                .compose(rows -> {
                    var inDanger = new ArrayList<Row>();
                    Instant next = null;
                    for (Row row : rows) {
                        Instant at = row.getOffsetDateTime("next_at").toInstant();
                        if (row.getLong("place") > row.getLong("ready")
                                || at.plus(LATE_AFTER).isBefore(now)) {
                            inDanger.add(row);
                        }
                        next = next == null && at.isAfter(now) ? at : next;
                    }
                    if (next != null) {
                        vertx.cancelTimer(dueTimer);
                        dueTimer =
                                vertx.setTimer(1 + Duration.between(now, next).toMillis(), tick -> due.run());
                    }
                    return tell(inDanger, now);
                });
    }

    private Future<Void> tell(List<Row> inDanger, Instant now) {
        var details = new LinkedHashMap<String, String>();
        for (Row row : inDanger) {
            details.put(
                    row.getUUID("id").toString(),
                    "campaign " + row.getString("code") + ": the customer asked to be called at "
                            + row.getOffsetDateTime("next_at").toInstant() + "; agents ready: "
                            + row.getLong("ready"));
        }
        return alarms.say(details, now).onSuccess(said -> {
            if (!details.isEmpty()) {
                CrashPoint.reached("appointment-alarm");
            }
        });
    }
}
