package org.huifang.recording;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call that ended and whose sound is not sealed yet.
 *
 * @param claimedAt of the attempt; with the id it finds the row in its partition
 * @param expectedMs answer to end; null where nobody knows when the call ended
 * @param tries failed sealings so far
 */
record PendingRecording(
        UUID id,
        Instant claimedAt,
        UUID orgId,
        Instant startedAt,
        Instant endedAt,
        @Nullable Long expectedMs,
        int tries) {}
