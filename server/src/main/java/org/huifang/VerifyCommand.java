package org.huifang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.huifang.ledger.LedgerVerifier;
import org.huifang.ledger.WitnessBook;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.S3Clients;
import org.huifang.recording.store.S3Settings;
import org.huifang.recording.store.S3Store;
import org.jspecify.annotations.Nullable;

/**
 * {@code huifang verify --config FILE}: log, rows and files of an installation. Exit code 0: whole; 1: could not be looked at;
 * 2: something is not as it was.
 */
final class VerifyCommand {
    static final int BROKEN = 2;
    private static final long SAY_EVERY_NANOS = 1_000_000_000L;

    private long said;

    private VerifyCommand() {}

    static void run(Options options) {
        if (new VerifyCommand().verify(options)) {
            return;
        }
        System.exit(BROKEN);
    }

    private boolean verify(Options options) {
        ServerConfig config = options.config();
        DatabaseStart opened = DatabaseStart.open(config.database(), Clock.systemUTC());
        try {
            var asked = new LedgerVerifier.Options(
                    options.get("from").map(VerifyCommand::instant).orElse(null),
                    book(options.get("witness"), config.ledger().witnessesFile()),
                    config.ledger().witnessesFile(),
                    publicKey(options.get("key").map(Path::of), config.keys().folder()));
            var result = new LedgerVerifier(opened.server(), stores(config), asked, Clock.systemUTC(), this::progress)
                    .verify();
            System.err.println();
            result.findings().forEach(System.out::println);
            System.out.printf(
                    "%s: %d entries, %d signed heads, %d recordings (%d MiB)%s%n",
                    result.findings().isEmpty()
                            ? "whole"
                            : "BROKEN, " + result.findings().size() + " finding(s)",
                    result.entries(),
                    result.heads(),
                    result.files(),
                    result.bytes() >> 20,
                    asked.books().isEmpty()
                            ? "; no witness's book was given (--witness): a log rewritten as a whole with its key would pass"
                            : "");
            return result.findings().isEmpty();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("cannot verify: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            opened.close();
        }
    }

    private static List<Path> book(Optional<String> given, @Nullable Path witnesses) throws IOException {
        return given.isEmpty() ? List.of() : List.of(WitnessBook.of(given.get(), witnesses));
    }

    private static RecordingStores stores(ServerConfig config) throws IOException {
        var folder = new FolderStore(config.recording().store(), config.node().name());
        S3Settings s3 = CallWiring.objectStore(config.objectStore());
        return new RecordingStores(
                folder, s3 == null ? List.of() : List.of(new S3Store(S3Clients.open(s3), s3, Clock.systemUTC())));
    }

    private void progress(String phase, long done, long of) {
        long now = System.nanoTime();
        if (done >= of || now - said > SAY_EVERY_NANOS) {
            said = now;
            System.err.printf("\r%s %d of %d (%d %%)   ", phase, done, of, of == 0 ? 100 : 100 * done / of);
        }
    }

    private static byte @Nullable [] publicKey(Optional<Path> given, Path keys) {
        Path file = given.orElse(keys.resolve("ledger.pub"));
        if (given.isEmpty() && !Files.exists(file)) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("--key " + file + " is no public key of a ledger: " + e.getMessage(), e);
        }
    }

    private static Instant instant(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalStateException("--from " + text + ": write 2026-11-22 or 2026-11-22T00:00:00Z", e);
        }
    }
}
