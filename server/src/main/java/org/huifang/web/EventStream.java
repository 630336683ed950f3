package org.huifang.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.huifang.identity.Sessions;
import org.huifang.identity.SignedIn;
import org.huifang.report.LiveFeed;
import org.jspecify.annotations.Nullable;

/** One open page that is pushed to: server-sent events until the viewer leaves or the session ends. */
final class EventStream<T> {
    private static final long HEARTBEAT_MS = 15_000;

    private final Vertx vertx;
    private final Context context;
    private final Sessions sessions;
    private final String event;
    private final LiveFeed<T> feed;
    private final RoutingContext http;
    private final HttpServerResponse response;
    private final SignedIn who;
    private boolean over;

    EventStream(Vertx vertx, Sessions sessions, Request request, String event, LiveFeed<T> feed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.sessions = sessions;
        this.event = event;
        this.feed = feed;
        this.http = request.http();
        this.response = http.response();
        this.who = request.who();
    }

    void open(Runnable closed) {
        http.request().resume();
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                .putHeader("Content-Encoding", "identity");
        response.write("retry: 2000\n\n");
        Runnable unwatch = feed.watch(who.orgId(), news -> context.runOnContext(ignored -> show(news)));
        long heartbeat = vertx.setPeriodic(HEARTBEAT_MS, timer -> heartbeat());
        Runnable end = () -> {
            if (!over) {
                over = true;
                vertx.cancelTimer(heartbeat);
                unwatch.run();
                closed.run();
            }
        };
        response.closeHandler(gone -> end.run());
        response.endHandler(ended -> end.run());
        response.exceptionHandler(failure -> end.run());
    }

    /** A viewer who is slow misses readings, not the newest: each event is the whole. */
    private void show(T news) {
        if (!over && !response.writeQueueFull()) {
            response.write(Buffer.buffer("event: " + event + "\ndata: ")
                    .appendBuffer(Json.write(news))
                    .appendString("\n\n"));
        }
    }

    private void heartbeat() {
        still().onComplete(found -> {
            if (over) {
                return;
            }
            if (found.failed() || found.result().isPresent()) {
                response.write(": still here\n\n");
            } else {
                response.end();
            }
        });
    }

    /** The session may have ended meanwhile: expired, signed out, user disabled. */
    private Future<Optional<SignedIn>> still() {
        @Nullable String bearer = http.request().getHeader("Authorization");
        @Nullable String token = Authentication.sessionToken(http);
        if (bearer != null && bearer.length() > 7) {
            return sessions.byApiToken(bearer.substring(7).trim());
        }
        return token == null ? Future.succeededFuture(Optional.empty()) : sessions.bySession(token);
    }
}
