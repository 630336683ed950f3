package org.huifang.db;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids are UUIDv7 (RFC 9562): made in Java, ordered by time, so that indexes grow at one end. */
public final class Ids {
    private static final int TIME_ORDERED = 7;

    private Ids() {}

    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }

    /** When an id was made, to the millisecond; null for one of another kind, which is none of ours. */
    static @Nullable Instant madeAt(UUID id) {
        return id.version() == TIME_ORDERED ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16) : null;
    }
}
