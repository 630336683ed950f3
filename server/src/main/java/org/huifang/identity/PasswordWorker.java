package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Runs {@link Passwords} off the event loop, two at a time (19 MiB each), and refuses a crowd instead of queueing it. */
public final class PasswordWorker {
    private static final int AT_A_TIME = 2;
    private static final int WAITING_AT_MOST = 40;
    private final WorkerExecutor executor;
    private final AtomicInteger underWay = new AtomicInteger();

    public PasswordWorker(Vertx vertx) {
        this.executor = vertx.createSharedWorkerExecutor("argon2id", AT_A_TIME);
    }

    Future<String> hash(String password) {
        return run(() -> Passwords.hash(password));
    }

    Future<Boolean> matches(String password, String phc) {
        return run(() -> Passwords.matches(password, phc));
    }

    private <T> Future<T> run(Callable<T> work) {
        if (underWay.incrementAndGet() > WAITING_AT_MOST) {
            underWay.decrementAndGet();
            return Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, Remedy.TOO_MANY_SIGN_INS.with()));
        }
        return executor.executeBlocking(work, false).onComplete(done -> underWay.decrementAndGet());
    }

    public Future<Void> close() {
        return executor.close();
    }
}
