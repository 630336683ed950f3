package org.huifang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.huifang.archive.VolumeVerifier;
import org.jspecify.annotations.Nullable;

/**
 * {@code huifang verify FOLDER [--key ledger.pub]}: volumes of an archive that come back, without database and network. Exit
 * code 0: whole; 1: could not be looked at; 2: something is not as it was.
 */
final class VerifyArchiveCommand {
    private VerifyArchiveCommand() {}

    static boolean takes(List<String> arguments) {
        return !arguments.isEmpty() && Files.isDirectory(Path.of(arguments.get(0)));
    }

    static void run(Path folder, Options options) {
        try {
            byte[] key = options.get("key")
                    .map(Path::of)
                    .map(VerifyArchiveCommand::publicKey)
                    .orElse(null);
            if (!VolumeVerifier.isArchive(folder)) {
                throw new IllegalStateException(folder
                        + " holds no volume of an archive: name a folder with SHA256SUMS in it, or the one above");
            }
            var result = new VolumeVerifier(key).verify(folder);
            result.findings().forEach(System.out::println);
            System.out.printf(
                    "%s: %d volume(s), %d files (%d MiB), signed by %s%s%n",
                    result.findings().isEmpty()
                            ? "whole"
                            : "BROKEN, " + result.findings().size() + " finding(s)",
                    result.volumes(),
                    result.files(),
                    result.bytes() >> 20,
                    result.keys().isEmpty() ? "nobody" : String.join(", ", result.keys()),
                    key == null && !result.keys().isEmpty()
                            ? "; no key was given (--key FILE): compare this fingerprint with the one of your ledger.pub"
                            : "");
            if (!result.findings().isEmpty()) {
                System.exit(VerifyCommand.BROKEN);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot verify " + folder + ": " + e.getMessage(), e);
        }
    }

    private static byte @Nullable [] publicKey(Path file) {
        try {
            return Base64.getDecoder().decode(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("--key " + file + " is no public key of a ledger: " + e.getMessage(), e);
        }
    }
}
