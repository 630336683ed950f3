package org.huifang.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Sealed files in a folder tree by UTC date of the answer: {@code 2026/11/22/<id>.hfr}. A name appears only with its
 * whole, durable content: written aside in {@code .incoming}, synced, then moved.
 */
final class FolderStore {
    private static final String INCOMING = ".incoming";
    static final String EXTENSION = ".hfr";

    private final Path root;
    private final String node;

    /** @param node name of this server; several may share the store */
    FolderStore(Path root, String node) {
        this.root = root.toAbsolutePath().normalize();
        this.node = node;
    }

    Path root() {
        return root;
    }

    /** Makes the folders and removes what an earlier run of this node left unfinished. */
    void prepare() throws IOException {
        Files.createDirectories(root.resolve(INCOMING));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root.resolve(INCOMING), node + "~*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    static String nameOf(UUID id, Instant startedAt) {
        var day = LocalDate.ofInstant(startedAt, ZoneOffset.UTC);
        return "%s/%s%s".formatted(folderOf(day), id, EXTENSION);
    }

    static String folderOf(LocalDate day) {
        return "%04d/%02d/%02d".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    /** Where to write a file before {@link #keep}. */
    Path incoming(UUID id, UUID keyId) {
        return root.resolve(INCOMING).resolve(node + "~" + id + "~" + keyId);
    }

    /** Gives a finished, synced file its name, replacing what a crashed run may have left there; durable on return. */
    void keep(Path incoming, String name) throws IOException {
        Path target = path(name);
        Path folder = target.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(name);
        }
        makeFolders(folder);
        Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(folder);
    }

    /** @throws IllegalArgumentException for a name that leads out of the store */
    Path path(String name) {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException("no name in the store: " + name);
        }
        return path;
    }

    /** Writes and removes a small file: can something be stored? */
    void tryWriting() throws IOException {
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
    static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
