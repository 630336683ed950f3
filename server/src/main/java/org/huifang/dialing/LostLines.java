package org.huifang.dialing;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.huifang.agent.AgentLine;
import org.huifang.agent.AgentLines;
import org.huifang.agent.ReadyAgent;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a customer whose agent's line drops: bridged again to that agent when the line is back, or to another
 * ready agent; until then the dialplan alone keeps the customer company, and ends the call if nobody comes.
 */
final class LostLines {
    private static final Logger log = LoggerFactory.getLogger(LostLines.class);
    private static final int NORMAL_CLEARING = 16;
    /** So long the agent's own line has the first chance. */
    private static final long OWN_AGENT_FIRST_MILLIS = 3_000;

    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final Clock clock;
    private final Telephony telephony;
    private final AttemptStore store;
    private final AgentLines lines;
    private final CallFlow flow;
    private final DialLoop loop;

    LostLines(
            Vertx vertx,
            Clock clock,
            Telephony telephony,
            AttemptStore store,
            AgentLines lines,
            CallFlow flow,
            DialLoop loop) {
        this.vertx = vertx;
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.lines = lines;
        this.flow = flow;
        this.loop = loop;
    }

    /** @param q850 16: the phone hung up, and what that means for a talk the dialplan knows; all else is a drop */
    void lineLost(AgentLine line, @Nullable Integer q850) {
        flow.all().stream()
                .filter(attempt -> line.agent().equals(agentOf(attempt)) && !attempt.ending)
                .toList()
                .forEach(attempt -> {
                    if (!attempt.isUp()) {
                        beforeAnswer(attempt);
                    } else if (q850 != null && q850 == NORMAL_CLEARING && !attempt.waitsForAgent) {
                        // The call ends, or the dialplan says next that the customer is alone.
                        log.info("agent's phone hung up attempt={} agent={}", attempt.claim.attempt(), line.code());
                    } else {
                        dropped(attempt, line);
                    }
                });
    }

    /** The dialplan says that a customer is alone. */
    void customerAlone(UUID id) {
        flow.get(id)
                .filter(attempt -> !attempt.waitsForAgent && !attempt.ending)
                .ifPresent(attempt -> {
                    Optional<AgentLine> line =
                            Optional.ofNullable(agentOf(attempt)).flatMap(lines::lineOf);
                    attempt.waitsForAgent = true;
                    note(attempt, "CUSTOMER_ALONE");
                    if (line.isPresent()) {
                        telephony.rebridge(id, line.get().channel());
                    } else {
                        vertx.setTimer(OWN_AGENT_FIRST_MILLIS, tick -> anotherAgent(attempt));
                    }
                });
    }

    void lineBack(AgentLine line) {
        flow.all().stream()
                .filter(attempt ->
                        attempt.waitsForAgent && !attempt.ending && line.agent().equals(agentOf(attempt)))
                .forEach(attempt -> {
                    note(attempt, "LINE_BACK");
                    telephony.rebridge(attempt.claim.attempt(), line.channel());
                });
    }

    /** Null: nobody is kept for it, or has been found yet. */
    static @Nullable UUID agentOf(LiveAttempt attempt) {
        return attempt.agent == null ? attempt.claim.agent() : attempt.agent.agent();
    }

    private void beforeAnswer(LiveAttempt attempt) {
        handOver(attempt, taker -> telephony.assignAgent(attempt.claim.attempt(), taker.channel()), () -> {
            log.warn("no agent is left for a ringing customer, hanging up attempt={}", attempt.claim.attempt());
            flow.hangup(attempt);
        });
    }

    private void dropped(LiveAttempt attempt, AgentLine line) {
        log.warn("agent's line dropped in a call attempt={} agent={}", attempt.claim.attempt(), line.code());
        note(attempt, "LINE_LOST");
        attempt.waitsForAgent = true;
        vertx.setTimer(OWN_AGENT_FIRST_MILLIS, tick -> anotherAgent(attempt));
    }

    private void anotherAgent(LiveAttempt attempt) {
        if (attempt.waitsForAgent && !attempt.ending) {
            handOver(
                    attempt,
                    taker -> telephony.rebridge(attempt.claim.attempt(), taker.channel()),
                    () -> vertx.setTimer(LOOK_AGAIN_MILLIS, tick -> anotherAgent(attempt)));
        }
    }

    private void handOver(LiveAttempt attempt, java.util.function.Consumer<ReadyAgent> then, Runnable nobody) {
        Optional<ReadyAgent> taker = loop.takeLongestWaiting(attempt.claim.org());
        if (taker.isEmpty()) {
            nobody.run();
            return;
        }
        ReadyAgent agent = taker.get();
        store.handOver(attempt.claim.attempt(), clock.instant(), agent.id())
                .onSuccess(taken -> {
                    if (taken) {
                        Optional.ofNullable(agentOf(attempt)).ifPresent(lines::tellAgain);
                        attempt.agent =
                                new AgentLine(agent.id(), agent.org(), agent.code(), "", agent.line(), agent.channel());
                        log.info("another agent takes over attempt={} agent={}", attempt.claim.attempt(), agent.code());
                        then.accept(agent);
                    } else {
                        nobody.run();
                    }
                })
                .onFailure(e -> nobody.run());
    }

    private void note(LiveAttempt attempt, String kind) {
        store.note(attempt.claim.attempt(), clock.instant(), kind, new JsonObject());
    }
}
