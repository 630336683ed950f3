package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.campaign.HourRates;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which hours such customers answer: those of the same campaign, on the same kind of day, in the last eight weeks. Once an
 * hour one server sums up the attempts by their UTC date, a date as a whole, so that doing it again changes nothing and what
 * ended late is in it the next time. Retries look in memory only.
 */
final class AnswerStatistics {
    private static final Logger log = LoggerFactory.getLogger(AnswerStatistics.class);
    private static final long FIRST_MILLIS = 20_000;
    private static final long EVERY_MILLIS = 3_600_000;
    private static final int DAYS = 56;
    /** Attempts of so many days before may still have ended meanwhile. */
    private static final int LATE_DAYS = 2;

    /** One server at a time; the others read what it wrote. */
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('huifang.answer_hour'))";

    private static final String FORGET = "DELETE FROM answer_hour WHERE dialled_on = $1 OR dialled_on < $2";

    /** Only what tells whether somebody was there to answer; an attempt that the system failed tells nothing. */
    private static final String SUM = """
            INSERT INTO answer_hour (org_id, campaign_id, dialled_on, working, hour, dials, answers)
            SELECT a.org_id, a.campaign_id, $1, coalesce(k.working, extract(isodow FROM a.local_date) < 6) AS working,
                   extract(hour FROM a.claimed_at AT TIME ZONE a.zone) AS hour, count(*), count(a.answered_at)
            FROM attempt a JOIN org_unit o ON o.id = a.org_id
            LEFT JOIN calendar_day k ON k.calendar = o.calendar AND k.day = a.local_date
            WHERE a.claimed_at >= $2 AND a.claimed_at < $3
              AND a.outcome IN ('ANSWERED', 'ABANDONED', 'NO_ANSWER', 'RANG_SHORT', 'BUSY', 'REJECTED', 'UNREACHABLE')
            GROUP BY 1, 2, 4, 5
            """;

    private static final String READ = """
            SELECT campaign_id, working, hour, sum(dials)::bigint AS dials, sum(answers)::bigint AS answers
            FROM answer_hour WHERE dialled_on >= $1 GROUP BY 1, 2, 3
            """;

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private volatile Map<UUID, HourRates> rates = Map.of();
    private @Nullable LocalDate summedUp;
    private long timer = -1;

    AnswerStatistics(Database database, Vertx vertx, Clock clock) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
    }

    void start() {
        timer = vertx.setTimer(FIRST_MILLIS, tick -> again());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void again() {
        run().onFailure(e -> log.warn("hours of answers not summed up why=\"{}\"", e.getMessage()))
                .onComplete(done -> timer = vertx.setTimer(EVERY_MILLIS, tick -> again()));
    }

    /** @return rates of the campaign's customers; unknown while there are too few attempts */
    HourRates of(UUID campaign) {
        return rates.getOrDefault(campaign, HourRates.UNKNOWN);
    }

    Future<Void> run() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return since(today).compose(from -> sumUp(from, today)).compose(done -> read(today));
    }

    /** What a server that is new, or was away, has to catch up with. */
    private Future<LocalDate> since(LocalDate today) {
        LocalDate known = summedUp;
        return (known != null
                        ? Future.succeededFuture(known)
                        : database.pool()
                                .preparedQuery("SELECT max(dialled_on) FROM answer_hour")
                                .execute()
                                .map(rows -> rows.iterator().next().getLocalDate(0)))
                .map(last -> {
                    LocalDate first = today.minusDays(DAYS);
                    return last == null || last.minusDays(LATE_DAYS).isBefore(first)
                            ? first
                            : last.minusDays(LATE_DAYS);
                });
    }

    private Future<Void> sumUp(LocalDate day, LocalDate today) {
        if (day.isAfter(today)) {
            return Future.succeededFuture();
        }
        return database.transaction(connection -> connection
                        .query(LOCK)
                        .execute()
                        .compose(rows -> !rows.iterator().next().getBoolean(0)
                                ? Future.succeededFuture(false)
                                : connection
                                        .preparedQuery(FORGET)
                                        .execute(Tuple.of(day, today.minusDays(DAYS)))
                                        .onSuccess(gone -> CrashPoint.reached("answer-hours-forgotten"))
                                        .compose(gone -> connection
                                                .preparedQuery(SUM)
                                                .execute(Tuple.of(day, midnight(day), midnight(day.plusDays(1)))))
                                        .map(true)))
                .compose(mine -> {
                    if (!mine) {
                        return Future.succeededFuture();
                    }
                    summedUp = day;
                    return sumUp(day.plusDays(1), today);
                });
    }

    private static OffsetDateTime midnight(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private Future<Void> read(LocalDate today) {
        return database.pool()
                .preparedQuery(READ)
                .execute(Tuple.of(today.minusDays(DAYS)))
                .map(rows -> {
                    var sums = new HashMap<UUID, long[][]>();
                    for (Row row : rows) {
                        long[][] sum = sums.computeIfAbsent(row.getUUID("campaign_id"), id -> new long[4][24]);
                        int kind = row.getBoolean("working") ? 0 : 2;
                        sum[kind][row.getShort("hour")] = row.getLong("dials");
                        sum[kind + 1][row.getShort("hour")] = row.getLong("answers");
                    }
                    var found = new HashMap<UUID, HourRates>();
                    sums.forEach((campaign, sum) -> found.put(
                            campaign,
                            new HourRates(HourRates.reckon(sum[0], sum[1]), HourRates.reckon(sum[2], sum[3]))));
                    rates = Map.copyOf(found);
                    return null;
                });
    }
}
