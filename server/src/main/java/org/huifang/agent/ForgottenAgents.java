package org.huifang.agent;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds agents whom a lost event or a crash left in a presence that nothing explains, or waiting with nobody knowing. */
final class ForgottenAgents {
    private static final Logger log = LoggerFactory.getLogger(ForgottenAgents.class);
    private static final long LOOK_TWICE_MILLIS = 1_000;

    private final AgentStore store;
    private final Vertx vertx;
    private final Clock clock;

    ForgottenAgents(AgentStore store, Vertx vertx, Clock clock) {
        this.store = store;
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * @param unnoticed an agent with a line, whom nobody knows to wait
     * @param tell told of those who really do
     */
    void look(UUID node, Predicate<UUID> unnoticed, Consumer<AgentStore.Changed> tell) {
        store.releaseStranded(node, clock.instant())
                .compose(done -> store.ofNode(node))
                .onSuccess(agents -> agents.stream()
                        .filter(agent -> waits(agent, unnoticed))
                        .forEach(agent -> vertx.setTimer(
                                LOOK_TWICE_MILLIS,
                                tick -> lookAgain(agent.line().agent(), unnoticed, tell))))
                .onFailure(e -> log.warn("presence not looked at yet why=\"{}\"", e.getMessage()));
    }

    /** The database may have been ahead of what we were told of it, or behind: only who is still unknown was forgotten. */
    private void lookAgain(UUID id, Predicate<UUID> unnoticed, Consumer<AgentStore.Changed> tell) {
        store.byId(id)
                .onSuccess(found -> found.filter(agent -> waits(agent, unnoticed))
                        .ifPresent(agent -> {
                            log.warn(
                                    "an agent waited unnoticed agent={}",
                                    agent.line().code());
                            tell.accept(agent);
                        }))
                .onFailure(e -> log.warn("presence not looked at yet why=\"{}\"", e.getMessage()));
    }

    private static boolean waits(AgentStore.Changed agent, Predicate<UUID> unnoticed) {
        return agent.presence().equals("READY") && unnoticed.test(agent.line().agent());
    }
}
