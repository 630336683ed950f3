package org.huifang.dialing;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.huifang.db.Ids;
import org.huifang.telephony.RingBasis;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a live attempt and is a line of its history.
 *
 * @param ringBasis it rang, and what that is known by; null: another fact
 */
record AttemptFact(
        UUID id,
        UUID attempt,
        Instant at,
        String kind,
        JsonObject detail,
        @Nullable RingBasis ringBasis) {
    static final String ANSWERED = "ANSWERED";
    static final String BRIDGED = "BRIDGED";

    AttemptFact(UUID attempt, Instant at, String kind, JsonObject detail, @Nullable RingBasis ringBasis) {
        this(Ids.next(), attempt, at, kind, detail, ringBasis);
    }
}
