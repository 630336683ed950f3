package org.huifang.dialing;

import java.time.Duration;
import java.time.Instant;
import org.huifang.telephony.RingBasis;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an attempt. Facts merge and never disappear: an earlier moment stays, only a 180 after a 183 moves the
 * start of the ring.
 *
 * @param q850 hangup cause (ITU-T Q.850); null: none known
 * @param sipCode the final SIP response; null: none known
 * @param customerHungUp the customer's side asked for the end
 * @param hungUpByUs we asked for the end
 * @param refused Asterisk would not place the call at all
 * @param measuredRing the ring by a clock that nobody sets, where we timed it ourselves; null: only the moments are known
 */
public record AttemptFacts(
        @Nullable Instant ringAt,
        @Nullable RingBasis ringBasis,
        @Nullable Instant answeredAt,
        @Nullable Instant bridgedAt,
        @Nullable Instant endedAt,
        @Nullable Integer q850,
        @Nullable Integer sipCode,
        boolean customerHungUp,
        boolean hungUpByUs,
        boolean refused,
        @Nullable Duration measuredRing) {

    public static final AttemptFacts NONE =
            new AttemptFacts(null, null, null, null, null, null, null, false, false, false, null);

    public AttemptFacts ringing(Instant at, RingBasis basis) {
        boolean starts = ringAt == null || (ringBasis == RingBasis.PROGRESS_183 && basis == RingBasis.RINGING_180);
        return !starts || answeredAt != null
                ? this
                : new AttemptFacts(
                        at,
                        basis,
                        answeredAt,
                        bridgedAt,
                        endedAt,
                        q850,
                        sipCode,
                        customerHungUp,
                        hungUpByUs,
                        refused,
                        measuredRing);
    }

    public AttemptFacts answered(Instant at) {
        return answeredAt != null
                ? this
                : new AttemptFacts(
                        ringAt,
                        ringBasis,
                        at,
                        bridgedAt,
                        endedAt,
                        q850,
                        sipCode,
                        customerHungUp,
                        hungUpByUs,
                        refused,
                        measuredRing);
    }

    public AttemptFacts bridged(Instant at) {
        return bridgedAt != null
                ? this
                : new AttemptFacts(
                        ringAt,
                        ringBasis,
                        answeredAt == null ? at : answeredAt,
                        at,
                        endedAt,
                        q850,
                        sipCode,
                        customerHungUp,
                        hungUpByUs,
                        refused,
                        measuredRing);
    }

    public AttemptFacts withCustomersHangup() {
        return new AttemptFacts(
                ringAt,
                ringBasis,
                answeredAt,
                bridgedAt,
                endedAt,
                q850,
                sipCode,
                true,
                hungUpByUs,
                refused,
                measuredRing);
    }

    public AttemptFacts withOurHangup() {
        return new AttemptFacts(
                ringAt,
                ringBasis,
                answeredAt,
                bridgedAt,
                endedAt,
                q850,
                sipCode,
                customerHungUp,
                true,
                refused,
                measuredRing);
    }

    public AttemptFacts ended(Instant at, @Nullable Integer cause, @Nullable Integer sip) {
        return endedAt != null
                ? this
                : new AttemptFacts(
                        ringAt,
                        ringBasis,
                        answeredAt,
                        bridgedAt,
                        at,
                        cause,
                        sip,
                        customerHungUp,
                        hungUpByUs,
                        refused,
                        measuredRing);
    }

    public AttemptFacts withRefusal(Instant at) {
        return endedAt != null
                ? this
                : new AttemptFacts(
                        ringAt,
                        ringBasis,
                        answeredAt,
                        bridgedAt,
                        at,
                        q850,
                        sipCode,
                        customerHungUp,
                        hungUpByUs,
                        true,
                        measuredRing);
    }

    /** It turned out that the ring had begun before we heard of it; moves the start of a ring that is still on. */
    public AttemptFacts ringBegan(Instant at) {
        return ringAt == null || answeredAt != null || !at.isBefore(ringAt)
                ? this
                : new AttemptFacts(
                        at,
                        ringBasis,
                        null,
                        bridgedAt,
                        endedAt,
                        q850,
                        sipCode,
                        customerHungUp,
                        hungUpByUs,
                        refused,
                        measuredRing);
    }

    /** The ring's length as measured; the first figure, which is to the answer or else to the end, stays. */
    public AttemptFacts rang(Duration time) {
        return measuredRing != null
                ? this
                : new AttemptFacts(
                        ringAt,
                        ringBasis,
                        answeredAt,
                        bridgedAt,
                        endedAt,
                        q850,
                        sipCode,
                        customerHungUp,
                        hungUpByUs,
                        refused,
                        time);
    }

    /** How long it rang, to the answer or the end; zero if it never did. */
    public Duration ring() {
        if (ringAt != null && measuredRing != null) {
            return measuredRing;
        }
        Instant end = answeredAt != null ? answeredAt : endedAt;
        return ringAt == null || end == null || end.isBefore(ringAt) ? Duration.ZERO : Duration.between(ringAt, end);
    }

    public Duration talk() {
        return bridgedAt == null || endedAt == null ? Duration.ZERO : Duration.between(bridgedAt, endedAt);
    }

    /** Who ended it, as stored in {@code attempt.ended_by}. */
    public String endedBy() {
        if (customerHungUp) {
            return "CUSTOMER";
        }
        if (hungUpByUs) {
            return "SERVER";
        }
        return bridgedAt != null ? "AGENT" : "NETWORK";
    }
}
