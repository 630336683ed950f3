package org.huifang.recording;

/** What is wrong with a recording; stored in {@code recording.problem}, comma-separated, never hidden. */
public enum Problem {
    /** Asterisk did not close a file (it was killed); its length was taken from the file's size. */
    HEADER_REPAIRED,
    /** One leg's file does not exist or holds nothing; its side is silent. */
    AGENT_LEG_MISSING,
    CUSTOMER_LEG_MISSING,
    /** Only the mixed file exists; both sides hold the mix. */
    MIXED_ONLY,
    /** The sound is over a second shorter than the call. */
    TOO_SHORT,
    /** One side holds no sample louder than line noise. */
    AGENT_SILENT,
    CUSTOMER_SILENT,
    /** Files were there and held no sound at all. */
    EMPTY,
    /** No file was there. */
    NO_FILE;

    /** Such a recording does not hold the whole call: PARTIAL, not SEALED. */
    boolean partial() {
        return switch (this) {
            case HEADER_REPAIRED, AGENT_LEG_MISSING, CUSTOMER_LEG_MISSING, MIXED_ONLY, TOO_SHORT -> true;
            case AGENT_SILENT, CUSTOMER_SILENT, EMPTY, NO_FILE -> false;
        };
    }
}
