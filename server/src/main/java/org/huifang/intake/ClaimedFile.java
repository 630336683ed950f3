package org.huifang.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** One file of the watched folder that this server holds: hashed, imported, laid down with its report. */
public final class ClaimedFile {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Path file;
    private final String name;
    private final Import imported;

    ClaimedFile(Path folder, Path file, String name, Import imported) {
        this.folder = folder;
        this.file = file;
        this.name = name;
        this.imported = imported;
    }

    /** Imports a file's content once. */
    public interface Import {
        /** @throws IOException when it cannot be done now; the file stays claimed and is taken up again */
        Outcome run(String name, Path file, byte[] sha256) throws IOException;

        Instant now();
    }

    /**
     * What became of a file.
     *
     * @param clean nothing in it needs a person
     * @param report lines for people
     */
    public record Outcome(boolean clean, List<String> report) {}

    /** The file changed while it was read. */
    static final class Grown extends Exception {
        private static final long serialVersionUID = 1L;
    }

    void process() throws IOException, Grown {
        long size = Files.size(file);
        byte[] hash = sha256(file);
        Outcome outcome = imported.run(name, file, hash);
        if (Files.size(file) != size || !MessageDigest.isEqual(hash, sha256(file))) {
            throw new Grown();
        }
        Path to = folder.resolve(outcome.clean() ? "done" : "failed");
        String stamped = STAMP.format(imported.now()) + "-" + name;
        // The report first: a file in done/ or failed/ always has one beside it.
        Path unfinished = to.resolve("." + stamped + ".report.txt");
        Files.writeString(unfinished, String.join("\n", outcome.report()) + "\n", StandardCharsets.UTF_8);
        Files.move(unfinished, to.resolve(stamped + ".report.txt"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(file, to.resolve(stamped), StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
