package org.huifang.recording;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Runs what blocks on files on a bounded executor and comes back to the asker's context. */
final class FileWork {
    private final ExecutorService workers;

    FileWork(ExecutorService workers) {
        this.workers = workers;
    }

    /** Fails with a {@link Refusal} when too much waits already. */
    <T> Future<T> run(Context context, Callable<T> task) {
        Promise<T> promise = Promise.promise();
        try {
            workers.execute(() -> {
                try {
                    T result = task.call();
                    context.runOnContext(v -> promise.complete(result));
                } catch (Exception | LinkageError e) {
                    context.runOnContext(v -> promise.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(Refusal.of(Refusal.Kind.BUSY, Remedy.TOO_MANY_PLAYED.with()));
        }
        return promise.future();
    }

    void stop() {
        workers.shutdown();
    }
}
