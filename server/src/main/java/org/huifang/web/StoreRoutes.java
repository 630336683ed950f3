package org.huifang.web;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.huifang.identity.SignedIn;
import org.huifang.recording.RecordingMoves;
import org.huifang.recording.StoreComparisons;

/** Where recordings are kept: stores, and moves between them. */
public final class StoreRoutes implements Routes {
    private final RecordingMoves moves;
    private final StoreComparisons comparisons;

    public StoreRoutes(RecordingMoves moves, StoreComparisons comparisons) {
        this.moves = moves;
        this.comparisons = comparisons;
    }

    record MoveInput(String from, String to, Instant sealedBefore, String reason) {}

    record StopInput(String reason) {}

    @Override
    public void mount(Api api) {
        api.on("listRecordingMoves", this::list);
        api.on("beginRecordingMove", this::begin);
        api.on("stopRecordingMove", this::stop);
    }

    private Future<Reply> list(Request request) {
        return moves.list(request.who().orgId())
                .compose(found -> comparisons.last().map(last -> {
                    var shown = new HashMap<String, Object>(Map.of("stores", moves.stores(), "items", found));
                    last.ifPresent(comparison -> shown.put("compared", comparison));
                    return Reply.ok(shown);
                }));
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
