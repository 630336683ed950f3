package org.huifang.web;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import org.huifang.identity.SignedIn;
import org.huifang.recording.RecordingMoves;

/** Where recordings are kept: stores, and moves between them. */
public final class StoreRoutes implements Routes {
    private final RecordingMoves moves;

    public StoreRoutes(RecordingMoves moves) {
        this.moves = moves;
    }

    record MoveInput(String from, String to, Instant sealedBefore, String reason) {}

    record StopInput(String reason) {}

    @Override
    public void mount(Api api) {
        api.on(
                "listRecordingMoves",
                request -> moves.list(request.who().orgId())
                        .map(found -> Reply.ok(Map.of("stores", moves.stores(), "items", found))));
        api.on("beginRecordingMove", this::begin);
        api.on("stopRecordingMove", this::stop);
    }

    private Future<Reply> begin(Request request) {
        MoveInput given = request.body(MoveInput.class);
        SignedIn who = request.who();
        return moves.begin(who.orgId(), who.userId(), given.from(), given.to(), given.sealedBefore(), given.reason())
                .map(Reply::made);
    }

    private Future<Reply> stop(Request request) {
        SignedIn who = request.who();
        return moves.stop(
                        who.orgId(),
                        who.userId(),
                        request.id(),
                        request.body(StopInput.class).reason())
                .map(Reply.DONE);
    }
}
