package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One alarm for each unit that has findings not answered in time (R77), cleared when it has none any more. Each look says all
 * that is so, whatever a server that died left unsaid.
 */
final class LateFindings {
    static final String KIND = "FINDING_LATE";

    private static final Logger log = LoggerFactory.getLogger(LateFindings.class);
    private static final long EVERY_MILLIS = 30_000;
    private static final String LATE = """
            SELECT u.name, count(*) AS late, min(f.due_at) AS first
            FROM quality_finding f JOIN org_unit u ON u.id = f.org_id
            WHERE f.state IN ('OPEN', 'REOPENED') AND f.due_at <= $1 GROUP BY u.name
            """;
    private static final String CLEAR =
            "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND cleared_at IS NULL AND subject <> ALL ($2)";
    private static final String RAISE =
            "INSERT INTO alarm (id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5)"
                    + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail";

    private final Vertx vertx;
    private final Database database;
    private final Clock clock;
    private final Runnable changed;
    private long timer = -1;

    /** @param changed told when alarms were raised, said again or cleared */
    LateFindings(Vertx vertx, Database database, Clock clock, Runnable changed) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.changed = changed;
    }

    void start() {
        hint();
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> hint());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Looks now; what cannot be said is said by a later look. */
    void hint() {
        look().onFailure(e -> log.warn("late findings not looked for why=\"{}\"", e.getMessage()));
    }

    Future<Void> look() {
        OffsetDateTime now = Times.at(clock.instant());
        return database.pool().preparedQuery(LATE).execute(Tuple.of(now)).compose(rows -> {
            var units = new ArrayList<String>();
            var alarms = new ArrayList<Tuple>();
            for (Row row : rows) {
                units.add(row.getString("name"));
                String detail = row.getLong("late") + " findings not answered in time, the first since "
                        + Times.instant(row, "first");
                alarms.add(Tuple.of(Ids.next(), KIND, row.getString("name"), detail, now));
            }
            return database.pool()
                    .preparedQuery(CLEAR)
                    .execute(Tuple.of(KIND, units.toArray(String[]::new), now))
                    .compose(cleared -> raise(alarms).map(raised -> cleared.rowCount() > 0 || !alarms.isEmpty()))
                    .map(news -> {
                        if (news) {
                            changed.run();
                        }
                        return null;
                    });
        });
    }

    private Future<?> raise(List<Tuple> alarms) {
        return alarms.isEmpty()
                ? Future.succeededFuture()
                : database.pool().preparedQuery(RAISE).executeBatch(alarms);
    }
}
