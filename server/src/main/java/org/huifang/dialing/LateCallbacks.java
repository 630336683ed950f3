package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.huifang.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One alarm for each campaign that has callbacks past their deadline (R1 to R7), cleared when it has none any more. They
 * are still called: a deadline is a promise to be late for, not a window.
 */
final class LateCallbacks {
    static final String KIND = "CALLBACKS_LATE";

    private static final Logger log = LoggerFactory.getLogger(LateCallbacks.class);
    private static final long EVERY_MILLIS = 30_000;
    private static final String LATE = """
            SELECT p.code, count(*) AS late, min(c.deadline) AS first
            FROM callback c JOIN campaign p ON p.id = c.campaign_id
            WHERE c.state = 'WAITING' AND c.deadline IS NOT NULL AND c.deadline <= $1
            GROUP BY p.code ORDER BY p.code
            """;
    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final StandingAlarms alarms;
    private long timer = -1;

    /** @param changed told when alarms were raised or cleared */
    LateCallbacks(Database database, Vertx vertx, Clock clock, Runnable changed) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.alarms = new StandingAlarms(database, KIND, changed);
    }

    void start() {
        look();
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        Instant now = clock.instant();
        database.pool()
                .preparedQuery(LATE)
                .execute(Tuple.of(Claimer.utc(now)))
                .compose(rows -> tell(rows, now))
                .onFailure(e -> log.warn("late callbacks not looked for why=\"{}\"", e.getMessage()));
    }

    private Future<Void> tell(RowSet<Row> rows, Instant now) {
        var details = new LinkedHashMap<String, String>();
        for (Row row : rows) {
            details.put(
                    row.getString("code"),
                    row.getLong("late") + " callbacks past their deadline, the first since "
                            + row.getOffsetDateTime("first").toInstant());
        }
        return alarms.say(details, now);
    }
}
