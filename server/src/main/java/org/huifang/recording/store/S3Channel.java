package org.huifang.recording.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads one version of an object at any place, by requests for {@value #BLOCK} bytes; the first one tells its length too. */
final class S3Channel implements SeekableByteChannel {
    private static final int BLOCK = 256 * 1024;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String version;
    private final long size;
    private ByteBuffer block;
    private long blockAt;
    private long position;
    private boolean open = true;

    /** @throws java.nio.file.NoSuchFileException when there is no such version */
    S3Channel(S3Client client, String bucket, String key, String version) throws IOException {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.version = version;
        var first = fetch(0);
        String range = first.response().contentRange();
        block = first.asByteBuffer();
        size = range == null ? block.remaining() : Long.parseLong(range.substring(range.indexOf('/') + 1));
    }

    private ResponseBytes<GetObjectResponse> fetch(long from) throws IOException {
        return S3Calls.answer(
                "reading " + key,
                () -> client.getObjectAsBytes(b -> b.bucket(bucket)
                        .key(key)
                        .versionId(version)
                        .range("bytes=" + from + "-" + (from + BLOCK - 1))));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= size) {
            return -1;
        }
        if (position < blockAt || position >= blockAt + block.limit()) {
            block = fetch(position).asByteBuffer();
            blockAt = position;
            if (!block.hasRemaining()) {
                throw new IOException("S3 sent nothing of " + key + " from " + position);
            }
        }
        int from = (int) (position - blockAt);
        int n = Math.min(into.remaining(), block.limit() - from);
        into.put(block.duplicate().position(from).limit(from + n));
        position += n;
        return n;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
