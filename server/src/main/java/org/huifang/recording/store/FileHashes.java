package org.huifang.recording.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Hashes of a file's bytes, read once. MD5 only because S3 asks for it where Object Lock is. */
record FileHashes(byte[] sha256, byte[] md5) {
    private static final int BLOCK = 64 * 1024;

    static FileHashes of(Path file) throws IOException {
        var sha256 = digest("SHA-256");
        var md5 = digest("MD5");
        feed(FileChannel.open(file, StandardOpenOption.READ), List.of(sha256, md5));
        return new FileHashes(sha256.digest(), md5.digest());
    }

    static FileHashes of(byte[] bytes) {
        return new FileHashes(digest("SHA-256").digest(bytes), digest("MD5").digest(bytes));
    }

    /** @param channel read to its end and closed */
    static byte[] sha256(ReadableByteChannel channel) throws IOException {
        var sha256 = digest("SHA-256");
        feed(channel, List.of(sha256));
        return sha256.digest();
    }

    private static void feed(ReadableByteChannel channel, List<MessageDigest> digests) throws IOException {
        var block = ByteBuffer.allocate(BLOCK);
        try (channel) {
            while (channel.read(block) >= 0) {
                block.flip();
                digests.forEach(digest -> digest.update(block.duplicate()));
                block.clear();
            }
        }
    }

    String sha256Base64() {
        return Base64.getEncoder().encodeToString(sha256);
    }

    String md5Base64() {
        return Base64.getEncoder().encodeToString(md5);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
