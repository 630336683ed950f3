package org.huifang.recording;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that is known of a sound once its sealed file is stored; what becomes of its row. */
record SealedSound(
        SoundFormat format,
        long durationMs,
        long sizeBytes,
        String storedAs,
        UUID keyId,
        byte[] wrappedKey,
        String masterId,
        byte[] sha256Stored,
        byte[] sha256Sound,
        byte @Nullable [] sha256Agent,
        byte @Nullable [] sha256Customer,
        Set<Problem> problems) {

    String state() {
        return problems.stream().anyMatch(Problem::partial) ? "PARTIAL" : "SEALED";
    }
}
