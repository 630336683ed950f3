package org.huifang.web;

import io.vertx.core.Future;
import java.time.OffsetDateTime;
import org.huifang.callback.Dispositions;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** The result of a talk, noted by the agent who talked. */
final class DispositionRoutes implements Routes {
    private final Dispositions dispositions;

    DispositionRoutes(Dispositions dispositions) {
        this.dispositions = dispositions;
    }

    record Disposition(
            String disposition,
            @Nullable OffsetDateTime at,
            @Nullable String note,
            @Nullable String number) {}

    @Override
    public void mount(Api api) {
        api.on("disposeCallback", this::dispose);
    }

    private Future<Reply> dispose(Request request) {
        SignedIn who = request.who();
        Disposition given = request.body(Disposition.class);
        return dispositions
                .note(
                        new Dispositions.Noter(who.orgId(), who.userId(), who.agentId(), who.has(Role.SUPERVISOR)),
                        request.id(),
                        new Dispositions.Noted(
                                given.disposition(),
                                given.at() == null ? null : given.at().toInstant(),
                                given.note(),
                                given.number()))
                .map(done -> Reply.DONE);
    }
}
