package org.huifang.bench;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** For a program that has nothing else to do meanwhile. */
final class Waiting {
    private Waiting() {}

    static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.HOURS);
    }
}
