package org.huifang.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes one sealed file: header, then chunks of AES-256-GCM. Holds one chunk in memory, whatever the length. The file
 * is whole and on disk only after {@link #finish()}.
 */
final class SealedFileWriter implements Closeable {
    private final FileChannel channel;
    private final SecretKeySpec key;
    private final SealedHeader header;
    private final Cipher cipher;
    private final byte[] chunk;
    private final ByteBuffer encrypted;
    private final MessageDigest stored = Sha256.start();
    private int filled;
    private int chunks;
    private long size;

    /** @param file replaced when it exists */
    SealedFileWriter(Path file, UUID recordingId, UUID keyId, SecretKeySpec key) throws IOException {
        this.key = key;
        header = SealedHeader.forNew(recordingId, keyId);
        chunk = new byte[header.chunkBytes()];
        encrypted = ByteBuffer.allocate(header.chunkBytes() + SealedFile.TAG_BYTES);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        put(ByteBuffer.wrap(header.encode()));
    }

    void write(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (filled == chunk.length) {
                putChunk(false);
            }
            int part = Math.min(length - done, chunk.length - filled);
            System.arraycopy(bytes, from + done, chunk, filled, part);
            filled += part;
            done += part;
        }
    }

    /** Writes the last chunk and waits until all is on disk. */
    Written finish() throws IOException {
        putChunk(true);
        channel.force(true);
        return new Written(size, stored.digest());
    }

    /** @param size bytes of the file, @param sha256 of these bytes */
    record Written(long size, byte[] sha256) {}

    private void putChunk(boolean last) throws IOException {
        encrypted.clear();
        try {
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    key,
                    new GCMParameterSpec(SealedFile.TAG_BYTES * 8, header.nonce(chunks, last)));
            cipher.updateAAD(header.authenticated(chunks, last));
            cipher.doFinal(ByteBuffer.wrap(chunk, 0, filled), encrypted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        put(encrypted.flip());
        chunks = Math.incrementExact(chunks);
        filled = 0;
    }

    private void put(ByteBuffer bytes) throws IOException {
        stored.update(bytes.duplicate());
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
