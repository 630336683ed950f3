package org.huifang.dialing;

import java.time.Duration;
import org.huifang.telephony.CallOrder;
import org.huifang.telephony.PutThrough;

/**
 * The limits that every call gets with its order.
 *
 * @param ringWait how long to wait for a first RINGING
 */
public record DialLimits(Duration ringWait, Duration lostWait, Duration maxCall) {
    /** Above ring wait and floor together, Asterisk gives up by itself. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    PutThrough putThrough(Claim claim, String channel) {
        return new PutThrough(
                channel, claim.attempt(), claim.agentChannel(), claim.rules().announcement(), maxCall, lostWait);
    }

    CallOrder order(Claim claim, long notAfterNanos) {
        return new CallOrder(
                claim.attempt(),
                claim.trunkName(),
                claim.number(),
                claim.rules().shownNumber(claim.callerId()),
                claim.unassigned() ? null : claim.agentChannel(),
                claim.rules().announcement(),
                claim.unassigned()
                        ? new CallOrder.Unassigned(
                                Duration.ofMillis(claim.rules().pacing().answerWithinMs()),
                                claim.rules().pacing().abandonSound())
                        : null,
                notAfterNanos,
                ringWait.plusSeconds(claim.rules().ringFloorSeconds()).plus(SLACK),
                Duration.ofSeconds(claim.rules().ringFloorSeconds()),
                maxCall,
                lostWait);
    }
}
