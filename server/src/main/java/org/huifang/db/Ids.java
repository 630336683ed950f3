package org.huifang.db;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Ids are UUIDv7 (RFC 9562): made in Java, ordered by time, so that indexes grow at one end. */
public final class Ids {
    private Ids() {}

    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
