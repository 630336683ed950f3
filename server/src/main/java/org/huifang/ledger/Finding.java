package org.huifang.ledger;

/**
 * Something that is not as it was.
 *
 * @param subject what is concerned: {@code entry 17}, {@code head 90}, the id of a recording
 * @param words what it means, for people
 */
public record Finding(Kind kind, String subject, String words) {
    /** What kinds of damage are told apart. */
    public enum Kind {
        CHAIN_ROW_REMOVED,
        CHAIN_ROW_CHANGED,
        CHAIN_CUT,
        CHAIN_REWRITTEN,
        ENTRY_REMOVED,
        ENTRY_CHANGED,
        ENTRIES_SWAPPED,
        ENTRY_NEVER_CHAINED,
        HEAD_REMOVED,
        HEAD_REPLACED,
        RECEIPT_FALSE,
        RECORDING_ROW_REMOVED,
        RECORDING_ROW_CHANGED,
        FILE_MISSING,
        FILE_TRUNCATED,
        FILE_LENGTHENED,
        FILE_CHANGED,
        FILES_SWAPPED,
        FILE_NOT_PURGED;

        /** Does it concern one recording, and not the log? */
        boolean ofRecording() {
            return name().startsWith("FILE") || name().startsWith("RECORDING");
        }
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + words;
    }
}
