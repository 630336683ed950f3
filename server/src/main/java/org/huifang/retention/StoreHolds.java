package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.db.Database;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.StoreAwayException;
import org.huifang.recording.store.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the store which files are held, where it can enforce that itself. The rows say what it was not told yet, so a crash
 * only repeats it. A file that cannot be held raises an alarm and keeps no other from its hold.
 */
final class StoreHolds {
    private static final Logger log = LoggerFactory.getLogger(StoreHolds.class);
    private static final long EVERY_MS = 3_000;
    private static final int PAGE = 100;
    private static final UUID LEAST = new UUID(0, 0);
    private static final String NEXT = """
            SELECT DISTINCT ON (h.recording_id) h.recording_id, r.held, r.store, r.stored_as, r.store_version
            FROM hold_recording h JOIN recording r ON r.claimed_at = h.claimed_at AND r.id = h.recording_id
            WHERE NOT h.store_agrees AND r.stored_as IS NOT NULL AND h.recording_id > $1 ORDER BY h.recording_id LIMIT $2
            """;
    /** Only where the row still says what the store was told. */
    private static final String AGREED = """
            UPDATE hold_recording h SET store_agrees = true FROM recording r
            WHERE h.recording_id = $1 AND r.claimed_at = h.claimed_at AND r.id = h.recording_id AND r.held = $2
            """;

    private final Vertx vertx;
    private final Database database;
    private final RecordingStore store;
    private final WorkerExecutor files;
    private final HoldAlarm alarm;
    private final Consumer<String> crashPoint;
    private boolean running;
    private long timer = -1;

    /** @param files where the store may keep its caller waiting */
    StoreHolds(
            Vertx vertx,
            Database database,
            RecordingStore store,
            WorkerExecutor files,
            HoldAlarm alarm,
            Consumer<String> crashPoint) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.files = files;
        this.alarm = alarm;
        this.crashPoint = crashPoint;
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
            round(LEAST)
                    .onComplete(done -> running = false)
                    .onFailure(e -> log.warn("the store is not told of holds yet cause={}", e.toString()));
        }
    }

    private Future<Void> round(UUID after) {
        return database.pool()
                .preparedQuery(NEXT)
                .execute(Tuple.of(after, PAGE))
                .compose(rows -> {
                    Future<Void> told = Future.succeededFuture();
                    UUID last = after;
                    for (Row row : rows) {
                        last = row.getUUID("recording_id");
                        told = told.compose(done -> tellOrPass(row));
                    }
                    UUID next = last;
                    return rows.rowCount() < PAGE ? told : told.compose(done -> round(next));
                });
    }

    /** Fails when the others would fare no better now. */
    private Future<Void> tellOrPass(Row row) {
        UUID id = row.getUUID("recording_id");
        boolean held = row.getBoolean("held");
        return files.<Boolean>executeBlocking(() -> tell(row, held), false)
                .compose(told -> database.pool().preparedQuery(AGREED).execute(Tuple.of(id, held)))
                .compose(agreed -> alarm.clear(id))
                .recover(e -> e instanceof IOException && !(e instanceof StoreAwayException)
                        ? alarm.raise(id, held, e)
                        : Future.failedFuture(e));
    }

    private boolean tell(Row row, boolean held) throws IOException {
        crashPoint.accept("hold-untold");
        try {
            store.hold(
                    new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version")),
                    held);
        } catch (NoSuchFileException e) {
            if (held) {
                throw e;
            }
            // Purged meanwhile, or lost: nothing of it is held any more.
        }
        crashPoint.accept("hold-told");
        return held;
    }
}
