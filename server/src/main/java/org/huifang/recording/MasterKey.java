package org.huifang.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.huifang.recording.store.FolderStore;

/**
 * The key that wraps the keys of all recordings (AES-256-GCM). It lies in a file of its own, mode 0600, that is never
 * in the database's backup. {@link #id()} is a fingerprint that tells which master key wrapped a file's key.
 */
public final class MasterKey {
    /** Name of the file in the keys' folder: 32 random bytes. */
    public static final String FILE_NAME = "master.key";

    /** Names of the files of further keys. */
    static final String OTHERS = "master-*.key";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom random = new SecureRandom();

    private final SecretKeySpec key;
    private final String id;

    private MasterKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
        id = fingerprint(bytes);
    }

    /**
     * Makes the key file where there is none; an existing one is never touched. Durable when this returns.
     *
     * @return true when a new key was made
     */
    public static boolean createIn(Path folder) throws IOException {
        Files.createDirectories(folder, ownerOnly("rwx------"));
        Path file = folder.resolve(FILE_NAME);
        if (Files.exists(file)) {
            return false;
        }
        write(newBytes(), file);
        return true;
    }

    /**
     * Makes a further key beside {@value #FILE_NAME}, for a rotation; nothing uses it yet.
     *
     * @return its file, whose name holds its id
     */
    public static Path createAnotherIn(Path folder) throws IOException {
        byte[] bytes = newBytes();
        Path file = folder.resolve("master-" + fingerprint(bytes) + ".key");
        write(bytes, file);
        return file;
    }

    private static byte[] newBytes() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void write(byte[] bytes, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file.toString());
        }
        Path unfinished = Files.createTempFile(folder, "master", ".new", ownerOnly("rw-------"));
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        // A link, not a move: it fails where another process made the key in the meantime.
        try {
            Files.createLink(file, unfinished);
        } finally {
            Files.delete(unfinished);
        }
        FolderStore.syncFolder(folder);
    }

    /** The id in the name of a key that is not {@value #FILE_NAME}. */
    static String idIn(Path file) {
        String name = file.getFileName().toString();
        return name.substring("master-".length(), name.length() - ".key".length());
    }

    /** @throws IOException when the file is missing, of a wrong size, or readable by others; names the remedy */
    public static MasterKey readFrom(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            throw new IOException("no master key at " + file
                    + ": run `huifang migrate` on a new system, or bring the key back from its backup");
        }
        return read(file);
    }

    /** @throws IOException as {@link #readFrom} */
    static MasterKey read(Path file) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (rights.stream().anyMatch(r -> !r.name().startsWith("OWNER"))) {
            throw new IOException("others may read " + file + " (" + PosixFilePermissions.toString(rights)
                    + "): chmod 600 it, and consider the key known to them");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != KEY_BYTES) {
            throw new IOException(file + " has " + bytes.length + " bytes, not " + KEY_BYTES
                    + ": bring the key back from its backup");
        }
        return new MasterKey(bytes);
    }

    /** 32 hexadecimal digits that tell this key from others and say nothing else about it. */
    public String id() {
        return id;
    }

    static SecretKeySpec newFileKey() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    /** @param keyId bound into the wrapping, so that a wrapped key cannot stand in for another */
    byte[] wrap(UUID keyId, SecretKeySpec fileKey) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, keyId).doFinal(fileKey.getEncoded());
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SecretKeySpec unwrap(UUID keyId, byte[] wrapped, String masterId) throws DamagedRecordingException {
        if (!masterId.equals(id)) {
            throw new DamagedRecordingException(
                    "key " + keyId + " is wrapped under master key " + masterId + ", but this server has " + id);
        }
        try {
            byte[] nonce = java.util.Arrays.copyOf(wrapped, NONCE_BYTES);
            var bytes = cipher(Cipher.DECRYPT_MODE, nonce, keyId)
                    .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
            return new SecretKeySpec(bytes, "AES");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new DamagedRecordingException("key " + keyId + " does not unwrap: it was changed", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, UUID keyId) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(keyId.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return cipher;
    }

    private static String fingerprint(byte[] bytes) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            byte[] full = mac.doFinal("huifang master key".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(full, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.nio.file.attribute.FileAttribute<Set<PosixFilePermission>> ownerOnly(String rights) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    }
}
