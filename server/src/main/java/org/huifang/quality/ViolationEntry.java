package org.huifang.quality;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the monthly list of violations, with the names as they were when it was made.
 *
 * @param count 1, or -1 where it takes an earlier line back
 * @param corrects month of the line that it corrects, as 2026-10; null: it is no correction
 * @param callAt when the call was begun
 * @param text what was found
 * @param note of whoever judged
 */
public record ViolationEntry(
        UUID id,
        Instant at,
        int count,
        @Nullable String corrects,
        String unit,
        String agentCode,
        String agent,
        String kindCode,
        String kindZh,
        String kindEn,
        Severity severity,
        UUID findingId,
        UUID attemptId,
        Instant callAt,
        @Nullable Long atMs,
        String text,
        String note) {}
