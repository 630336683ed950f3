package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.recording.store.S3Store;
import org.jspecify.annotations.Nullable;

/** How far the object store was compared with the rows, for people. */
public final class StoreComparisons {
    private final Database database;

    StoreComparisons(Database database) {
        this.database = database;
    }

    /**
     * @param endedAt of the last whole pass; null: there was none yet
     * @param seen versions and deletion markers in it
     * @param found of these without a row
     * @param beganAt of the pass under way; null: none is
     * @param seenSoFar in the pass under way
     */
    public record Comparison(
            @Nullable Instant endedAt,
            long seen,
            long found,
            @Nullable Instant beganAt,
            long seenSoFar) {}

    /** Empty: nothing was ever compared. */
    public Future<Optional<Comparison>> last() {
        return database.pool()
                .preparedQuery(
                        "SELECT ended_at, ended_seen, ended_found, began_at, seen FROM object_sweep WHERE store = $1")
                .execute(Tuple.of(S3Store.STORE))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Comparison(
                                Times.instantOrNull(row, "ended_at"),
                                row.getLong("ended_seen"),
                                row.getLong("ended_found"),
                                Times.instantOrNull(row, "began_at"),
                                row.getLong("seen"))));
    }
}
