package org.huifang.recording;

import java.io.IOException;
import java.nio.file.Path;
import org.huifang.recording.RecordingGate.Cause;
import org.huifang.recording.store.FolderStore;

/** Looks whether spool and store are there, writable and have room, and moves the gate accordingly. Blocks. */
final class FolderCheck {
    /** Free bytes of the file system under a folder. */
    interface FreeSpace {
        long bytes(Path folder) throws IOException;
    }

    private static final long MIB = 1024 * 1024;

    private final Spool spool;
    private final FolderStore store;
    private final long minFreeMiB;
    private final FreeSpace freeSpace;
    private final RecordingGate gate;

    FolderCheck(Spool spool, FolderStore store, int minFreeMiB, FreeSpace freeSpace, RecordingGate gate) {
        this.spool = spool;
        this.store = store;
        this.minFreeMiB = minFreeMiB;
        this.freeSpace = freeSpace;
        this.gate = gate;
    }

    void look() {
        boolean spoolWorks = works(Cause.SPOOL_UNUSABLE, "asterisk.spool " + spool.root(), spool::tryWriting);
        boolean storeWorks = works(Cause.STORE_UNUSABLE, "recording.store " + store.root(), store::tryWriting);
        if (spoolWorks && storeWorks) {
            String little = little("asterisk.spool", spool.root()) + little("recording.store", store.root());
            if (little.isEmpty()) {
                gate.open(Cause.NO_SPACE);
            } else {
                gate.close(Cause.NO_SPACE, little.trim());
            }
        }
    }

    private interface Try {
        void run() throws IOException;
    }

    private boolean works(Cause cause, String what, Try writing) {
        try {
            writing.run();
            gate.open(cause);
            return true;
        } catch (IOException e) {
            gate.close(cause, what + " cannot be written (" + e + "): mount it, or give this server the right");
            return false;
        }
    }

    private String little(String key, Path folder) {
        try {
            // In steps of 64 MiB, so that the reason does not change at every look.
            long free = freeSpace.bytes(folder) / MIB;
            return free >= minFreeMiB
                    ? ""
                    : "less than " + (free / 64 + 1) * 64 + " MiB are free on " + key + " " + folder
                            + ", recording.min_free_mb asks for " + minFreeMiB + ": free or add space ";
        } catch (IOException e) {
            return "free space of " + folder + " is unknown (" + e + ") ";
        }
    }
}
