package org.huifang.quality;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody found wrong in a call.
 *
 * @param attemptId the call; its recording has the same id
 * @param kindId of the catalogue
 * @param text what was found
 * @param atMs where in the sound, from its beginning; null: in no one place
 * @param item of the scorecard that it comes from; null: from none
 * @param workingDays to answer it in, 1 to 60; null: as the kind says
 */
public record NewFinding(
        UUID attemptId,
        UUID kindId,
        String text,
        @Nullable Long atMs,
        @Nullable String item,
        @Nullable Integer workingDays) {}
