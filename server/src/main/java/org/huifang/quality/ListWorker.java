package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.huifang.Refusal;

/** Writes and digests lists away from the event loop: two at a time, eight waiting. */
final class ListWorker {
    private static final int AT_A_TIME = 2;
    private static final int WAITING = 8;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_A_TIME, AT_A_TIME, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                var thread = new Thread(task, "violation-list");
                thread.setDaemon(true);
                return thread;
            });

    ListWorker() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** @return fails with a {@link Refusal} when too many wait already */
    <T> Future<T> run(Callable<T> work) {
        Promise<T> done = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    done.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(
                    Refusal.of(Refusal.Kind.BUSY, "Too many lists are being made; try again in a minute."));
        }
        return done.future();
    }

    void stop() {
        threads.shutdownNow();
    }
}
