package org.huifang.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The first 64 bytes of a sealed file (docs/recordings.md has the table). Every chunk authenticates all of them, so
 * that a changed header, or the chunk of another recording, does not decrypt.
 *
 * @param chunkBytes plain bytes of every chunk but the last
 * @param noncePrefix 7 random bytes; with the chunk's number and the last-chunk flag they make the 12 of its nonce
 */
record SealedHeader(int version, int chunkBytes, UUID recordingId, UUID keyId, byte[] noncePrefix) {
    static final int BYTES = 64;
    static final int CHUNK_BYTES = 64 * 1024;
    private static final int VERSION = 1;
    private static final int PREFIX_BYTES = 7;
    private static final int LARGEST_CHUNK = 1024 * 1024;
    private static final byte[] MAGIC = "HUIFANGR".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom random = new SecureRandom();

    static SealedHeader forNew(UUID recordingId, UUID keyId) {
        byte[] prefix = new byte[PREFIX_BYTES];
        random.nextBytes(prefix);
        return new SealedHeader(VERSION, CHUNK_BYTES, recordingId, keyId, prefix);
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .putInt(version)
                .putInt(chunkBytes)
                .putLong(recordingId.getMostSignificantBits())
                .putLong(recordingId.getLeastSignificantBits())
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .put(noncePrefix)
                .array();
    }

    static SealedHeader parse(byte[] bytes) throws DamagedRecordingException {
        var in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new DamagedRecordingException("no sealed recording: it does not begin with HUIFANGR");
        }
        int version = in.getInt();
        int chunkBytes = in.getInt();
        if (version != VERSION || chunkBytes < 1 || chunkBytes > LARGEST_CHUNK) {
            throw new DamagedRecordingException("unknown version " + version + " or chunk size " + chunkBytes);
        }
        var recordingId = new UUID(in.getLong(), in.getLong());
        var keyId = new UUID(in.getLong(), in.getLong());
        byte[] prefix = new byte[PREFIX_BYTES];
        in.get(prefix);
        while (in.hasRemaining()) {
            if (in.get() != 0) {
                throw new DamagedRecordingException("the unused end of the header is not zero");
            }
        }
        return new SealedHeader(version, chunkBytes, recordingId, keyId, prefix);
    }

    /** Different for every chunk of a file; the flag makes a file that was cut at a chunk's end fail. */
    byte[] nonce(int chunk, boolean last) {
        return ByteBuffer.allocate(12)
                .put(noncePrefix)
                .putInt(chunk)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    /** What a chunk authenticates beside its bytes. */
    byte[] authenticated(int chunk, boolean last) {
        return ByteBuffer.allocate(BYTES + 5)
                .put(encode())
                .putInt(chunk)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
