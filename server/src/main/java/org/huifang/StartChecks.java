package org.huifang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.huifang.customer.NumberKeys;
import org.huifang.recording.MasterKeys;

/**
 * What must be right before anything starts: keys and folders. (That Asterisk's recordings really arrive in the spool is
 * proven by a probe call after the start; nothing is dialled before.)
 */
final class StartChecks {
    private StartChecks() {}

    /** @throws ConfigException naming the setting, its value and the remedy */
    static void run(ServerConfig config) {
        Path keys = config.keys().folder();
        try {
            MasterKeys.readFrom(keys);
        } catch (IOException e) {
            throw new ConfigException("keys.folder", keys, String.valueOf(e.getMessage()));
        }
        NumberKeys.readFrom(keys);
        spool(config.asterisk().spool());
        celFile(config.asterisk().celFile());
        store(config.recording().store());
    }

    private static void spool(Path spool) {
        if (!Files.isDirectory(spool) || !Files.isWritable(spool)) {
            throw new ConfigException(
                    "asterisk.spool",
                    spool,
                    (Files.isDirectory(spool) ? "cannot be written" : "is no folder")
                            + "; mount the folder in which Asterisk records, writable for this server too");
        }
    }

    private static void celFile(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new ConfigException(
                    "asterisk.cel_file",
                    file,
                    "its folder cannot be read; mount Asterisk's log folder for this server");
        }
        if (Files.exists(file) && !Files.isReadable(file)) {
            throw new ConfigException("asterisk.cel_file", file, "cannot be read; let this server's group read it");
        }
    }

    private static void store(Path store) {
        try {
            Files.createDirectories(store);
            Path probe = Files.createTempFile(store, ".start", ".check");
            Files.delete(probe);
        } catch (IOException e) {
            throw new ConfigException(
                    "recording.store",
                    store,
                    "cannot be written (" + e + "); give this server the right, or name another");
        }
    }
}
