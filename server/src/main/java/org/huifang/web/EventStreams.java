package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.identity.Sessions;
import org.huifang.report.LiveFeed;

/** Opens streams, a bounded number on one server. */
final class EventStreams {
    private static final int AT_MOST = 500;

    private final Vertx vertx;
    private final Sessions sessions;
    private final AtomicInteger open = new AtomicInteger();

    EventStreams(Vertx vertx, Sessions sessions) {
        this.vertx = vertx;
        this.sessions = sessions;
    }

    /**
     * @param event the name of each event that is sent
     * @param closed called once, when a stream that was opened has ended
     */
    <T> Future<Reply> open(Request request, String event, LiveFeed<T> feed, Runnable closed) {
        if (open.incrementAndGet() > AT_MOST) {
            open.decrementAndGet();
            return Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, Remedy.TOO_MANY_PAGES.with()));
        }
        new EventStream<>(vertx, sessions, request, event, feed).open(() -> {
            open.decrementAndGet();
            closed.run();
        });
        return Future.succeededFuture(Reply.STREAMED);
    }
}
