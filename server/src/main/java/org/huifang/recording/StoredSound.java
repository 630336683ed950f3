package org.huifang.recording;

import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/** A recording as its row knows it; what is null does not exist yet. {@code key} is null until it is sealed. */
public record StoredSound(
        UUID id,
        UUID orgId,
        String state,
        Instant startedAt,
        @Nullable Long durationMs,
        @Nullable SoundFormat format,
        @Nullable Long sizeBytes,
        @Nullable String problem,
        @Nullable Instant retainUntil,
        @Nullable Instant sealedAt,
        @Nullable Key key) {

    /** Where the sealed bytes are and what decrypts them. */
    public record Key(Stored stored, UUID keyId, byte[] wrapped, String masterId, byte[] sha256Stored) {}

    /** Can it be heard? True for SEALED and PARTIAL. */
    public boolean playable() {
        return key != null && format != null && sizeBytes != null;
    }

    /** A strong validator: changes when one stored byte does. */
    public String etag() {
        return key == null ? "" : '"' + HexFormat.of().formatHex(key.sha256Stored()) + '"';
    }
}
