package org.huifang.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * An Ed25519 key in a file of its own, mode 0600: a line with the private key, a line with the public one, in base64. The
 * public one lies beside it in {@code NAME.pub}, for those who verify.
 */
public final class SigningKey {
    /** Signs heads of the log; in the keys' folder. */
    public static final String LEDGER = "ledger.key";

    private final PrivateKey privateKey;
    private final byte[] publicKey;

    private SigningKey(PrivateKey privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /**
     * Makes the key where there is none; an existing one is never touched. Durable when this returns.
     *
     * @return true when a new key was made
     */
    public static boolean createIn(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return false;
        }
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var base64 = Base64.getEncoder();
            String publicLine = base64.encodeToString(pair.getPublic().getEncoded()) + "\n";
            Path unfinished = Files.createTempFile(
                    folder,
                    name,
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                write(unfinished, base64.encodeToString(pair.getPrivate().getEncoded()) + "\n" + publicLine);
                // A link, not a move: it fails where another process made the key in the meantime.
                Files.createLink(file, unfinished);
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.delete(unfinished);
            }
            Files.writeString(folder.resolve(name.replaceAll("\\.key$", "") + ".pub"), publicLine);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
        return true;
    }

    /** @throws IOException when the file is missing, not of this form, or readable by others; names the remedy */
    public static SigningKey readFrom(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException("no key at " + file + ": bring it back from its backup; `huifang migrate` makes a new"
                    + " one, which those who verify must be told of");
        }
        if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------")) {
            throw new IOException("others may read " + file + ": chmod 600 it, and consider the key known to them");
        }
        List<String> lines = Files.readAllLines(file);
        try {
            var base64 = Base64.getDecoder();
            var key = new SigningKey(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.get(0)))),
                    base64.decode(lines.get(1)));
            byte[] test = "test".getBytes(StandardCharsets.US_ASCII);
            if (Ed25519.verifies(key.publicKey, test, key.sign(test))) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(file + " holds no key of this form: bring it back from its backup", e);
        }
        throw new IOException("the two lines of " + file + " are not one key: bring it back from its backup");
    }

    public byte[] sign(byte[] text) {
        return Ed25519.sign(privateKey, text);
    }

    /** In X.509 form. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    private static void write(Path file, String text) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }
}
