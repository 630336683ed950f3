package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.huifang.db.Database;
import org.huifang.db.Ids;
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
    private static final String RAISE =
            "INSERT INTO alarm (id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5)"
                    + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail";
    private static final String CLEAR =
            "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND cleared_at IS NULL AND subject <> ALL ($2)";

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final Runnable changed;
    private long timer = -1;

    /** @param changed told when alarms were looked after */
    LateCallbacks(Database database, Vertx vertx, Clock clock, Runnable changed) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.changed = changed;
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
                .onSuccess(done -> changed.run())
                .onFailure(e -> log.warn("late callbacks not looked for why=\"{}\"", e.getMessage()));
    }

    private Future<Void> tell(RowSet<Row> rows, Instant now) {
        var codes = new ArrayList<String>();
        List<Tuple> alarms = new ArrayList<>();
        for (Row row : rows) {
            codes.add(row.getString("code"));
            alarms.add(Tuple.of(
                    Ids.next(),
                    KIND,
                    row.getString("code"),
                    row.getLong("late") + " callbacks past their deadline, the first since "
                            + row.getOffsetDateTime("first").toInstant(),
                    Claimer.utc(now)));
        }
        return database.pool()
                .preparedQuery(CLEAR)
                .execute(Tuple.of(KIND, codes.toArray(String[]::new), Claimer.utc(now)))
                .compose(cleared -> alarms.isEmpty()
                        ? Future.succeededFuture()
                        : database.pool()
                                .preparedQuery(RAISE)
                                .executeBatch(alarms)
                                .mapEmpty());
    }
}
