package org.huifang.web;

import io.vertx.core.Future;
import java.util.UUID;
import org.huifang.agent.Desks;
import org.huifang.report.Board;
import org.huifang.report.BoardReader;
import org.huifang.report.LiveFeed;

/** The live board, as one reading and as a stream; and the alarms. */
final class BoardRoutes implements Routes {
    private final BoardReader reader;
    private final LiveFeed<Board> feed;
    private final EventStreams streams;
    private final Desks desks;

    BoardRoutes(BoardReader reader, LiveFeed<Board> feed, EventStreams streams, Desks desks) {
        this.reader = reader;
        this.feed = feed;
        this.streams = streams;
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
        UUID desk = "true".equals(request.query("desk")) ? request.who().agentId() : null;
        if (desk == null) {
            return streams.open(request, "board", feed, () -> {});
        }
        return streams.open(request, "board", feed, () -> desks.closed(desk)).map(reply -> {
            desks.opened(desk);
            return reply;
        });
    }
}
