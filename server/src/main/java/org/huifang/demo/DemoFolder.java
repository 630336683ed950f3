package org.huifang.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** What one demo leaves on disk: {@code .huifang/demo}, or {@code demo-2} and so on beside another that runs. */
public final class DemoFolder implements AutoCloseable {
    private static final int AT_A_TIME = 9;

    private final Path root;
    private final FileChannel lock;

    private DemoFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * The first folder that no running demo uses, emptied.
     *
     * @param keep leave in it what an earlier demo left
     */
    public static DemoFolder take(Checkout checkout, boolean keep) {
        try {
            Files.createDirectories(checkout.runtime(""));
            for (int i = 1; i <= AT_A_TIME; i++) {
                Path root = checkout.runtime(i == 1 ? "demo" : "demo-" + i);
                var lock = FileChannel.open(
                        root.resolveSibling(root.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                if (lock.tryLock() == null) {
                    lock.close();
                    continue;
                }
                if (!keep) {
                    empty(root);
                }
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return new DemoFolder(root, lock);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot write " + checkout.runtime("") + " (" + e + "): clone into a folder of your own", e);
        }
        throw new IllegalStateException(AT_A_TIME + " demos run from this checkout already: end one with Ctrl-C");
    }

    public Path root() {
        return root;
    }

    public Path path(String name) {
        return root.resolve(name);
    }

    /** A file that only its owner may read. */
    public Path secret(String name, String content) {
        Path file = root.resolve(name);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links are removed, never followed. */
    private static void empty(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
