package org.huifang.telephony;

import java.time.Duration;
import java.util.UUID;

/**
 * A customer who rings us, to be answered, recorded and bridged to an agent's line.
 *
 * @param channel the customer's, as {@link CallEvent.RingsUs} named it
 * @param attempt what the call is known as from then on
 * @param agentChannel the agent's nailed-up line
 * @param announcement sound played first; empty: none
 */
public record PutThrough(
        String channel, UUID attempt, String agentChannel, String announcement, Duration maxCall, Duration lostWait) {
    /** What may go to a PBX, as for {@link CallOrder}. */
    public PutThrough {
        CallOrder.safe("channel", channel, "[A-Za-z0-9._-]{3,80}");
        CallOrder.safe("agent channel", agentChannel, "[A-Za-z0-9/_-]{3,100}");
        CallOrder.safe("announcement", announcement, "[a-zA-Z0-9/_-]{0,80}");
    }
}
