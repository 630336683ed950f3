package org.huifang.dialing;

/** What an attempt came to, as stored in {@code attempt.outcome} (R34: also what could not be made is told apart). */
public enum Outcome {
    /** The customer and an agent were on the line together. */
    ANSWERED,
    /** The customer answered and the call ended before an agent was on the line. */
    ABANDONED,
    /** Rang the floor or longer, and nobody answered (R32): the only outcome that counts as one of the three (R33). */
    NO_ANSWER,
    /** Rang, but ended below the floor without an answer. */
    RANG_SHORT,
    BUSY,
    REJECTED,
    INVALID_NUMBER,
    /** Switched off or out of reach: ended by the network without ringing. */
    UNREACHABLE,
    /** The network had no line free. The system's failure. */
    CONGESTION,
    /** Nothing came back from the trunk. The system's failure. */
    TRUNK_DEAD,
    /** The trunk took the call and never rang. The system's failure. */
    NO_RINGING,
    /** Asterisk would not place the call. The system's failure. */
    ORIGINATE_FAILED,
    /** The PBX died before the customer answered. The system's failure. */
    PBX_LOST,
    /** Our call ended before an answer, because the customer rang us at that moment. */
    GAVE_WAY,
    /** The customer rang us and hung up, or was lost, before an agent's line was reached. */
    NOT_PUT_THROUGH,
    /** The call was claimed and never left: as if it had not been. */
    NEVER_SENT,
    /** Nobody can tell; waits for a person. */
    UNKNOWN;

    /** The system's failure, not the customer's. */
    boolean isFailure() {
        return this == CONGESTION
                || this == TRUNK_DEAD
                || this == NO_RINGING
                || this == ORIGINATE_FAILED
                || this == PBX_LOST;
    }
}
