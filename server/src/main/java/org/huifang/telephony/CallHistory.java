package org.huifang.telephony;

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
 */
public record CallHistory(
        @Nullable Instant startedAt,
        @Nullable Ring ring,
        @Nullable Instant answeredAt,
        @Nullable Instant bridgedAt,
        @Nullable Instant endedAt,
        @Nullable Integer q850) {
    public static final CallHistory EMPTY = new CallHistory(null, null, null, null, null, null);

    /** Start of the ring and what it is measured from. */
    public record Ring(Instant at, RingBasis basis) {
        private static final Pattern NOTE = Pattern.compile("ring:(\\d{1,15}):(RINGING_180|PROGRESS_183)");

        public String note() {
            return "ring:" + at.toEpochMilli() + ":" + basis;
        }

        public static Optional<Ring> parse(String note) {
            Matcher matcher = NOTE.matcher(note);
            return matcher.matches()
                    ? Optional.of(new Ring(
                            Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
                            RingBasis.valueOf(matcher.group(2))))
                    : Optional.empty();
        }
    }
}
