package org.huifang.recording.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Answers of the S3 service in the words of files: not there, refused, the whole store away, or anything else. */
final class S3Calls {
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    private static final String CREDENTIALS = "check the two lines of object_store.credentials_file";
    private static final String CLOCK = "set this server's clock by NTP";
    private static final String FULL = "add space there, or raise the quota";

    /** Refusals that say nothing of the one file, and what to do about them. */
    private static final Map<String, String> OF_THE_ACCOUNT = Map.ofEntries(
            Map.entry("InvalidAccessKeyId", CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", CREDENTIALS),
            Map.entry("InvalidSecurity", CREDENTIALS),
            Map.entry("ExpiredToken", CREDENTIALS),
            Map.entry("InvalidToken", CREDENTIALS),
            Map.entry("UserSuspended", CREDENTIALS),
            Map.entry("RequestTimeTooSkewed", CLOCK),
            Map.entry("RequestExpired", CLOCK),
            Map.entry("QuotaExceeded", FULL),
            Map.entry("SlowDown", "it asks for fewer requests"));

    private S3Calls() {}

    /**
     * @throws NoSuchFileException for 404
     * @throws StoreAwayException when another file would fare no better now
     */
    static <T> T answer(String what, Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                var missing = new NoSuchFileException(what);
                missing.initCause(e);
                throw missing;
            }
            String told = "S3 refused " + what + ": " + e.statusCode() + " " + code(e);
            String remedy = OF_THE_ACCOUNT.get(code(e));
            if (remedy != null) {
                throw new StoreAwayException(told + "; " + remedy, e);
            }
            throw e.statusCode() >= SERVER_ERROR ? new StoreAwayException(told, e) : new IOException(told, e);
        } catch (SdkException e) {
            throw new StoreAwayException("S3 did not answer for " + what + ": " + e.getMessage(), e);
        }
    }

    /** The same where a refusal of the one file is the store's protection at work. */
    static <T> T allowed(String what, Supplier<T> call) throws IOException {
        try {
            return answer(what, call);
        } catch (NoSuchFileException | StoreAwayException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String code(S3Exception e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }
}
