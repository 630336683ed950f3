package org.huifang.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sealed file at any place and decrypts only the chunks that are asked for. What was changed, cut or swapped
 * throws {@link DamagedRecordingException}; it never yields wrong sound. For one thread at a time.
 */
final class SealedFile implements Closeable {
    static final int TAG_BYTES = 16;

    private final SeekableByteChannel channel;
    private final SealedHeader header;
    private final SecretKeySpec key;
    private final int chunks;
    private final long length;
    private int cachedChunk = -1;
    private byte @Nullable [] cached;

    private SealedFile(SeekableByteChannel channel, SealedHeader header, SecretKeySpec key) throws IOException {
        this.channel = channel;
        this.header = header;
        this.key = key;
        long body = channel.size() - SealedHeader.BYTES;
        long stride = header.chunkBytes() + (long) TAG_BYTES;
        chunks = Math.toIntExact((body + stride - 1) / stride);
        length = body - (long) chunks * TAG_BYTES;
        if (chunks < 1 || length < 0) {
            throw new DamagedRecordingException("a file of " + channel.size() + " bytes was cut");
        }
    }

    /**
     * @param recordingId whose sound is expected; another recording's file is refused
     * @param keyOf finds the key by the id in the header
     */
    static SealedFile open(Path file, UUID recordingId, Function<UUID, @Nullable SecretKeySpec> keyOf)
            throws IOException {
        return open(FileChannel.open(file, StandardOpenOption.READ), recordingId, keyOf);
    }

    /** @param channel closed with this file, and when it cannot be opened */
    static SealedFile open(SeekableByteChannel channel, UUID recordingId, Function<UUID, @Nullable SecretKeySpec> keyOf)
            throws IOException {
        try {
            byte[] bytes = new byte[SealedHeader.BYTES];
            if (!readFully(channel, ByteBuffer.wrap(bytes), 0)) {
                throw new DamagedRecordingException("shorter than its header");
            }
            var header = SealedHeader.parse(bytes);
            if (!header.recordingId().equals(recordingId)) {
                throw new DamagedRecordingException(
                        "the file holds recording " + header.recordingId() + ", not " + recordingId);
            }
            SecretKeySpec key = keyOf.apply(header.keyId());
            if (key == null) {
                throw new DamagedRecordingException("the file names key " + header.keyId() + ", which is not its key");
            }
            return new SealedFile(channel, header, key);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes of the sound. */
    long length() {
        return length;
    }

    /**
     * Bytes from {@code position} to the end of their chunk, at most {@code limit}.
     *
     * @return empty at and after the end
     */
    ByteBuffer read(long position, long limit) throws IOException {
        if (position >= length) {
            return ByteBuffer.allocate(0);
        }
        int index = (int) (position / header.chunkBytes());
        byte[] plain = chunk(index);
        int from = (int) (position - (long) index * header.chunkBytes());
        return ByteBuffer.wrap(plain, from, (int) Math.min(limit, plain.length - from));
    }

    /** Whether {@link #read} from here needs neither file nor cipher. */
    boolean holds(long position) {
        return cached != null && position < length && position / header.chunkBytes() == cachedChunk;
    }

    private byte[] chunk(int index) throws IOException {
        if (index == cachedChunk && cached != null) {
            return cached;
        }
        boolean last = index == chunks - 1;
        long stride = header.chunkBytes() + (long) TAG_BYTES;
        long plainBytes = last ? length - (long) index * header.chunkBytes() : header.chunkBytes();
        var encrypted = ByteBuffer.allocate((int) plainBytes + TAG_BYTES);
        if (!readFully(channel, encrypted, SealedHeader.BYTES + index * stride)) {
            throw new DamagedRecordingException("cut in chunk " + index);
        }
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, header.nonce(index, last)));
            cipher.updateAAD(header.authenticated(index, last));
            byte[] plain = cipher.doFinal(encrypted.array());
            cached = plain;
            cachedChunk = index;
            return plain;
        } catch (AEADBadTagException e) {
            throw new DamagedRecordingException("chunk " + index + " of " + chunks + " is not what was sealed", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean readFully(SeekableByteChannel channel, ByteBuffer into, long position) throws IOException {
        channel.position(position);
        while (into.hasRemaining()) {
            int n = channel.read(into);
            if (n < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
