package org.huifang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.huifang.evidence.PackageVerifier;
import org.jspecify.annotations.Nullable;

/**
 * {@code huifang verify PACKAGE.zip [--key ledger.pub] [--witness BOOK|URL]}: an evidence package, on a machine that has nothing
 * else of ours. Exit code 0: whole; 1: could not be looked at; 2: something is not as it was made.
 */
final class VerifyPackageCommand {
    private VerifyPackageCommand() {}

    static void run(Path zip, Options options) {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalStateException("there is no file " + zip);
        }
        try {
            var result = new PackageVerifier(options.get("key")
                            .map(Path::of)
                            .map(VerifyPackageCommand::key)
                            .orElse(null))
                    .verify(zip, options.get("witness").orElse(null));
            if (result.broken() != null) {
                System.out.println("BROKEN: " + result.broken());
                System.exit(VerifyCommand.BROKEN);
            }
            System.out.println("whole: " + zip.getFileName());
            result.said().forEach(System.out::println);
        } catch (IOException e) {
            throw new IllegalStateException("cannot verify " + zip + ": " + e.getMessage(), e);
        }
    }

    /** As {@code ledger.pub} or as PEM. */
    private static byte @Nullable [] key(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return Base64.getDecoder()
                    .decode(lines.stream()
                            .filter(line -> !line.startsWith("-----"))
                            .map(String::strip)
                            .collect(Collectors.joining()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("--key " + file + " is no public key of a ledger: " + e.getMessage(), e);
        }
    }
}
