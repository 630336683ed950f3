package org.huifang.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java has. */
final class Sha256 {
    private static final int BLOCK = 64 * 1024;

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param channel read to its end and closed */
    static byte[] of(ReadableByteChannel channel) throws IOException {
        MessageDigest digest = start();
        var block = ByteBuffer.allocate(BLOCK);
        try (channel) {
            while (channel.read(block) >= 0) {
                block.flip();
                digest.update(block);
                block.clear();
            }
        }
        return digest.digest();
    }
}
