package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.huifang.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Campaigns that require the customer's language or dialect (R41) wait as long as nobody speaks it: an alarm for each campaign
 * and language says so. At once when nobody in the organisation speaks it, after some minutes when nobody at work does.
 */
final class SpeakerWatch {
    static final String KIND = "NO_SPEAKER";

    private static final Logger log = LoggerFactory.getLogger(SpeakerWatch.class);
    private static final long EVERY_MILLIS = 30_000;
    /** So long callbacks wait for somebody who comes to work. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * Of each campaign the two thousand that have been due for longest: what nobody can take stays among them.
     * $1 now, $2 due before that means waited for long.
     */
    private static final String UNSPOKEN = """
            SELECT p.code, w.language, count(*) AS callbacks, min(w.next_at) AS since,
                   bool_or(EXISTS (SELECT FROM agent a WHERE a.org_id = p.org_id AND w.language = ANY (a.languages))) AS known
            FROM campaign p
            JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version AND r.route_language = 'REQUIRE'
            CROSS JOIN LATERAL (
              SELECT c.next_at, coalesce(u.dialect, u.language) AS language
              FROM callback c JOIN customer u ON u.id = c.customer_id
              WHERE c.campaign_id = p.id AND c.state = 'WAITING' AND c.next_at <= $1 AND c.dialable_until > $1
              ORDER BY c.next_at LIMIT 2000) w
            WHERE p.state = 'ACTIVE' AND NOT EXISTS (
              SELECT FROM agent a WHERE a.org_id = p.org_id AND w.language = ANY (a.languages)
                AND (a.presence <> 'LOGGED_OUT' OR w.next_at > $2))
            GROUP BY p.code, w.language ORDER BY p.code, w.language
            """;

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final StandingAlarms alarms;
    private long timer = -1;

    /** @param changed told when alarms were raised or cleared */
    SpeakerWatch(Database database, Vertx vertx, Clock clock, Runnable changed) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.alarms = new StandingAlarms(database, KIND, changed);
    }

    void start() {
        timer = vertx.setPeriodic(
                EVERY_MILLIS,
                tick -> look().onFailure(e -> log.warn("speakers not looked for why=\"{}\"", e.getMessage())));
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    Future<Void> look() {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(UNSPOKEN)
                .execute(Tuple.of(Claimer.utc(now), Claimer.utc(now.minus(PATIENCE))))
                .compose(rows -> tell(rows, now));
    }

    private Future<Void> tell(RowSet<Row> rows, Instant now) {
        var details = new LinkedHashMap<String, String>();
        for (Row row : rows) {
            String language = row.getString("language");
            details.put(
                    row.getString("code") + " " + language,
                    row.getLong("callbacks") + " callbacks are due for an agent who speaks " + language
                            + (row.getBoolean("known") ? ", none is at work; due since " : ", nobody does; due since ")
                            + row.getOffsetDateTime("since").toInstant());
        }
        return alarms.say(details, now);
    }
}
