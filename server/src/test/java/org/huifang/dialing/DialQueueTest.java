package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.UUID;
import org.huifang.agent.ReadyAgent;
import org.junit.jupiter.api.Test;

class DialQueueTest {
    private final DialQueue queue = new DialQueue(new UUID(0, 1));
    private final ReadyAgent agent =
            new ReadyAgent(new UUID(0, 2), queue.org, "A1", "line-1", "PJSIP/agent-1-00000001", System.nanoTime());

    @Test
    void anAgentWhosePresenceIsAskedForIsNotForgottenButGetsNoCall() {
        queue.ready(agent);
        queue.endClaim(queue.beginClaim().orElseThrow());
        assertThat(queue.knows(agent.id()))
                .as("a claim that came to nothing, said to nobody")
                .isFalse();
        queue.doubt(agent.id());
        assertThat(queue.knows(agent.id())).isTrue();
        assertThat(queue.beginClaim()).isEmpty();
        assertThat(queue.takeLongestWaiting()).isEmpty();
    }

    @Test
    void theAnswerEndsTheDoubt() {
        queue.doubt(agent.id());
        queue.notReady(agent.id());
        assertThat(queue.knows(agent.id())).isFalse();
        queue.doubt(agent.id());
        queue.ready(agent);
        assertThat(queue.beginClaim()).contains(agent);
        queue.endClaim(agent);
        assertThat(queue.knows(agent.id())).as("no doubt is left over").isFalse();
    }

    @Test
    void whoeverWaitsLongestIsNextUnlessTheOrganisationWantsCallsDealtOutEvenly() {
        LocalDate today = LocalDate.parse("2026-11-24");
        ReadyAgent other = other(3);
        ReadyAgent third = other(4);
        queue.ready(agent);
        queue.ready(other);
        queue.ready(third);
        queue.dealt(agent.id(), 7, today, false);
        queue.dealt(other.id(), 5, today, false);
        queue.dealt(third.id(), 5, today, false);
        assertThat(next()).isEqualTo(agent);
        queue.dealt(agent.id(), 8, today, true);
        queue.ready(agent);
        assertThat(next()).as("of two with as many, who waits longest").isEqualTo(other);
        assertThat(next()).isEqualTo(third);
        assertThat(next()).isEqualTo(agent);
        queue.ready(agent);
        queue.ready(other);
        queue.dealt(third.id(), 1, today.plusDays(1), true);
        assertThat(next()).as("a new day begins with nothing").isEqualTo(agent);
    }

    private ReadyAgent next() {
        ReadyAgent next = queue.beginClaim().orElseThrow();
        queue.endClaim(next);
        return next;
    }

    private ReadyAgent other(int id) {
        return new ReadyAgent(new UUID(0, id), queue.org, "A" + id, "line-" + id, "PJSIP/x", System.nanoTime());
    }
}
