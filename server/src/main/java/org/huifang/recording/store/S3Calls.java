package org.huifang.recording.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Answers of the S3 service in the words of files: not there, refused, or anything else. */
final class S3Calls {
    private static final int NOT_FOUND = 404;

    private S3Calls() {}

    /** @throws NoSuchFileException for 404 */
    static <T> T answer(String what, Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                var missing = new NoSuchFileException(what);
                missing.initCause(e);
                throw missing;
            }
            throw new IOException("S3 refused " + what + ": " + e.statusCode() + " " + code(e), e);
        } catch (SdkException e) {
            throw new IOException("S3 did not answer for " + what + ": " + e.getMessage(), e);
        }
    }

    /** The same where a refusal is the store's protection at work. */
    static <T> T allowed(String what, Supplier<T> call) throws IOException {
        try {
            return answer(what, call);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            if (e.getCause() instanceof S3Exception refused && refused.statusCode() < 500) {
                throw new StoreRefusedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    }
}
