package org.huifang.archive;

import org.jspecify.annotations.Nullable;

/**
 * What became of a recording in a volume.
 *
 * @param file below the volume's folder; null: without sound
 * @param sha256 of the sound, in hexadecimal digits
 * @param without why there is no sound: PURGED, MISSING, FAILED, NOT_SEALED, NOT_PERMITTED, DAMAGED
 */
record ArchivedLine(
        ArchivedCall call,
        @Nullable String file,
        @Nullable String sha256,
        long bytes,
        @Nullable String without) {}
