package org.huifang.archive;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.huifang.Niceness;
import org.huifang.access.HearingRight;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.ledger.LedgerProofs;
import org.huifang.recording.PlainSounds;
import org.huifang.recording.RecordingCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Archives of months, wired. */
public final class ArchiveRoom {
    private static final Logger log = LoggerFactory.getLogger(ArchiveRoom.class);
    private static final long LOOK_EVERY_S = 10;

    private final Vertx vertx;
    private final Archives archives;
    private final ArchiveList list;
    private final @Nullable ArchiveRun run;
    private final ScheduledThreadPoolExecutor thread;
    private final WorkerExecutor files;

    /**
     * @param folder null: this server makes none
     * @param crashPoint told each step of a volume, for fault tests
     */
    public ArchiveRoom(
            Vertx vertx,
            Database database,
            SecondPerson second,
            HearingRight hearing,
            RecordingCatalog catalog,
            PlainSounds sounds,
            LedgerProofs proofs,
            @Nullable ArchiveFolder folder,
            Audit audit,
            Clock clock,
            String node,
            Consumer<String> crashPoint) {
        this.vertx = vertx;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            var made = new Thread(
                    () -> {
                        Niceness.least(); // nobody waits for an archive, and calls must not wait for it
                        task.run();
                    },
                    "archive");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        files = vertx.createSharedWorkerExecutor("archive-folder", 1);
        var rows = new ArchiveRows(database, audit, clock, node);
        run = folder == null
                ? null
                : new ArchiveRun(
                        folder,
                        rows,
                        new VolumeWriter(rows, hearing, catalog, sounds, clock, crashPoint),
                        proofs,
                        clock,
                        crashPoint);
        var matter = new ArchiveMatter(audit, clock, this::wakeSoon);
        second.add(matter);
        archives = new Archives(database, second, matter, folder, files, audit, clock, this::wakeSoon);
        list = new ArchiveList(database);
    }

    public Archives archives() {
        return archives;
    }

    public ArchiveList list() {
        return list;
    }

    public void start() {
        if (run != null) {
            thread.scheduleWithFixedDelay(run::run, 1, LOOK_EVERY_S, TimeUnit.SECONDS);
        }
    }

    /** The transaction that woke us has to be committed first. */
    private void wakeSoon() {
        if (run != null && !thread.isShutdown()) {
            thread.schedule(run::run, 300, TimeUnit.MILLISECONDS);
        }
    }

    /** What is being written is left, and made anew at the next start; waits for at most 10 s. */
    public Future<Void> stop() {
        if (run != null) {
            run.stop();
        }
        thread.shutdown();
        return vertx.<Boolean>executeBlocking(
                        () -> {
                            boolean ended = thread.awaitTermination(10, TimeUnit.SECONDS);
                            if (!ended) {
                                log.warn("an archive is still being written while the server stops");
                            }
                            return ended;
                        },
                        false)
                .eventually(() -> files.close())
                .mapEmpty();
    }
}
