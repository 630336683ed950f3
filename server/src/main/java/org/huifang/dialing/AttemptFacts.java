package org.huifang.dialing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
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
    /** Asterisk's cause for a leg that has sent nothing for {@code rtp_timeout}. */
    private static final int SOUND_STOPPED = 44;

    public static final AttemptFacts NONE =
            new AttemptFacts(null, null, null, null, null, null, null, false, false, false, null);

    public AttemptFacts ringing(Instant at, RingBasis basis) {
        boolean starts = ringAt == null || (ringBasis == RingBasis.PROGRESS_183 && basis == RingBasis.RINGING_180);
        return with(starts && answeredAt == null, changed -> {
            changed.ringAt = at;
            changed.ringBasis = basis;
        });
    }

    public AttemptFacts answered(Instant at) {
        return with(answeredAt == null, changed -> changed.answeredAt = at);
    }

    public AttemptFacts bridged(Instant at) {
        return with(bridgedAt == null, changed -> {
            changed.answeredAt = answeredAt == null ? at : answeredAt;
            changed.bridgedAt = at;
        });
    }

    public AttemptFacts withCustomersHangup() {
        return with(true, changed -> changed.customerHungUp = true);
    }

    public AttemptFacts withOurHangup() {
        return with(true, changed -> changed.hungUpByUs = true);
    }

    public AttemptFacts ended(Instant at, @Nullable Integer cause, @Nullable Integer sip) {
        return with(endedAt == null, changed -> {
            changed.endedAt = at;
            changed.q850 = cause;
            changed.sipCode = sip;
        });
    }

    public AttemptFacts withRefusal(Instant at) {
        return with(endedAt == null, changed -> {
            changed.endedAt = at;
            changed.refused = true;
        });
    }

    /** It turned out that the ring had begun before we heard of it; moves the start of a ring that is still on. */
    public AttemptFacts ringBegan(Instant at) {
        boolean earlier = ringAt != null && answeredAt == null && at.isBefore(ringAt);
        return with(earlier, changed -> changed.ringAt = at);
    }

    /** The ring's length as measured; the first figure, which is to the answer or else to the end, stays. */
    public AttemptFacts rang(Duration time) {
        return with(measuredRing == null, changed -> changed.measuredRing = time);
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
        boolean silent = q850 != null && q850 == SOUND_STOPPED;
        return bridgedAt != null && !silent ? "AGENT" : "NETWORK";
    }

    private AttemptFacts with(boolean news, Consumer<Draft> change) {
        if (!news) {
            return this;
        }
        var draft = new Draft(this);
        change.accept(draft);
        return draft.facts();
    }

    /** Facts that are being changed; never seen from outside. */
    private static final class Draft {
        private @Nullable Instant ringAt;
        private @Nullable RingBasis ringBasis;
        private @Nullable Instant answeredAt;
        private @Nullable Instant bridgedAt;
        private @Nullable Instant endedAt;
        private @Nullable Integer q850;
        private @Nullable Integer sipCode;
        private boolean customerHungUp;
        private boolean hungUpByUs;
        private boolean refused;
        private @Nullable Duration measuredRing;

        Draft(AttemptFacts from) {
            ringAt = from.ringAt;
            ringBasis = from.ringBasis;
            answeredAt = from.answeredAt;
            bridgedAt = from.bridgedAt;
            endedAt = from.endedAt;
            q850 = from.q850;
            sipCode = from.sipCode;
            customerHungUp = from.customerHungUp;
            hungUpByUs = from.hungUpByUs;
            refused = from.refused;
            measuredRing = from.measuredRing;
        }

        AttemptFacts facts() {
            return new AttemptFacts(
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
                    measuredRing);
        }
    }
}
