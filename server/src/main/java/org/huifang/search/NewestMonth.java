package org.huifang.search;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last month that a search must look at. It is tomorrow's, unless a node with a wrong clock has recorded in a later one:
 * that is looked up every minute, so that such a recording is found, too.
 */
final class NewestMonth {
    private static final Logger log = LoggerFactory.getLogger(NewestMonth.class);
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;
    private volatile @Nullable YearMonth recorded;
    private volatile Instant askAt = Instant.MIN;

    NewestMonth(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<YearMonth> get() {
        Instant now = clock.instant();
        YearMonth tomorrow = month(now.plus(Duration.ofDays(1)));
        YearMonth known = recorded;
        if (known == null) {
            return ask(now, tomorrow).map(found -> later(found, tomorrow));
        }
        if (now.isAfter(askAt)) {
            askAt = now.plus(KNOWN_FOR);
            ask(now, tomorrow).onFailure(e -> log.warn("newest recording not looked up cause={}", e.toString()));
        }
        return Future.succeededFuture(later(known, tomorrow));
    }

    /** The bound is written out: a plan of the months to come is made in a hundredth of the time of one of all. */
    private Future<YearMonth> ask(Instant now, YearMonth tomorrow) {
        return database.pool()
                .query("SELECT claimed_at FROM recording WHERE claimed_at >= '"
                        + tomorrow.plusMonths(1).atDay(1) + " 00:00:00+00' ORDER BY claimed_at DESC LIMIT 1")
                .execute()
                .map(rows -> {
                    var newest = rows.iterator();
                    YearMonth month = newest.hasNext() ? month(Times.instant(newest.next(), "claimed_at")) : tomorrow;
                    recorded = month;
                    askAt = now.plus(KNOWN_FOR);
                    return month;
                });
    }

    private static YearMonth later(YearMonth one, YearMonth other) {
        return one.isAfter(other) ? one : other;
    }

    private static YearMonth month(Instant at) {
        return YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }
}
