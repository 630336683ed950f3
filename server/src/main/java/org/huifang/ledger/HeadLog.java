package org.huifang.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A witness's book: a file for each chain, {@code CHAIN.heads}, to which lines of JSON are appended, each a head and the
 * receipt given for it. What stands there is never changed, and no head is taken that does not go further.
 */
final class HeadLog {
    private static final int LONGEST_LINE = 8 * 1024;
    private final Path folder;

    HeadLog(Path folder) {
        this.folder = folder;
    }

    /**
     * Appends the head, durable on return.
     *
     * @param receipt makes what is noted beside it, if anything
     * @throws HeadRefusedException when the book holds a later one, or another one at its place
     */
    @Nullable
    WitnessReceipt append(SignedHead head, Function<SignedHead, @Nullable WitnessReceipt> receipt) throws IOException {
        Files.createDirectories(folder);
        try (var channel = FileChannel.open(
                        file(head.chain()),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                var alone = channel.lock()) {
            long end = wholeLines(channel);
            SignedHead held = last(channel, end);
            if (held != null
                    && (held.seq() > head.seq()
                            || (held.seq() == head.seq() && !held.hash().equals(head.hash())))) {
                throw new HeadRefusedException(held);
            }
            WitnessReceipt given = receipt.apply(head);
            var line = new JsonObject().put("head", head.toJson());
            if (given != null) {
                line.put("receipt", given.toJson());
            }
            var bytes = ByteBuffer.wrap((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
            for (long at = end; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
            channel.force(true);
            return given;
        }
    }

    Path file(String chain) {
        return folder.resolve(chain + ".heads");
    }

    /** Where the last whole line ends: a crash may have left a part of one behind it, which nobody was told of. */
    private static long wholeLines(FileChannel channel) throws IOException {
        long end = channel.size();
        var tail = ByteBuffer.allocate((int) Math.min(end, LONGEST_LINE));
        read(channel, tail, end - tail.capacity());
        int left = tail.capacity();
        while (left > 0 && tail.get(left - 1) != '\n') {
            left--;
        }
        long whole = end - tail.capacity() + left;
        if (whole < end) {
            channel.truncate(whole);
        }
        return whole;
    }

    private static @Nullable SignedHead last(FileChannel channel, long end) throws IOException {
        if (end == 0) {
            return null;
        }
        var tail = ByteBuffer.allocate((int) Math.min(end, LONGEST_LINE));
        read(channel, tail, end - tail.capacity());
        String[] lines = new String(tail.array(), StandardCharsets.UTF_8).split("\n");
        try {
            return SignedHead.read(new JsonObject(lines[lines.length - 1]).getJsonObject("head"));
        } catch (DecodeException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(
                    "the last line of the witness's book is damaged; look at it before anything is added", e);
        }
    }

    private static void read(FileChannel channel, ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) {
                throw new IOException("the witness's book became shorter while it was read");
            }
        }
    }
}
