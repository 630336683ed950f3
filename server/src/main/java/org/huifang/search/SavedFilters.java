package org.huifang.search;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/** Filters that somebody saved under a name, each for that person alone. */
public final class SavedFilters {
    private static final int MOST = 50;

    private final Database database;
    private final Clock clock;

    SavedFilters(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public record Saved(UUID id, String name, JsonObject filter) {}

    public Future<List<Saved>> list(SignedIn who) {
        return database.pool()
                .preparedQuery("SELECT id, name, filter FROM recording_filter WHERE user_id = $1 ORDER BY name")
                .execute(Tuple.of(who.userId()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Saved(row.getUUID(0), row.getString(1), row.getJsonObject(2)))
                        .toList());
    }

    /** One of the same name is replaced. A number is left out: numbers stand with customers and nowhere else. */
    public Future<UUID> save(SignedIn who, String name, JsonObject filter) {
        RecordingFilter.of(who.orgId(), filter);
        var kept = filter.copy();
        kept.remove("number");
        return database.pool()
                .preparedQuery("INSERT INTO recording_filter (id, org_id, user_id, name, filter, created_at)"
                        + " SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM recording_filter WHERE user_id = $3) < $7"
                        + " OR EXISTS (SELECT FROM recording_filter WHERE user_id = $3 AND name = $4)"
                        + " ON CONFLICT (user_id, name) DO UPDATE SET filter = excluded.filter RETURNING id")
                .execute(Tuple.of(Ids.next(), who.orgId(), who.userId(), name.strip(), kept)
                        .addValue(Times.at(clock.instant()))
                        .addLong((long) MOST))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw Refusal.conflict("name", name, Remedy.TOO_MANY.with(MOST));
                    }
                    return rows.iterator().next().getUUID(0);
                });
    }

    public Future<Void> forget(SignedIn who, UUID id) {
        return database.pool()
                .preparedQuery("DELETE FROM recording_filter WHERE id = $1 AND user_id = $2")
                .execute(Tuple.of(id, who.userId()))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw Refusal.notFound("id", id);
                    }
                    return null;
                });
    }
}
