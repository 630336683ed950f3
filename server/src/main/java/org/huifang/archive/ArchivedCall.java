package org.huifang.archive;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A recording as its line in a volume says it. */
record ArchivedCall(
        UUID id,
        Instant claimedAt,
        UUID callback,
        String state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long durationMs,
        @Nullable String codec,
        @Nullable Long sizeBytes,
        byte @Nullable [] sha256Sound,
        @Nullable String outcome,
        boolean held,
        @Nullable String campaignCode,
        @Nullable String campaign,
        @Nullable String agentCode,
        @Nullable String agent,
        @Nullable String customer,
        @Nullable String number) {

    /** Why there is no sound by the row alone; null: there is one. */
    @Nullable
    String withoutSound() {
        return switch (state) {
            case "SEALED", "PARTIAL" -> sha256Sound == null ? "MISSING" : null;
            case "PENDING" -> "NOT_SEALED";
            default -> state;
        };
    }
}
