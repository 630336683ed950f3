package org.huifang.recording.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;

/** Does a bucket keep what it is given? */
final class BucketCheck {
    private BucketCheck() {}

    /**
     * @param instead what one can do who has no such bucket
     * @throws StoreRefusedException when it has no Object Lock (and that is not allowed) or no versions; names the remedy
     */
    static void of(S3Client client, S3Settings settings, String instead) throws IOException {
        if (!settings.allowUnlocked() && !locks(client, settings.bucket())) {
            throw new StoreRefusedException(
                    "bucket " + settings.bucket() + " has no Object Lock: make a new bucket with it"
                            + " (it cannot be switched on everywhere later), or " + instead);
        }
        var versioning =
                S3Calls.answer("versioning", () -> client.getBucketVersioning(b -> b.bucket(settings.bucket())));
        if (!"Enabled".equals(versioning.statusAsString())) {
            throw new StoreRefusedException(
                    "bucket " + settings.bucket() + " keeps no versions: switch versioning on for it");
        }
    }

    private static boolean locks(S3Client client, String bucket) throws IOException {
        try {
            var lock = S3Calls.answer(
                    "Object Lock of the bucket", () -> client.getObjectLockConfiguration(b -> b.bucket(bucket)));
            return lock.objectLockConfiguration() != null
                    && lock.objectLockConfiguration().objectLockEnabled() == ObjectLockEnabled.ENABLED;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
