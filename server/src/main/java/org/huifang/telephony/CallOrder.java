package org.huifang.telephony;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call to place to a customer.
 *
 * @param attempt becomes the channel's id
 * @param trunk the trunk's name in the PBX
 * @param number as the trunk wants it dialled: digits, {@code +}, {@code *}, {@code #}
 * @param callerId the number shown to the customer (R40); null: the trunk's own
 * @param agentChannel the agent's nailed-up line; null: one is assigned once the customer has answered
 * @param announcement sound played first; empty: none
 * @param unassigned where nobody is kept for the call; null: an agent is
 * @param notAfterNanos by {@link System#nanoTime}: an order still unsent then must not be sent any more
 * @param giveUp the PBX ends an unanswered call after so long by itself, counted from the INVITE
 * @param ringFloor a ring that nobody else watches is ended by the PBX itself so long after it began, never before (R32)
 * @param maxCall the longest call
 * @param lostWait how long a customer whose agent's line dropped waits for another
 */
public record CallOrder(
        UUID attempt,
        String trunk,
        String number,
        @Nullable String callerId,
        @Nullable String agentChannel,
        String announcement,
        @Nullable Unassigned unassigned,
        long notAfterNanos,
        Duration giveUp,
        Duration ringFloor,
        Duration maxCall,
        Duration lostWait) {

    /** What may go to a PBX: nothing that could end a line, open a variable or add an argument. */
    public CallOrder {
        safe("trunk", trunk, "[a-z][a-z0-9-]{0,39}");
        safe("number", number, "\\+?[0-9*#]{2,30}");
        if ((agentChannel == null) == (unassigned == null)) {
            throw new IllegalArgumentException("a call has either an agent's line or what happens without one");
        }
        safe("agent channel", agentChannel == null ? "none" : agentChannel, "[A-Za-z0-9/_-]{3,100}");
        safe("announcement", announcement, "[a-zA-Z0-9/_-]{0,80}");
        if (callerId != null) {
            safe("caller id", callerId, "\\+?[0-9]{3,20}");
        }
    }

    /**
     * What a customer gets who answers before an agent is found.
     *
     * @param agentWithin so long the PBX waits for an agent, by itself
     * @param sound then played: who called, and a number to ring
     */
    public record Unassigned(Duration agentWithin, String sound) {
        public Unassigned {
            safe("sound", sound, "[a-zA-Z0-9/_-]{1,80}");
        }
    }

    static void safe(String what, String value, String pattern) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(
                    what + " does not match " + pattern + " and will not be sent to the PBX");
        }
    }
}
