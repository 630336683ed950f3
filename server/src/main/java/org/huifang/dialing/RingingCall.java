package org.huifang.dialing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A customer who rings us, in memory. Only touched on the dialing's context. */
final class RingingCall {
    final String channel;

    @Nullable
    RingBack ring;

    @Nullable
    UUID attempt;

    long timer = -1;
    boolean claiming;
    /** Decided: put through or missed. */
    boolean decided;
    /** The channel is gone. */
    boolean gone;

    RingingCall(String channel) {
        this.channel = channel;
    }

    boolean waits() {
        return ring != null && !decided && !gone;
    }
}
