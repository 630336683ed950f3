package org.huifang.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder of another host, mounted here. It keeps heads and vouches for no time: a mounted folder may take this machine's.
 * Only what that host itself keeps from this server (snapshots, a mount that only appends) makes it a witness.
 */
final class FolderWitness implements Witness {
    private final String name;
    private final Path folder;

    FolderWitness(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable WitnessReceipt give(SignedHead head) throws IOException {
        if (!Files.isDirectory(folder)) {
            // Made here it would be an empty mount point of this very machine.
            throw new IOException("there is no folder " + folder);
        }
        return new HeadLog(folder).append(head, taken -> null);
    }
}
