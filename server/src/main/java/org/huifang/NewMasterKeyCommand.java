package org.huifang;

import java.io.IOException;
import java.nio.file.Path;
import org.huifang.recording.MasterKey;

/** {@code huifang new-master-key}: makes a further master key; an admin takes it into use on the page of stores. */
final class NewMasterKeyCommand {
    private NewMasterKeyCommand() {}

    static void run(Options options) {
        Path folder = options.config().keys().folder();
        try {
            MasterKey.readFrom(folder);
            Path file = MasterKey.createAnotherIn(folder);
            System.out.println("made " + file + "; nothing uses it yet.");
            System.out.println("1. Back it up, apart from the database.");
            System.out.println("2. Copy it into keys.folder of every other server, mode 0600.");
            System.out.println(
                    "3. Take it into use: Stores and keys, in the pages. Keep the old key as long as the page says"
                            + " that it wraps keys, and as long as a backup of the database is that was made before.");
        } catch (IOException e) {
            throw new ConfigException("keys.folder", folder, String.valueOf(e.getMessage()));
        }
    }
}
