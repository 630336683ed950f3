package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.Refusal;
import org.huifang.agent.Desks;
import org.huifang.identity.Sessions;
import org.huifang.report.BoardFeed;
import org.huifang.report.BoardReader;

/** The live board, as one reading and as a stream; and the alarms. */
final class BoardRoutes implements Routes {
    private static final int STREAMS_AT_MOST = 500;

    private final Vertx vertx;
    private final BoardReader reader;
    private final BoardFeed feed;
    private final Sessions sessions;
    private final Desks desks;
    private final AtomicInteger streams = new AtomicInteger();

    BoardRoutes(Vertx vertx, BoardReader reader, BoardFeed feed, Sessions sessions, Desks desks) {
        this.vertx = vertx;
        this.reader = reader;
        this.feed = feed;
        this.sessions = sessions;
        this.desks = desks;
    }

    @Override
    public void mount(Api api) {
        api.on("getBoard", request -> reader.read(request.who().orgId()).map(Reply::ok));
        api.on("streamBoard", this::stream);
        api.on(
                "listAlarms",
                request -> reader.alarms(!"false".equals(request.query("open"))).map(Reply::items));
    }

    private Future<Reply> stream(Request request) {
        if (streams.incrementAndGet() > STREAMS_AT_MOST) {
            streams.decrementAndGet();
            return Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, "Too many boards are open on this server."));
        }
        UUID desk = "true".equals(request.query("desk")) ? request.who().agentId() : null;
        new BoardStream(vertx, sessions, request, feed).open(() -> {
            streams.decrementAndGet();
            if (desk != null) {
                desks.closed(desk);
            }
        });
        if (desk != null) {
            desks.opened(desk);
        }
        return Future.succeededFuture(Reply.STREAMED);
    }
}
