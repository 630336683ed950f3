package org.huifang.archive;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.huifang.ledger.LedgerProofs;

/** Why an archive waits, as its row keeps it: a code for which pages have words, and after a colon a value. */
final class ArchiveProblem {
    private ArchiveProblem() {}

    /** A step that cannot be done, and why. */
    static final class StuckException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String problem;

        StuckException(String code, String value) {
            super(code + ": " + value);
            this.problem = code + ": " + value;
        }
    }

    /** @param root the folder of archives */
    static String of(Throwable failure, Path root) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (one instanceof StuckException stuck) {
                return stuck.problem;
            }
            if (one instanceof LedgerProofs.NotChainedException) {
                return "LEDGER";
            }
            if (one instanceof FileSystemException refused && refused.getFile() != null) {
                Path file = Path.of(refused.getFile()).toAbsolutePath().normalize();
                Path folder = root.toAbsolutePath().normalize();
                return file.startsWith(folder) ? "FOLDER: " + folder.relativize(file) : "STORE";
            }
        }
        return failure instanceof IOException ? "STORE" : "FAILED";
    }
}
