package org.huifang.recording;

import java.time.Instant;
import java.util.UUID;
import org.huifang.recording.store.Stored;

/** A sealed recording as a move sees it. */
record MovingRecording(
        UUID id,
        Instant claimedAt,
        Instant startedAt,
        UUID orgId,
        UUID keyId,
        Stored stored,
        long sizeBytes,
        byte[] sha256Stored,
        Instant retainUntil,
        boolean held) {}
