package org.huifang.dialing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Predicate;
import org.huifang.callback.CallbackState;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.InboundRule;
import org.huifang.campaign.Tried;

/** What a call that the customer began came to, and what follows. No attempt of ours: it never counts as one of the three. Pure. */
final class RingBackVerdict {
    private RingBackVerdict() {}

    static Outcome outcome(AttemptFacts facts) {
        if (facts.bridgedAt() != null) {
            return Outcome.ANSWERED;
        }
        return facts.answeredAt() != null ? Outcome.ABANDONED : Outcome.NOT_PUT_THROUGH;
    }

    /** Of what is not an answer: the customer is called, first of all in the next window. */
    static Verdict unheard(Outcome outcome, Claim claim, Predicate<LocalDate> workingDay, Instant now) {
        var planner = new SlotPlanner(claim.rules(), claim.zone(), workingDay, claim.answers());
        OutcomePolicy.Before before = claim.before();
        boolean callBack = claim.rules().inbound().whenNobody() == InboundRule.WhenNobody.CALL_BACK;
        CallbackState next = callBack
                ? planner.waiting(now, Tried.NOTHING, WaitReason.RANG_US)
                : planner.waiting(now, before.tried(), WaitReason.PLANNED);
        return new Verdict(
                outcome, false, next, null, before.counted(), before.uncounted(), before.failures(), before.tried());
    }
}
