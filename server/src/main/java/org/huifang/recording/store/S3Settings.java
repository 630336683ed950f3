package org.huifang.recording.store;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an S3 service is reached.
 *
 * @param endpoint its address; null: Amazon's of the region
 * @param prefix before each name, ends with a slash; empty: none
 * @param credentialsFile two lines, access key and secret key; mode 0600 or 0640
 * @param allowUnlocked take a bucket without Object Lock, where nothing but the rows keeps the recordings
 */
public record S3Settings(
        @Nullable URI endpoint,
        String region,
        String bucket,
        String prefix,
        Path credentialsFile,
        boolean allowUnlocked) {}
