package org.huifang.recording.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Sealed files in a folder tree by UTC date of the answer: {@code 2026/11/22/<id>.hfr}. A name appears only with its
 * whole, durable content: written aside in {@code .incoming}, synced, then moved. A file system enforces neither retention
 * nor holds: here the rows and the rights of the purge alone keep them.
 */
public final class FolderStore implements RecordingStore {
    public static final String STORE = "folder";
    public static final String EXTENSION = ".hfr";
    private static final String INCOMING = ".incoming";

    private final Path root;
    private final String node;

    /** @param node name of this server; several may share the store */
    public FolderStore(Path root, String node) {
        this.root = root.toAbsolutePath().normalize();
        this.node = node;
    }

    public Path root() {
        return root;
    }

    /** Makes the folders and removes what an earlier run of this node left unfinished. */
    public void prepare() throws IOException {
        Files.createDirectories(root.resolve(INCOMING));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root.resolve(INCOMING), node + "~*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    public static String nameOf(UUID id, Instant startedAt) {
        var day = LocalDate.ofInstant(startedAt, ZoneOffset.UTC);
        return "%s/%s%s".formatted(folderOf(day), id, EXTENSION);
    }

    public static String folderOf(LocalDate day) {
        return "%04d/%02d/%02d".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    /** Where to write a file before {@link #keep}; also for the other stores. */
    public Path incoming(UUID id, UUID keyId) {
        return root.resolve(INCOMING).resolve(node + "~" + id + "~" + keyId);
    }

    @Override
    public String store() {
        return STORE;
    }

    /**
     * Gives a finished, synced file its name, replacing what a crashed run may have left there; durable on return.
     *
     * @param incoming one of {@link #incoming}
     */
    @Override
    public Stored keep(Path incoming, String name, Instant retainUntil) throws IOException {
        Path target = path(name);
        Path folder = target.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(name);
        }
        makeFolders(folder);
        Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(folder);
        return new Stored(STORE, name, null);
    }

    @Override
    public boolean keepsVersions() {
        return false;
    }

    @Override
    public SeekableByteChannel open(Stored stored) throws IOException {
        return FileChannel.open(path(stored.name()), StandardOpenOption.READ);
    }

    @Override
    public Optional<Stored> find(String name, byte[] sha256) throws IOException {
        var stored = new Stored(STORE, name, null);
        return exists(stored) && Arrays.equals(FileHashes.sha256(open(stored)), sha256)
                ? Optional.of(stored)
                : Optional.empty();
    }

    @Override
    public boolean exists(Stored stored) throws IOException {
        return size(stored) >= 0;
    }

    @Override
    public long size(Stored stored) throws IOException {
        try {
            return Files.size(path(stored.name()));
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** Nothing to do: the row says how long. */
    @Override
    public void extend(Stored stored, Instant retainUntil) {}

    /** Nothing to do: the row says that it is held. */
    @Override
    public void hold(Stored stored, boolean held) {}

    @Override
    public void delete(Stored stored) throws IOException {
        Path file = path(stored.name());
        if (Files.deleteIfExists(file) && file.getParent() != null) {
            syncFolder(file.getParent());
        }
    }

    @Override
    public Lock lock(Stored stored) {
        return Lock.NONE;
    }

    @Override
    public void erase(Stored stored) throws IOException {
        delete(stored);
    }

    /** @throws IllegalArgumentException for a name that leads out of the store */
    public Path path(String name) {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException("no name in the store: " + name);
        }
        return path;
    }

    /** Writes and removes a small file: can something be stored? */
    public void tryWriting() throws IOException {
        Path file = root.resolve(INCOMING).resolve(node + "~check");
        Files.writeString(file, "?");
        Files.delete(file);
    }

    private void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null && !folder.equals(root)) {
            makeFolders(parent);
        }
        Files.createDirectories(folder);
        if (parent != null) {
            syncFolder(parent);
        }
    }

    /** Makes names that were added to or removed from a folder durable. */
    public static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
