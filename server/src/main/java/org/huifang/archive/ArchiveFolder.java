package org.huifang.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.huifang.ConfigException;

/**
 * Where volumes are made.
 *
 * @param node name of this server; several may share the folder
 * @param minFreeBytes that must be free beside what is written
 */
public record ArchiveFolder(Path root, String node, long minFreeBytes) {

    /** @throws ConfigException when the folder is not there: a medium that is not mounted must not fill the system's disk */
    public static ArchiveFolder in(Path root, String node, long minFreeBytes) {
        if (!Files.isDirectory(root) || !Files.isWritable(root)) {
            throw new ConfigException(
                    "archive.folder", root, "make the folder (mode 0700), owned by the user that runs the server");
        }
        return new ArchiveFolder(root, node, minFreeBytes);
    }

    /** Bytes. */
    long free() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    boolean hasRoomFor(long bytes) throws IOException {
        return free() - minFreeBytes >= bytes;
    }
}
