package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the store which files are held, where it can enforce that itself. The rows say what it was not told yet, so a crash
 * only repeats it.
 */
final class StoreHolds {
    private static final Logger log = LoggerFactory.getLogger(StoreHolds.class);
    private static final long EVERY_MS = 10_000;
    private static final String NEXT = """
            SELECT h.hold_id, h.recording_id, r.held, r.store, r.stored_as, r.store_version
            FROM hold_recording h JOIN recording r ON r.claimed_at = h.claimed_at AND r.id = h.recording_id
            WHERE NOT h.store_agrees AND r.stored_as IS NOT NULL ORDER BY h.recording_id LIMIT 100
            """;
    /** Only where the row still says what the store was told. */
    private static final String AGREED = """
            UPDATE hold_recording h SET store_agrees = true FROM recording r
            WHERE h.recording_id = $1 AND r.claimed_at = h.claimed_at AND r.id = h.recording_id AND r.held = $2
            """;

    private final Vertx vertx;
    private final Database database;
    private final RecordingStore store;
    private boolean running;
    private long timer = -1;

    StoreHolds(Vertx vertx, Database database, RecordingStore store) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
    }

    void start() {
        timer = vertx.setPeriodic(0, EVERY_MS, tick -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (!running) {
            running = true;
            round().onComplete(done -> running = false)
                    .onFailure(e -> log.warn("the store is not told of holds yet cause={}", e.toString()));
        }
    }

    private Future<Void> round() {
        return database.pool().query(NEXT).execute().compose(rows -> {
            Future<Void> told = Future.succeededFuture();
            for (Row row : rows) {
                told = told.compose(done -> tell(row));
            }
            return rows.rowCount() < 100 ? told : told.compose(done -> round());
        });
    }

    private Future<Void> tell(Row row) {
        UUID id = row.getUUID("recording_id");
        boolean held = row.getBoolean("held");
        var stored = new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version"));
        return vertx.<Boolean>executeBlocking(
                        () -> {
                            store.hold(stored, held);
                            return held;
                        },
                        false)
                .compose(done -> database.pool().preparedQuery(AGREED).execute(Tuple.of(id, held)))
                .mapEmpty();
    }
}
