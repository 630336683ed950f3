package org.huifang.dialing;

import java.time.Duration;
import org.huifang.telephony.RingBasis;

/**
 * Tells the outcomes apart at hangup, by what was seen, the Q.850 cause and the SIP code; the order of the other events
 * varies and proves nothing. An answer is told by the channel having been up, never by the cause: a hangup of ours that
 * crosses it still ends as 19/480.
 */
final class Classifier {
    private final Duration ringFloor;
    private final boolean progressCounts;

    /** @param progressCounts the trunk's setting: is a 183 alone a ring? */
    Classifier(Duration ringFloor, boolean progressCounts) {
        this.ringFloor = ringFloor;
        this.progressCounts = progressCounts;
    }

    Outcome classify(AttemptFacts facts) {
        if (facts.bridgedAt() != null) {
            return Outcome.ANSWERED;
        }
        if (facts.answeredAt() != null) {
            return Outcome.ABANDONED;
        }
        if (facts.refused()) {
            return Outcome.ORIGINATE_FAILED;
        }
        int sip = facts.sipCode() == null ? 0 : facts.sipCode();
        int cause = facts.q850() == null ? 0 : facts.q850();
        boolean rang = facts.ringAt() != null && (facts.ringBasis() == RingBasis.RINGING_180 || progressCounts);
        if (facts.hungUpByUs() && (cause == 19 || cause == 16 || cause == 0 || cause == 127)) {
            return unanswered(facts, rang);
        }
        if (sip == 486 || sip == 600 || cause == 17) {
            return Outcome.BUSY;
        }
        if (sip == 404 || sip == 410 || sip == 484 || sip == 604 || cause == 1 || cause == 22 || cause == 28) {
            return Outcome.INVALID_NUMBER;
        }
        if (sip == 603 || sip == 403 || sip == 433 || sip == 607 || cause == 21) {
            return Outcome.REJECTED;
        }
        if (rang) {
            return unanswered(facts, true);
        }
        if (sip == 503 || cause == 34 || cause == 38 || cause == 41 || cause == 42) {
            return Outcome.CONGESTION;
        }
        if (sip == 408 || cause == 18 || cause == 3 || cause == 27) {
            return facts.ringAt() == null ? Outcome.TRUNK_DEAD : Outcome.UNREACHABLE;
        }
        if (sip == 480 || cause == 19 || cause == 20) {
            return Outcome.UNREACHABLE;
        }
        return sip >= 500 || sip == 0 ? Outcome.CONGESTION : Outcome.UNREACHABLE;
    }

    private Outcome unanswered(AttemptFacts facts, boolean rang) {
        if (!rang) {
            return facts.ringAt() == null ? Outcome.NO_RINGING : Outcome.RANG_SHORT;
        }
        return facts.ring().compareTo(ringFloor) >= 0 ? Outcome.NO_ANSWER : Outcome.RANG_SHORT;
    }
}
