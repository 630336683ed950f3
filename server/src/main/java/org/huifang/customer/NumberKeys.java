package org.huifang.customer;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.huifang.ConfigException;

/**
 * Stands in for a number where the number itself may not appear: HMAC-SHA-256 under a key of the installation. Without
 * the key the numbers of a country could simply be tried one by one. The key must never change: it ties stops and
 * daily limits to their numbers.
 */
public final class NumberKeys {
    /** Name of the file in the keys' folder: 32 random bytes, mode 0600. */
    public static final String FILE_NAME = "number.key";

    private static final int KEY_BYTES = 32;
    private final SecretKeySpec key;

    private NumberKeys(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Makes the key where there is none; an existing one is never touched. */
    public static void make(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        if (Files.exists(file)) {
            return;
        }
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(
                    folder,
                    "number",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            // A link, not a move: it fails where another process made the key in the meantime.
            try {
                Files.createLink(file, unfinished);
            } catch (FileAlreadyExistsException e) {
                return;
            } finally {
                Files.delete(unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    /** @throws ConfigException when the file is missing, of a wrong size, or readable by others */
    public static NumberKeys readFrom(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        try {
            if (!Files.isRegularFile(file)) {
                throw new ConfigException(
                        "keys.folder",
                        folder,
                        "has no " + FILE_NAME
                                + "; run `huifang migrate` on a new system, or bring it back from its backup");
            }
            if (Files.getPosixFilePermissions(file).stream()
                    .map(PosixFilePermission::name)
                    .anyMatch(right -> !right.startsWith("OWNER"))) {
                throw new ConfigException("keys.folder", file, "can be read by others; chmod 600 it");
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != KEY_BYTES) {
                throw new ConfigException(
                        "keys.folder",
                        file,
                        "has " + bytes.length + " bytes instead of " + KEY_BYTES + "; bring it back from its backup");
            }
            return new NumberKeys(bytes);
        } catch (IOException e) {
            throw new ConfigException("keys.folder", file, "cannot be read (" + e.getMessage() + ")");
        }
    }

    /** The key of a number, as in {@code number_ledger.number_key}. */
    public Buffer of(PhoneNumber number) {
        return Buffer.buffer(hmac(number.e164().getBytes(StandardCharsets.US_ASCII)));
    }

    /** A fingerprint of something that may hold numbers or secrets, under the same key and told apart by purpose. */
    public Buffer fingerprint(String purpose, byte[] content) {
        byte[] label = (purpose + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] labelled = java.util.Arrays.copyOf(label, label.length + content.length);
        System.arraycopy(content, 0, labelled, label.length, content.length);
        return Buffer.buffer(hmac(labelled));
    }

    private byte[] hmac(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
