package org.huifang.telephony;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the PBX wrote down of one call: all that remains where events were missed. In our own clock's time.
 *
 * @param startedAt the channel was made; null: the file does not say
 * @param ring as it was noted on the channel; null: it was not
 * @param endedAt null: no end on file, so it lives or the PBX died with it
 * @param byCustomer the customer's side asked for that end
 */
public record CallHistory(
        @Nullable Instant startedAt,
        @Nullable Ring ring,
        @Nullable Instant answeredAt,
        @Nullable Instant bridgedAt,
        @Nullable Instant endedAt,
        @Nullable Integer q850,
        boolean byCustomer) {
    public static final CallHistory EMPTY = new CallHistory(null, null, null, null, null, null, false);

    public CallHistory withStart(Instant at) {
        return new CallHistory(at, ring, answeredAt, bridgedAt, endedAt, q850, byCustomer);
    }

    public CallHistory withRing(Ring noted) {
        return new CallHistory(startedAt, noted, answeredAt, bridgedAt, endedAt, q850, byCustomer);
    }

    public CallHistory withAnswer(Instant at) {
        return new CallHistory(startedAt, ring, at, bridgedAt, endedAt, q850, byCustomer);
    }

    /** The first bridge counts; a later one is another agent's. */
    public CallHistory withBridge(Instant at) {
        return bridgedAt != null ? this : new CallHistory(startedAt, ring, answeredAt, at, endedAt, q850, byCustomer);
    }

    public CallHistory withEnd(Instant at, @Nullable Integer cause, boolean customersOwn) {
        return new CallHistory(startedAt, ring, answeredAt, bridgedAt, at, cause, customersOwn);
    }

    /** Start of the ring and what it is measured from. */
    public record Ring(Instant at, RingBasis basis) {
        private static final Pattern NOTE = Pattern.compile("ring:(\\d{1,15}):(RINGING_180|PROGRESS_183)(:PBX)?");
        private static final String BY_PBX = ":PBX";

        public String note() {
            return "ring:" + at.toEpochMilli() + ":" + basis;
        }

        /** Written by the PBX, by its own clock. */
        public static boolean notedByPbx(String note) {
            return note.endsWith(BY_PBX);
        }

        /** @param ahead how far our clock is ahead of the PBX's, which counts where the PBX made the note */
        public static Optional<Ring> parse(String note, Duration ahead) {
            Matcher matcher = NOTE.matcher(note);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            Instant at = Instant.ofEpochMilli(Long.parseLong(matcher.group(1)));
            return Optional.of(new Ring(notedByPbx(note) ? at.plus(ahead) : at, RingBasis.valueOf(matcher.group(2))));
        }
    }
}
