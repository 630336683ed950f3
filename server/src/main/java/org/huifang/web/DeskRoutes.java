package org.huifang.web;

import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.agent.Agents;
import org.huifang.agent.Wanted;
import org.huifang.callback.Dispositions;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** What agents do at their desk: their presence, their line, the result of a talk. */
public final class DeskRoutes implements Routes {
    private final Agents agents;
    private final Presence presence;
    private final Dispositions dispositions;

    public DeskRoutes(Agents agents, Presence presence, Dispositions dispositions) {
        this.agents = agents;
        this.presence = presence;
        this.dispositions = dispositions;
    }

    /** Where an agent's wish goes to; false: there is no such agent. */
    @FunctionalInterface
    public interface Presence {
        Future<Boolean> want(UUID agent, Wanted wanted, @Nullable String reason);
    }

    record PresenceChange(Wanted wanted, @Nullable String reason) {}

    record Disposition(
            String disposition,
            @Nullable OffsetDateTime at,
            @Nullable String note) {}

    @Override
    public void mount(Api api) {
        api.on("setPresence", request -> {
            PresenceChange change = request.body(PresenceChange.class);
            return mayChange(request)
                    .compose(agent -> presence.want(request.id(), change.wanted(), change.reason()))
                    .compose(known -> known
                            ? Future.succeededFuture(Reply.DONE)
                            : Future.failedFuture(Refusal.notFound("id", request.id())));
        });
        api.on("callAgentLine", request -> mayChange(request).compose(this::callLine));
        api.on("disposeCallback", this::dispose);
    }

    /** The same wish again: whoever wants to work and has no line is called at once. */
    private Future<Reply> callLine(Agents.Agent agent) {
        if (agent.line()) {
            return Future.failedFuture(Refusal.conflict("line", null, "the phone is on the line already"));
        }
        Wanted wanted = agent.wanted().equals("PAUSED") ? Wanted.PAUSED : Wanted.READY;
        return presence.want(agent.id(), wanted, agent.pauseReason()).map(known -> new Reply(202, null));
    }

    private Future<Reply> dispose(Request request) {
        SignedIn who = request.who();
        Disposition given = request.body(Disposition.class);
        return dispositions
                .note(
                        new Dispositions.Noter(who.orgId(), who.userId(), who.agentId(), who.has(Role.SUPERVISOR)),
                        request.id(),
                        given.disposition(),
                        given.at() == null ? null : given.at().toInstant(),
                        given.note())
                .map(done -> Reply.DONE);
    }

    private Future<Agents.Agent> mayChange(Request request) {
        SignedIn who = request.who();
        boolean anybody = who.has(Role.SUPERVISOR) || who.has(Role.ADMIN);
        if (!anybody && !request.id().equals(who.agentId())) {
            return Future.failedFuture(
                    Refusal.of(Refusal.Kind.FORBIDDEN, "An agent may change the own presence only."));
        }
        return agents.list(who.orgId())
                .compose(all -> all.stream()
                        .filter(agent -> agent.id().equals(request.id()))
                        .findFirst()
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(Refusal.notFound("id", request.id()))));
    }
}
