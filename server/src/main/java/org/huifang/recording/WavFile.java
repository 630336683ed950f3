package org.huifang.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * One WAV file of Asterisk: mono, 16 bit. Asterisk writes the length into the header when it closes the file; until
 * then, and for ever after a crash, the header says 0 and the file's size alone tells the length.
 */
final class WavFile implements Closeable {
    private static final int FIRST_BYTES = 512;
    private static final int BLOCK_BYTES = 64 * 1024;

    private final FileChannel channel;
    private final long size;
    private final Layout layout;
    private final MessageDigest raw = Sha256.start();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long position;
    private long framesLeft;

    private WavFile(FileChannel channel, long size, Layout layout) {
        this.channel = channel;
        this.size = size;
        this.layout = layout;
        framesLeft = layout.frames(size);
        block.limit(0);
    }

    static WavFile open(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = channel.size();
            return new WavFile(channel, size, layout(file, channel, size));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Has Asterisk written the length and closed the file? False for a live call and after a crash. */
    static boolean closedByAsterisk(Path file) throws IOException {
        try (var wav = open(file)) {
            return wav.closedByAsterisk();
        }
    }

    boolean closedByAsterisk() {
        return layout.closed(size);
    }

    /** Samples, from the file's size where the header does not tell. */
    long frames() {
        return layout.frames(size);
    }

    int sampleRate() {
        return layout.rate;
    }

    /**
     * Fills as many samples as the file still has.
     *
     * @return how many; less than asked for only at the end
     */
    int read(short[] into, int count) throws IOException {
        int done = 0;
        while (done < count && framesLeft > 0) {
            if (block.remaining() < 2) {
                fill();
                if (block.remaining() < 2) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
            int part = (int) Math.min(Math.min(count - done, framesLeft), block.remaining() / 2);
            block.asShortBuffer().get(into, done, part);
            block.position(block.position() + part * 2);
            done += part;
            framesLeft -= part;
        }
        return done;
    }

    /** SHA-256 of the whole file as it lies there, header included. Call it last: it reads what is left. */
    byte[] sha256() throws IOException {
        block.limit(0).position(0);
        while (position < size) {
            fill();
            block.limit(0).position(0);
        }
        return raw.digest();
    }

    private void fill() throws IOException {
        if (position == 0 && layout.data > 0) {
            var head = ByteBuffer.allocate(layout.data);
            readInto(head);
        }
        block.compact();
        readInto(block);
    }

    private void readInto(ByteBuffer into) throws IOException {
        int before = into.position();
        while (into.hasRemaining() && position < size) {
            if (into.remaining() > size - position) {
                into.limit(into.position() + (int) (size - position));
            }
            int n = channel.read(into, position);
            if (n < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            position += n;
        }
        into.limit(into.position()).position(before);
        raw.update(into.duplicate());
        into.position(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** @param data where the samples begin, @param declared how many bytes of them the header promises */
    private record Layout(int rate, int data, long declared) {
        boolean closed(long size) {
            long there = size - data;
            return declared > 0 && (there == declared || there == declared + (declared & 1));
        }

        long frames(long size) {
            return Math.max(0, (closed(size) ? declared : size - data) / 2);
        }
    }

    private static Layout layout(Path file, FileChannel channel, long size) throws IOException {
        var head = ByteBuffer.allocate((int) Math.min(FIRST_BYTES, size)).order(ByteOrder.LITTLE_ENDIAN);
        while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
        head.flip();
        if (head.limit() < 44) {
            return new Layout(8000, (int) size, 0);
        }
        if (head.getInt(0) != 0x46464952 || head.getInt(8) != 0x45564157) {
            throw new IOException(file.getFileName() + " is no WAV file");
        }
        int rate = 0;
        for (int at = 12; at + 8 <= head.limit(); ) {
            int name = head.getInt(at);
            long length = Integer.toUnsignedLong(head.getInt(at + 4));
            if (name == 0x61746164) {
                if (rate == 0) {
                    throw new IOException(file.getFileName() + " names no sample rate");
                }
                return new Layout(rate, at + 8, length);
            }
            if (name == 0x20746d66 && at + 24 <= head.limit()) {
                if (head.getShort(at + 8) != 1 || head.getShort(at + 10) != 1 || head.getShort(at + 22) != 16) {
                    throw new IOException(file.getFileName() + " is not mono with 16 bits");
                }
                rate = head.getInt(at + 12);
                if (rate < 8000 || rate > 48_000) {
                    throw new IOException(file.getFileName() + " has a sample rate of " + rate);
                }
            }
            at = (int) Math.min(Integer.MAX_VALUE - 8, at + 8 + length + (length & 1));
        }
        throw new IOException(file.getFileName() + " has no samples' part in its first " + FIRST_BYTES + " bytes");
    }
}
