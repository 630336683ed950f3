package org.huifang.archive;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.huifang.recording.store.FolderStore;
import org.jspecify.annotations.Nullable;

/**
 * A volume as a folder: written under a hidden name, synced, and given its name only when it is whole. Keeps
 * {@code SHA256SUMS} of everything that is written.
 */
final class VolumeFolder implements AutoCloseable {
    static final String SUMS = "SHA256SUMS";
    /** Sums of the files as they are after decryption; in encrypted volumes only. */
    static final String PLAIN_SUMS = "CONTENTS.sha256";

    private static final String UNFINISHED = ".unfinished~";

    private final Path folder;
    private final @Nullable Recipient recipient;
    private final BufferedWriter sums;
    private final BufferedWriter plainSums;
    private long bytes;

    private VolumeFolder(Path folder, @Nullable Recipient recipient) throws IOException {
        this.folder = folder;
        this.recipient = recipient;
        sums = Files.newBufferedWriter(folder.resolve(SUMS));
        plainSums = Files.newBufferedWriter(folder.resolve(PLAIN_SUMS));
    }

    /** Begins anew; what an earlier run left of this volume is removed. */
    static VolumeFolder begin(Path root, String node, UUID archive, int number, @Nullable Recipient recipient)
            throws IOException {
        Path folder = unfinished(root, node, archive, number);
        remove(folder);
        Files.createDirectory(folder);
        return new VolumeFolder(folder, recipient);
    }

    static Path unfinished(Path root, String node, UUID archive, int number) {
        return root.resolve(UNFINISHED + node + "~" + archive + "~" + number);
    }

    /** Removes what this server left of other archives than this one. */
    static void sweep(Path root, String node, @Nullable UUID but) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, UNFINISHED + node + "~*")) {
            for (Path folder : left) {
                if (but == null || !folder.getFileName().toString().startsWith(UNFINISHED + node + "~" + but + "~")) {
                    remove(folder);
                }
            }
        }
    }

    /** Opens a file; encrypted where there is a recipient. */
    VolumeFile create(String name) throws IOException {
        return new VolumeFile(name, recipient);
    }

    /** A file that everybody can read, also in an encrypted volume. */
    VolumeFile createOpen(String name) throws IOException {
        return new VolumeFile(name, null);
    }

    /** Bytes of the finished files. */
    long bytes() {
        return bytes;
    }

    /**
     * Writes the sums and makes everything durable.
     *
     * @return SHA-256 of {@code SHA256SUMS}, by which the ledger knows the volume
     */
    byte[] seal() throws IOException {
        plainSums.close();
        if (recipient != null) {
            try (var file = create(PLAIN_SUMS)) {
                Files.copy(folder.resolve(PLAIN_SUMS), file);
            }
        }
        Files.delete(folder.resolve(PLAIN_SUMS));
        sums.close();
        bytes += Files.size(folder.resolve(SUMS));
        syncFile(folder.resolve(SUMS));
        syncFolders(folder);
        return Hashes.of(folder.resolve(SUMS));
    }

    @Override
    public void close() throws IOException {
        sums.close();
        plainSums.close();
    }

    /** Gives a whole volume its name; durable on return. */
    static void publish(Path unfinished, Path named) throws IOException {
        syncFolders(unfinished);
        Files.move(unfinished, named, StandardCopyOption.ATOMIC_MOVE);
        Path root = named.getParent();
        if (root != null) {
            FolderStore.syncFolder(root);
        }
    }

    static void writeSynced(Path file, byte[] content) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, content);
        syncFile(file);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            if (Files.exists(folder)) {
                throw new IOException("cannot remove " + folder, e);
            }
        }
    }

    private static void syncFile(Path file) throws IOException {
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void syncFolders(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.filter(Files::isDirectory).toList()) {
                FolderStore.syncFolder(one);
            }
        }
    }

    /** One file of the volume; its sum is taken as it is closed. */
    final class VolumeFile extends OutputStream {
        private final String name;
        private final Path path;
        private final MessageDigest plain = Hashes.start();
        private final MessageDigest onMedium = Hashes.start();
        private final OutputStream medium;
        private final OutputStream out;
        private boolean closed;

        private VolumeFile(String name, @Nullable Recipient to) throws IOException {
            this.name = to == null ? name : name + Recipient.EXTENSION;
            this.path = folder.resolve(this.name);
            Files.createDirectories(path.getParent());
            medium = new java.security.DigestOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(path), 1 << 16), onMedium);
            int slash = name.lastIndexOf('/');
            out = to == null ? medium : to.encrypt(medium, name.substring(slash + 1));
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] block, int from, int length) throws IOException {
            plain.update(block, from, length);
            out.write(block, from, length);
        }

        void text(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            if (out != medium) {
                out.close();
            }
            medium.close();
            syncFile(path);
            bytes += Files.size(path);
            sums.write(Hashes.hex(onMedium.digest()) + "  " + name + "\n");
            if (recipient != null && name.endsWith(Recipient.EXTENSION) && !name.startsWith(PLAIN_SUMS)) {
                String plainName = name.substring(0, name.length() - Recipient.EXTENSION.length());
                plainSums.write(Hashes.hex(plain.digest()) + "  " + plainName + "\n");
            }
        }

        /** It shall not be there after all. */
        void discard() throws IOException {
            closed = true;
            medium.close();
            Files.delete(path);
        }
    }
}
