package org.huifang.web;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import org.huifang.identity.SignedIn;
import org.huifang.recording.KeyRotations;
import org.huifang.recording.RecordingMoves;

/** Where recordings are kept: stores, moves between them, master keys. */
public final class StoreRoutes implements Routes {
    private final RecordingMoves moves;
    private final KeyRotations rotations;

    public StoreRoutes(RecordingMoves moves, KeyRotations rotations) {
        this.moves = moves;
        this.rotations = rotations;
    }

    record MoveInput(String from, String to, Instant sealedBefore, String reason) {}

    record StopInput(String reason) {}

    record RotationInput(String toMaster, String reason) {}

    @Override
    public void mount(Api api) {
        api.on(
                "listRecordingMoves",
                request -> moves.list(request.who().orgId())
                        .map(found -> Reply.ok(Map.of("stores", moves.stores(), "items", found))));
        api.on("beginRecordingMove", this::begin);
        api.on("stopRecordingMove", this::stop);
        api.on("getMasterKeys", request -> rotations.state().map(Reply::ok));
        api.on("rotateMasterKey", this::rotate);
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

    private Future<Reply> rotate(Request request) {
        RotationInput given = request.body(RotationInput.class);
        SignedIn who = request.who();
        return rotations
                .begin(who.orgId(), who.userId(), given.toMaster(), given.reason())
                .map(Reply::made);
    }
}
