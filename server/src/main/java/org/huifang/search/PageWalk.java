package org.huifang.search;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One page, looked for from its beginning backwards: first, where words are asked for, among the next {@value #READ_FOR_WORDS}
 * recordings, since an index of words knows no order and a frequent one would be sorted by the thousand; then month by month.
 */
final class PageWalk {
    private static final int READ_FOR_WORDS = 5_000;

    private final SqlClient database;
    private final UUID orgId;
    private final JsonObject filter;
    private final int limit;
    private final boolean seesNumbers;
    private final List<FoundRecording> found = new ArrayList<>();

    PageWalk(SqlClient database, UUID orgId, JsonObject filter, int limit, boolean seesNumbers) {
        this.database = database;
        this.orgId = orgId;
        this.filter = filter;
        this.limit = limit;
        this.seesNumbers = seesNumbers;
    }

    /** @param newest no recording is of a later month */
    Future<List<FoundRecording>> from(FoundRecording.@Nullable Place after, YearMonth newest) {
        RecordingFilter asked = asked(after);
        List<MonthsBack> months = asked.months(newest);
        if (!asked.hasWords() || months.isEmpty()) {
            return walk(asked, months, 0);
        }
        return add(asked, asked.amongTheNext(READ_FOR_WORDS, latest(months))).compose(full -> {
            if (full) {
                return Future.succeededFuture(found);
            }
            RecordingFilter rest =
                    found.isEmpty() ? asked : asked(found.get(found.size() - 1).place());
            return walk(rest, rest.months(newest), 0);
        });
    }

    /** More than one month: it may have begun today. */
    private static MonthsBack latest(List<MonthsBack> months) {
        return new MonthsBack(
                months.get(Math.min(1, months.size() - 1)).from(), months.get(0).until());
    }

    /** In one statement over all months: for what has few recordings, wherever they are. */
    Future<List<FoundRecording>> atOnce(FoundRecording.@Nullable Place after) {
        RecordingFilter asked = asked(after);
        return add(asked, asked.inAll()).map(full -> found);
    }

    private RecordingFilter asked(FoundRecording.@Nullable Place after) {
        var asked = RecordingFilter.of(orgId, filter);
        return after == null ? asked : asked.after(after.claimedAt(), after.id());
    }

    private Future<List<FoundRecording>> walk(RecordingFilter asked, List<MonthsBack> months, int next) {
        if (next == months.size()) {
            return Future.succeededFuture(found);
        }
        return add(asked, asked.in(months.get(next)))
                .compose(full -> full ? Future.succeededFuture(found) : walk(asked, months, next + 1));
    }

    /** @return whether the page is full */
    private Future<Boolean> add(RecordingFilter asked, String from) {
        return database.preparedQuery(sql(from, limit)).execute(asked.values()).map(rows -> {
            StreamSupport.stream(rows.spliterator(), false)
                    .limit(limit - found.size())
                    .map(row -> FoundRecording.of(row, seesNumbers))
                    .forEach(found::add);
            return found.size() == limit;
        });
    }

    /** The limit is written out: of a parameter the planner would guess that a tenth of all is wanted, and sort it. */
    static String sql(String from, int limit) {
        return "WITH page AS MATERIALIZED (SELECT " + FoundRecording.COLUMNS + " FROM " + from
                + " ORDER BY r.claimed_at DESC, r.id DESC LIMIT " + limit + ") " + FoundRecording.NAMES;
    }
}
