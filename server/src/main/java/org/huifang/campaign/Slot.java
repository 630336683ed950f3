package org.huifang.campaign;

import java.time.Instant;

/**
 * A stretch of time in which a callback may be dialled.
 *
 * @param from not before
 * @param until no longer from here on: the callback is then planned anew
 */
public record Slot(Instant from, Instant until) {
    public Slot {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("slot ends at " + until + ", not after its start " + from);
        }
    }
}
