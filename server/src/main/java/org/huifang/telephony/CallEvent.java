package org.huifang.telephony;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the telephone world tells, in the order in which it told it. {@code nanos} is when it came in by
 * {@link System#nanoTime}: the time between two such moments is right even if the clock is set in between.
 */
public sealed interface CallEvent {

    /** The customer's phone rings (180), or sound came before an answer (183). */
    record Ringing(UUID attempt, Instant at, long nanos, RingBasis basis) implements CallEvent {}

    record Answered(UUID attempt, Instant at, long nanos) implements CallEvent {}

    /** Customer and agent hear each other. */
    record Bridged(UUID attempt, Instant at) implements CallEvent {}

    /** The customer's side asked for the end. */
    record CustomerHangup(UUID attempt, Instant at) implements CallEvent {}

    /** The agent is gone or never was there, and the customer still listens. */
    record AgentLost(UUID attempt, Instant at) implements CallEvent {}

    /** The PBX did not place the call, or it failed; an {@link Ended} may follow. */
    record NotPlaced(UUID attempt, Instant at, String why) implements CallEvent {}

    /**
     * A channel is gone.
     *
     * @param channel its id: an attempt's or a line's
     * @param q850 cause; null: none given
     * @param sipCode final SIP response; null: none
     */
    record Ended(
            String channel,
            Instant at,
            long nanos,
            @Nullable Integer q850,
            @Nullable Integer sipCode) implements CallEvent {}

    /** An agent's line is idle: it has just come, or its call has ended. */
    record LineIdle(String line, String endpoint, String channel, Instant at) implements CallEvent {}

    /** A phone does not answer to keep-alives any more. */
    record PhoneUnreachable(String endpoint, Instant at) implements CallEvent {}

    /** A phone has registered or answers again. */
    record PhoneReachable(String endpoint, Instant at) implements CallEvent {}

    /**
     * A customer rings us and waits to be put through.
     *
     * @param channel its id, given by the PBX
     * @param trunk the endpoint that the call came in by
     * @param caller the number as the trunk gave it: digits, {@code +}, {@code -}, {@code .} only; empty: none or unusable
     */
    record RingsUs(String channel, String trunk, String caller, Instant at) implements CallEvent {
        @Override
        public String toString() {
            return "RingsUs[" + channel + " by " + trunk + "]"; // Numbers never get into logs.
        }
    }

    /** @param pbxSince when the PBX started: what was there before then is gone */
    record LinkUp(Instant pbxSince) implements CallEvent {}

    /** From here on events are missing: after the next {@link LinkUp} everything must be asked for. */
    record LinkDown(String why) implements CallEvent {}
}
