package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.recording.store.RecordingStore;
import org.jspecify.annotations.Nullable;

/** Holds and purges, wired. */
public final class RetentionRoom {
    /** One for the holds, one for the purge: neither waits for the other. */
    private static final int STORE_THREADS = 2;

    private final WorkerExecutor files;
    private final StoreHolds storeHolds;
    private final LegalHolds holds;
    private final PurgeRun run;
    private final Purges purges;
    private final PurgeList list;

    /**
     * @param purger connections of the role that may purge; null: this server cannot
     * @param witness the newest time that somebody outside vouched for
     * @param crashPoint told each step of a purge and of telling the store of holds, for fault tests
     */
    public RetentionRoom(
            Vertx vertx,
            Database database,
            @Nullable Pool purger,
            SecondPerson second,
            RecordingStore store,
            Supplier<Future<Optional<Instant>>> witness,
            Audit audit,
            Clock clock,
            String node,
            Consumer<String> crashPoint) {
        files = vertx.createSharedWorkerExecutor("retention-store", STORE_THREADS);
        storeHolds = new StoreHolds(vertx, database, store, files, new HoldAlarm(database, clock), crashPoint);
        var placing = new HoldMatter(false, audit, clock);
        var lifting = new HoldMatter(true, audit, clock);
        var purge = new PurgeMatter(audit);
        second.add(placing);
        second.add(lifting);
        second.add(purge);
        holds = new LegalHolds(database, second, placing, lifting, audit, clock);
        var time = new TrustedTime(witness, clock);
        run = new PurgeRun(
                vertx, purger, new Erasure(audit, clock, node, crashPoint), time, store, files, clock, crashPoint);
        purges = new Purges(database, second, purge, time, run, audit, clock);
        list = new PurgeList(database, clock);
    }

    public LegalHolds holds() {
        return holds;
    }

    public Purges purges() {
        return purges;
    }

    public PurgeList list() {
        return list;
    }

    public void start() {
        storeHolds.start();
        run.start();
    }

    public Future<Void> stop() {
        storeHolds.stop();
        return run.stop().eventually(() -> files.close());
    }
}
