package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.huifang.recording.store.StoreAwayException;
import org.huifang.recording.store.StoreRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off the calls that ended, oldest first, on bounded workers of low priority. The queue is the database; at most
 * {@value #WINDOW} rows are in memory, however many wait.
 */
public final class Sealer {
    private static final Logger log = LoggerFactory.getLogger(Sealer.class);
    private static final int WINDOW = 64;
    private static final long GATHER_MS = 50;
    private static final long LOOK_AGAIN_MS = 5000;
    private static final long UNSTABLE_AGAIN_MS = 100;

    private final Vertx vertx;
    private final SealingRows rows;
    private final SealProcedure procedure;
    private final Spool spool;
    private final SealRetries retries;
    private final StoreWait storeWait;
    private final SealMetrics metrics;
    private final ExecutorService workers;
    private final Map<UUID, SealJob> inHand = new ConcurrentHashMap<>();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final long settleMillis;
    private final CallsFirst callsFirst = new CallsFirst(Path.of("/proc/stat"));
    private volatile boolean stopped = true;
    private volatile boolean moreWaits;
    private long timer = -1;

    /** @param settle how long a file that Asterisk never closed must stay unchanged before it is taken as it is */
    Sealer(
            Vertx vertx,
            SealingRows rows,
            SealProcedure procedure,
            Spool spool,
            SealRetries retries,
            StoreWait storeWait,
            SealMetrics metrics,
            int workerCount,
            Duration settle) {
        this.vertx = vertx;
        this.rows = rows;
        this.procedure = procedure;
        this.spool = spool;
        this.retries = retries;
        this.storeWait = storeWait;
        this.metrics = metrics;
        this.settleMillis = settle.toMillis();
        this.workers = RecordingThreads.background("recording-seal", workerCount, WINDOW * 2);
    }

    void start() {
        stopped = false;
        timer = vertx.setPeriodic(LOOK_AGAIN_MS, id -> {
            look();
            countBacklog();
        });
        look();
        countBacklog();
    }

    /**
     * A call ended and its row says so (ended_at is set and committed). A hint: a lost one costs 5 s, never a sound.
     */
    public void ended(UUID attempt) {
        if (!stopped && gathering.compareAndSet(false, true)) {
            vertx.setTimer(GATHER_MS, id -> {
                gathering.set(false);
                look();
            });
        }
    }

    /** Completes when nothing waits to be sealed but what failed and waits; for a stop without haste. */
    public Future<Void> drained() {
        return rows.due(1).compose(due -> {
            if ((due.isEmpty() || storeWait.inDoubt()) && inHand.isEmpty()) {
                return Future.succeededFuture();
            }
            look();
            Promise<Void> later = Promise.promise();
            vertx.setTimer(200, id -> drained().onComplete(later));
            return later.future();
        });
    }

    /** Takes nothing new and waits at most 10 s for what is being sealed; call it off the event loop. */
    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        workers.shutdown();
        try {
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("sealing goes on after the stop inHand={}", inHand.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (stopped || storeWait.waits() || inHand.size() >= most() || !looking.compareAndSet(false, true)) {
            return;
        }
        rows.due(WINDOW).onComplete(due -> {
            looking.set(false);
            if (due.failed()) {
                log.warn(
                        "cannot see what waits to be sealed cause={}",
                        due.cause().toString());
            } else {
                take(due.result());
            }
        });
    }

    private int most() {
        return storeWait.inDoubt() ? 1 : WINDOW;
    }

    private void take(List<PendingRecording> due) {
        moreWaits = due.size() == WINDOW;
        for (PendingRecording row : due) {
            var job = new SealJob(row, settleMillis);
            if (inHand.size() < most() && inHand.putIfAbsent(row.id(), job) == null) {
                submit(job);
            }
        }
    }

    private void submit(SealJob job) {
        if (stopped) {
            inHand.remove(job.row().id());
            return;
        }
        try {
            workers.execute(() -> work(job));
        } catch (RejectedExecutionException e) {
            // Stopping; the row stays and drives it again.
            inHand.remove(job.row().id());
        }
    }

    private void work(SealJob job) {
        if (storeWait.waits()) {
            inHand.remove(job.row().id());
            return;
        }
        try {
            switch (job.readiness(spool)) {
                case NOT_YET -> vertx.setTimer(UNSTABLE_AGAIN_MS, id -> submit(job));
                case ABSENT -> retries.missing(job.row(), Problem.NO_FILE).onComplete(noted -> done(job.row()));
                case READY -> seal(job.row());
            }
        } catch (StoreAwayException | StoreRefusedException e) {
            metrics.failed();
            storeWait.failed(e);
            retries.storeAway(job.row(), e).onComplete(noted -> done(job.row()));
        } catch (IOException | RuntimeException | LinkageError e) {
            metrics.failed();
            retries.failed(job.row(), e).onComplete(noted -> done(job.row()));
        }
    }

    private void seal(PendingRecording row) throws IOException {
        try {
            if (!stopped) {
                callsFirst.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long cpu = SealMetrics.cpuNanos();
        long began = System.nanoTime();
        var result = procedure.seal(row);
        if (result == SealProcedure.Result.EMPTY) {
            retries.missing(row, Problem.EMPTY).onComplete(noted -> done(row));
            return;
        }
        metrics.sealed(result, System.nanoTime() - began, SealMetrics.cpuNanos() - cpu);
        retries.succeeded(row);
        boolean othersWaited = storeWait.succeeded();
        done(row);
        if (othersWaited) {
            look();
        }
    }

    private void done(PendingRecording row) {
        inHand.remove(row.id());
        if (moreWaits && inHand.size() < WINDOW / 2) {
            look();
        }
    }

    private void countBacklog() {
        rows.backlog()
                .onSuccess(metrics::backlog)
                .onFailure(e -> log.warn("cannot count what waits to be sealed cause={}", e.toString()));
    }
}
