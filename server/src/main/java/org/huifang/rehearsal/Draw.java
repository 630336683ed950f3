package org.huifang.rehearsal;

import java.util.UUID;

/** Chance without a state: the same for the same callback and attempt, whatever happened elsewhere. */
final class Draw {
    private Draw() {}

    /** From 0 (inclusive) to 1 (exclusive), evenly spread. */
    static double of(UUID callback, int attempt) {
        long mixed = callback.getLeastSignificantBits() * 0x9E3779B97F4A7C15L
                ^ callback.getMostSignificantBits() + attempt * 0xD1B54A32D192ED03L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return ((mixed ^ mixed >>> 31) >>> 11) * 0x1.0p-53;
    }
}
