package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.StoreAwayException;
import org.huifang.recording.store.StoreRefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off begun purges, one recording after the other: {@link Erasure} takes the key in a transaction that checks
 * everything again, then the file goes. The rows say what is left, so a kill at any step only repeats it.
 */
final class PurgeRun {
    private static final Logger log = LoggerFactory.getLogger(PurgeRun.class);
    private static final long EVERY_MS = 30_000;
    private static final Duration STORE_REFUSED_AGAIN = Duration.ofHours(6);
    private static final Duration STORE_FAILED_AGAIN = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final @Nullable Pool purger;
    private final Erasure erasure;
    private final TrustedTime time;
    private final RecordingStore store;
    private final WorkerExecutor files;
    private final Clock clock;
    private final Consumer<String> crashPoint;
    private boolean running;
    private boolean again;
    private boolean stopped;
    private long timer = -1;

    /**
     * @param purger as the role that may purge; null: this server was not given its password
     * @param files where the store may keep its caller waiting
     */
    PurgeRun(
            Vertx vertx,
            @Nullable Pool purger,
            Erasure erasure,
            TrustedTime time,
            RecordingStore store,
            WorkerExecutor files,
            Clock clock,
            Consumer<String> crashPoint) {
        this.vertx = vertx;
        this.purger = purger;
        this.erasure = erasure;
        this.time = time;
        this.store = store;
        this.files = files;
        this.clock = clock;
        this.crashPoint = crashPoint;
    }

    Future<Void> possible() {
        return purger == null
                ? Future.failedFuture(Refusal.conflict("purge", null, Remedy.NO_PURGE_ROLE.with()))
                : Future.succeededFuture();
    }

    void start() {
        if (purger != null) {
            timer = vertx.setPeriodic(EVERY_MS, tick -> wake());
            wake();
        }
    }

    Future<Void> stop() {
        synchronized (this) {
            stopped = true;
        }
        vertx.cancelTimer(timer);
        return purger == null ? Future.succeededFuture() : purger.close();
    }

    void wake() {
        synchronized (this) {
            if (running || stopped || purger == null) {
                again = true;
                return;
            }
            running = true;
            again = false;
        }
        round().onComplete(done -> {
            if (done.failed()) {
                sayWhy(done.cause());
            }
            boolean more;
            synchronized (this) {
                running = false;
                more = again && done.succeeded();
            }
            if (more) {
                wake();
            }
        });
    }

    private void sayWhy(Throwable cause) {
        log.warn("purge waits cause={}", cause.toString());
        if (cause instanceof Refusal && purger != null) {
            purger.preparedQuery("UPDATE purge SET problem = $1 WHERE state = 'RUNNING'")
                    .execute(Tuple.of(cause.getMessage()))
                    .onFailure(e -> log.warn("purge cannot say why it waits cause={}", e.toString()));
        }
    }

    /** All that can be done now. */
    private Future<Void> round() {
        Pool role = java.util.Objects.requireNonNull(purger);
        return erasure.next(role)
                .compose(next -> next == null
                        ? files(role)
                        : erase(role, next).recover(e -> wait(role, next, e)).compose(done -> again()));
    }

    /** The store is asked before any row is locked, because it may be far away. */
    private Future<Void> erase(Pool role, Erasure.Line line) {
        return files.executeBlocking(() -> store.lock(line.stored()), false)
                .compose(lock -> time.now()
                        .compose(now ->
                                role.withTransaction(transaction -> erasure.erase(transaction, line, now, lock))))
                .onSuccess(done -> crashPoint.accept("purge-erased"));
    }

    private Future<Void> again() {
        synchronized (this) {
            return stopped ? Future.succeededFuture() : round();
        }
    }

    /** Files of erased keys, one by one. */
    private Future<Void> files(Pool role) {
        return erasure.nextFile(role).compose(found -> {
            if (found == null) {
                return erasure.finish(role);
            }
            return files.<Boolean>executeBlocking(
                            () -> {
                                store.erase(found.stored());
                                crashPoint.accept("purge-file-gone");
                                return true;
                            },
                            false)
                    .compose(gone -> role.withTransaction(transaction -> erasure.fileGone(transaction, found)))
                    .recover(e -> wait(role, found, e))
                    .compose(done -> files(role));
        });
    }

    private Future<Void> wait(Pool role, Erasure.Line line, Throwable e) {
        if (!(e instanceof IOException)) {
            return Future.failedFuture(e);
        }
        log.warn("a purge leaves a file for later recording={} cause={}", line.recording(), e.toString());
        String problem = String.valueOf(e.getMessage());
        Instant soon = clock.instant().plus(STORE_FAILED_AGAIN);
        if (e instanceof StoreAwayException) {
            return erasure.storeAway(role, line.stored().store(), problem, soon);
        }
        Instant again = e instanceof StoreRefusedException ? clock.instant().plus(STORE_REFUSED_AGAIN) : soon;
        return erasure.later(role, line, problem, again);
    }
}
