package org.huifang.search;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.PhoneNumbers;
import org.huifang.db.Database;
import org.huifang.db.MonthOfId;
import org.jspecify.annotations.Nullable;

/**
 * Pages of recordings, newest call first, each continued by its last row and never by a number of rows to leave out; and
 * how many there are, without a scan.
 */
public final class RecordingSearch {
    private static final int COUNTED = 1_000;
    private static final String COUNT_AT_MOST = "SET LOCAL statement_timeout = '300ms'";
    private static final String TOOK_TOO_LONG = "57014";

    private static final MonthOfId ONE = new MonthOfId("WITH page AS MATERIALIZED (SELECT " + FoundRecording.COLUMNS
            + " FROM recording r WHERE r.id = $1 AND {month r.claimed_at}) " + FoundRecording.NAMES);

    private final Database database;
    private final NumberKeys keys;
    private final NewestMonth newest;

    RecordingSearch(Database database, NumberKeys keys, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.newest = new NewestMonth(database, clock);
    }

    /** @param exact false: the database's estimate */
    public record Count(long count, boolean exact) {}

    /** The filter with the key of its number instead of the number, which goes no further than here. */
    public Future<JsonObject> keyed(UUID orgId, JsonObject asked) {
        String number = asked.getString("number");
        if (number == null) {
            return Future.succeededFuture(asked);
        }
        return database.pool()
                .preparedQuery("SELECT country FROM org_unit WHERE id = $1")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var key = keys.of(PhoneNumbers.parse(
                            "filter.number", number, rows.iterator().next().getString(0)));
                    var kept = asked.copy().put("numberKey", HexFormat.of().formatHex(key.getBytes()));
                    kept.remove("number");
                    return kept;
                });
    }

    /** @param filter as {@link #keyed} gives it */
    public Future<List<FoundRecording>> page(
            UUID orgId, JsonObject filter, FoundRecording.@Nullable Place after, int limit, boolean seesNumbers) {
        var walk = new PageWalk(database.pages(), orgId, filter, limit, seesNumbers);
        return RecordingFilter.of(orgId, filter).namesOne()
                ? walk.atOnce(after)
                : newest.get().compose(month -> walk.from(after, month));
    }

    /** Whoever asks has the right to hear it. */
    public Future<Optional<FoundRecording>> one(UUID id, boolean seesNumbers) {
        return ONE.find(database.pool(), id, Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> FoundRecording.of(row, seesNumbers))
                        .findFirst());
    }

    /** Exact up to {@value #COUNTED}; beyond, or where even that takes long, what the statistics say. */
    public Future<Count> count(UUID orgId, JsonObject filter) {
        var asked = RecordingFilter.of(orgId, filter);
        String counted = "SELECT count(*) FROM (SELECT FROM recording r WHERE " + asked.where() + " LIMIT "
                + (COUNTED + 1) + ") x";
        return database.transaction(connection -> connection
                        .query(COUNT_AT_MOST)
                        .execute()
                        .compose(set -> connection.preparedQuery(counted).execute(asked.values()))
                        .map(rows -> rows.iterator().next().getLong(0)))
                .recover(e -> e instanceof PgException pg && TOOK_TOO_LONG.equals(pg.getSqlState())
                        ? Future.succeededFuture(COUNTED + 1L)
                        : Future.failedFuture(e))
                .compose(count -> count <= COUNTED
                        ? Future.succeededFuture(new Count(count, true))
                        : estimate(asked).map(rows -> new Count(rows, false)));
    }

    private Future<Long> estimate(RecordingFilter asked) {
        return database.pool()
                .preparedQuery("EXPLAIN (FORMAT JSON) SELECT FROM recording r WHERE " + asked.where())
                .execute(asked.values())
                .map(rows -> {
                    Object plan = rows.iterator().next().getValue(0);
                    var plans = plan instanceof JsonArray read ? read : new JsonArray(String.valueOf(plan));
                    return plans.getJsonObject(0).getJsonObject("Plan").getLong("Plan Rows");
                });
    }
}
