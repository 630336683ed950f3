package org.huifang.recording;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sealed sound whose file is open; one chunk of it at most is in memory. For one listener. */
public final class OpenSound {
    private static final Logger log = LoggerFactory.getLogger(OpenSound.class);

    private final StoredSound sound;
    private final SealedFile file;
    private final SoundSource source;
    private final Context context;
    private boolean closed;

    OpenSound(StoredSound sound, SealedFile file, SoundSource source) {
        this.sound = sound;
        this.file = file;
        this.source = source;
        this.context = source.vertx().getOrCreateContext();
    }

    /** Bytes of the encoded sound. */
    public long length() {
        return file.length();
    }

    /**
     * Lets somebody hear a part. Succeeds when its beginning is undamaged and the play is in the audit log; before that
     * nothing may be sent.
     *
     * @param from first byte, @param to after the last one, at most {@link #length()}
     */
    public Future<Part> play(UUID listener, long from, long to) {
        return undamagedAt(from)
                .compose(undamaged -> source.note(listener, sound, from, to))
                .map(noted -> new Part(from, to));
    }

    private Future<Void> undamagedAt(long from) {
        return file.holds(from)
                ? Future.succeededFuture()
                : source.work()
                        .run(context, () -> file.read(from, 1))
                        .onFailure(e -> source.damaged(sound, e))
                        .mapEmpty();
    }

    /** A part that may be heard, because it was noted. */
    public final class Part {
        private long position;
        private final long to;

        private Part(long from, long to) {
            this.position = from;
            this.to = to;
        }

        /**
         * Writes all bytes, each block when the one before was taken; does not end the stream. Fails when the listener
         * goes or a later chunk is damaged.
         */
        public Future<Void> sendTo(WriteStream<Buffer> listener) {
            if (position >= to) {
                return Future.succeededFuture();
            }
            return block().compose(block -> {
                        position += block.length();
                        return listener.write(block);
                    })
                    .compose(written -> sendTo(listener));
        }

        /** What is decrypted already, at once: the first block leaves with the head. */
        private Future<Buffer> block() {
            if (!file.holds(position)) {
                return source.work().run(context, this::read).onFailure(e -> source.damaged(sound, e));
            }
            try {
                return Future.succeededFuture(read());
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        }

        private Buffer read() throws IOException {
            var block = file.read(position, to - position);
            return Buffer.buffer(block.remaining()).appendBytes(block.array(), block.position(), block.remaining());
        }
    }

    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        source.work()
                .run(context, () -> {
                    file.close();
                    return sound;
                })
                .onFailure(e -> log.warn("sound not closed attempt={} cause={}", sound.id(), e.toString()));
    }
}
