package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Times;
import org.huifang.recording.store.RecordingStore;
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
    private static final Duration STORE_FAILED_AGAIN = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final @Nullable Pool purger;
    private final Erasure erasure;
    private final TrustedTime time;
    private final RecordingStore store;
    private final Clock clock;
    private final Consumer<String> crashPoint;
    private boolean running;
    private boolean again;
    private boolean stopped;
    private long timer = -1;

    /** @param purger as the role that may purge; null: this server was not given its password */
    PurgeRun(
            Vertx vertx,
            @Nullable Pool purger,
            Erasure erasure,
            TrustedTime time,
            RecordingStore store,
            Clock clock,
            Consumer<String> crashPoint) {
        this.vertx = vertx;
        this.purger = purger;
        this.erasure = erasure;
        this.time = time;
        this.store = store;
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
        return erasure.anyLeft(role)
                .compose(left -> left
                        ? time.now()
                                .compose(now -> role.withTransaction(transaction -> erasure.eraseOne(transaction, now)))
                                .compose(done -> {
                                    crashPoint.accept("purge-erased");
                                    return done ? again() : files(role);
                                })
                        : files(role));
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
            return vertx.<Boolean>executeBlocking(
                            () -> {
                                store.delete(found.stored());
                                crashPoint.accept("purge-file-gone");
                                return true;
                            },
                            false)
                    .compose(gone -> role.withTransaction(transaction -> erasure.fileGone(transaction, found)))
                    .recover(e -> e instanceof IOException
                            ? later(role, found.purge(), found.recording(), e)
                            : Future.failedFuture(e))
                    .compose(done -> files(role));
        });
    }

    private Future<Void> later(Pool role, UUID purge, UUID recording, Throwable e) {
        boolean refused = e instanceof StoreRefusedException;
        log.warn("file of a purged recording stays recording={} cause={}", recording, e.toString());
        return role.preparedQuery(
                        "UPDATE purge_item SET problem = $3, retry_at = $4 WHERE purge_id = $1 AND recording_id = $2")
                .execute(Tuple.of(
                        purge,
                        recording,
                        String.valueOf(e.getMessage()),
                        Times.at(clock.instant().plus(refused ? STORE_REFUSED_AGAIN : STORE_FAILED_AGAIN))))
                .mapEmpty();
    }
}
