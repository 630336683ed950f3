package org.huifang.web;

import io.vertx.core.Future;
import java.util.UUID;
import org.huifang.callback.CorrectionTasks;
import org.huifang.customer.Conflicts;
import org.huifang.db.Place;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Who must not call whom (R15), and records to put right (R38, R39). */
final class RecordRoutes implements Routes {
    private final Conflicts conflicts;
    private final CorrectionTasks corrections;
    private final Idempotency idempotency;

    RecordRoutes(Conflicts conflicts, CorrectionTasks corrections, Idempotency idempotency) {
        this.conflicts = conflicts;
        this.corrections = corrections;
        this.idempotency = idempotency;
    }

    record Removal(String reason) {}

    record Correction(String reason, @Nullable Boolean numberIsRight) {}

    @Override
    public void mount(Api api) {
        api.on("listConflicts", this::conflicts);
        api.on("addConflict", this::add);
        api.on(
                "removeConflict",
                request -> conflicts
                        .remove(
                                request.who().orgId(),
                                request.who().userId(),
                                request.id(),
                                request.body(Removal.class).reason())
                        .map(Reply.DONE));
        api.on("listCorrections", this::corrections);
        api.on("finishCorrection", this::finish);
    }

    private Future<Reply> conflicts(Request request) {
        var after = request.place();
        return conflicts
                .list(
                        request.who().orgId(),
                        id(request, "customer"),
                        after == null ? null : after.at(),
                        after == null ? null : after.id(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.createdAt(), last.id())));
    }

    private Future<Reply> add(Request request) {
        SignedIn who = request.who();
        var conflict = request.body(Conflicts.NewConflict.class);
        return idempotency.once(
                request,
                transaction -> conflicts
                        .add(transaction, who.orgId(), who.userId(), request.id(), conflict)
                        .map(Reply::made));
    }

    private Future<Reply> corrections(Request request) {
        var after = request.place();
        boolean open = !"false".equals(request.query("open"));
        return corrections
                .list(
                        request.who().orgId(),
                        open,
                        id(request, "customer"),
                        after == null ? null : after.at(),
                        after == null ? null : after.id(),
                        request.limit() + 1,
                        request.who().seesNumbers())
                .map(found -> Cursor.page(request, found, last -> new Place(last.createdAt(), last.id())));
    }

    private Future<Reply> finish(Request request) {
        Correction given = request.body(Correction.class);
        SignedIn who = request.who();
        return corrections
                .done(
                        who.orgId(),
                        who.userId(),
                        request.id(),
                        Boolean.TRUE.equals(given.numberIsRight()),
                        given.reason())
                .map(Reply.DONE);
    }

    private static @Nullable UUID id(Request request, String name) {
        String given = request.query(name);
        return given == null ? null : UUID.fromString(given);
    }
}
