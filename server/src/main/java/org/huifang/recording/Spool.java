package org.huifang.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which this node's Asterisk writes. Its part {@code .sealing} belongs to the server: encoded sound that
 * is not stored yet, and a lock, because two servers that seal the same files would overwrite each other's.
 */
final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String WORK = ".sealing";
    private static final Duration LOCK_WITHIN = Duration.ofSeconds(8);
    private static final long LOCK_AGAIN_MILLIS = 200;

    private final Path root;
    private @Nullable FileChannel lockFile;

    Spool(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** @throws IOException when the folder is missing or another server seals from it */
    void prepare() throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("asterisk.spool " + root
                    + " is no folder: mount the folder where Asterisk records, or make it writable for Asterisk");
        }
        Path work = root.resolve(WORK);
        Files.createDirectories(work);
        lock(work.resolve("lock"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(work, "*.sound")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** Another server of this node that is just being replaced lets go within seconds. */
    private void lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LOCK_WITHIN.toNanos();
        FileLock lock = tryLock(channel);
        if (lock == null) {
            log.warn("another server seals recordings from this spool, waiting for its end spool={}", root);
        }
        try {
            while (lock == null && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(LOCK_AGAIN_MILLIS);
                lock = tryLock(channel);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lock == null) {
            channel.close();
            throw new IOException("another server already seals recordings from " + root
                    + ": give each server its own Asterisk and spool folder");
        }
        lockFile = channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path root() {
        return root;
    }

    RawFiles raw(UUID id) {
        return RawFiles.of(root, id);
    }

    /** Where the encoded sound lies between encoding and storing. */
    Path encoded(UUID id) {
        return root.resolve(WORK).resolve(id + ".sound");
    }

    /** Removes what is sealed; durable on return is not needed, the sweep removes what comes back. */
    void remove(UUID id) throws IOException {
        for (Path file : raw(id).all()) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(encoded(id));
    }

    /** @throws IOException when the folder is gone, or is the empty place where it was mounted */
    void mustBeThere() throws IOException {
        if (!Files.isDirectory(root.resolve(WORK))) {
            throw new IOException("the spool folder " + root + " is not the one of the start: mount it again");
        }
    }

    /** Writes and removes a small file: is the folder there and writable? */
    void tryWriting() throws IOException {
        Path file = root.resolve(WORK).resolve("check");
        Files.writeString(file, "?");
        Files.delete(file);
    }

    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
            lockFile = null;
        }
    }
}
