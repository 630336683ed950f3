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
import org.huifang.report.Board;
import org.huifang.report.BoardFeed;
import org.jspecify.annotations.Nullable;

/** One open board: server-sent events until the viewer leaves or the session ends. */
final class BoardStream {
    private static final long HEARTBEAT_MS = 15_000;

    private final Vertx vertx;
    private final Context context;
    private final Sessions sessions;
    private final BoardFeed feed;
    private final RoutingContext http;
    private final HttpServerResponse response;
    private final SignedIn who;
    private boolean over;

    BoardStream(Vertx vertx, Sessions sessions, Request request, BoardFeed feed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.sessions = sessions;
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
        Runnable unwatch = feed.watch(who.orgId(), board -> context.runOnContext(ignored -> show(board)));
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

    /** A viewer who is slow misses readings, not the newest: each event is the whole board. */
    private void show(Board board) {
        if (!over && !response.writeQueueFull()) {
            response.write(Buffer.buffer("event: board\ndata: ")
                    .appendBuffer(Json.write(board))
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
