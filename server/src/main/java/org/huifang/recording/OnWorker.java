package org.huifang.recording;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the database on a worker thread; never on an event loop. */
public final class OnWorker {
    private static final long SECONDS = 30;

    private OnWorker() {}

    /** @throws IOException when it failed, or took longer than 30 s */
    public static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the database refused: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the database did not answer within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the database", e);
        }
    }
}
