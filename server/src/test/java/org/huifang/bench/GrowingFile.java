package org.huifang.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A log that another process writes: each look reads the whole lines that came since the last. */
final class GrowingFile {
    private static final int BLOCK = 1 << 20;
    private final Path file;
    private long offset;

    GrowingFile(Path file) {
        this.file = file;
    }

    void read(Consumer<String> line) {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            byte[] block = new byte[BLOCK];
            int kept = 0;
            for (int n = in.read(block, kept, BLOCK - kept); n > 0; n = in.read(block, kept, BLOCK - kept)) {
                int end = kept + n;
                int from = 0;
                for (int i = kept; i < end; i++) {
                    if (block[i] == '\n') {
                        line.accept(new String(block, from, i - from, StandardCharsets.UTF_8));
                        from = i + 1;
                    }
                }
                offset += from;
                kept = end - from;
                System.arraycopy(block, from, block, 0, kept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
