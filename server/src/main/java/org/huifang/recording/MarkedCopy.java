package org.huifang.recording;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A decrypted copy in a file that has no name: it is gone when it is closed, and when this process dies. */
public final class MarkedCopy {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final FileChannel file;
    private final long length;
    private final byte[] sha256;
    private final FileWork work;
    private final Context context;

    MarkedCopy(FileChannel file, byte[] sha256, FileWork work, Context context) throws IOException {
        this.file = file;
        this.length = file.size();
        this.sha256 = sha256.clone();
        this.work = work;
        this.context = context;
    }

    /** Bytes of the copy. */
    public long length() {
        return length;
    }

    /** Of the copy, mark included. */
    public byte[] sha256() {
        return sha256.clone();
    }

    /** Writes all bytes, each block when the one before was taken; does not end the stream. */
    public Future<Void> sendTo(WriteStream<Buffer> receiver) {
        return sendTo(receiver, 0);
    }

    private Future<Void> sendTo(WriteStream<Buffer> receiver, long position) {
        if (position >= length) {
            return Future.succeededFuture();
        }
        return work.run(context, () -> block(position))
                .compose(block ->
                        receiver.write(block).compose(written -> sendTo(receiver, position + block.length())));
    }

    private Buffer block(long position) throws IOException {
        var bytes = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, length - position));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the copy ended early");
            }
        }
        return Buffer.buffer(bytes.array());
    }

    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
