package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

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
}
