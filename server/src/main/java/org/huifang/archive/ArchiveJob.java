package org.huifang.archive;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is being made.
 *
 * @param zone of the unit; the month is that of its calendar
 * @param wholeNumbers customers' numbers are written whole, not masked
 * @param volumeBytes a volume is no larger, unless a single recording is
 * @param bytes of all its sealed files, counted when it was asked for
 * @param recipientKey OpenPGP public key; null: everybody can read the volumes
 */
record ArchiveJob(
        UUID id,
        UUID orgId,
        String unit,
        YearMonth month,
        ZoneId zone,
        Instant from,
        Instant to,
        boolean wholeNumbers,
        long volumeBytes,
        long bytes,
        @Nullable String recipientKey,
        String reason,
        UUID requester) {

    /** Of a volume's folder, as {@code huifang-2026-10-1f0a9c3e-001}; the same for every language and file system. */
    String volumeName(int number) {
        return "huifang-%s-%s-%03d".formatted(month, id.toString().substring(28), number);
    }
}
