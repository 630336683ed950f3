package org.huifang.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ties an embedded PostgreSQL to the life of this process, also when this process is killed: a shell reads a pipe that
 * nobody ever writes to; when it closes, PostgreSQL gets the signal for a fast, orderly end.
 */
final class PostgresGuard {
    // The command line is compared, so that a recycled process id is never signalled.
    private static final String SCRIPT = """
            cat >/dev/null
            tr "\\0" " " 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "$2" && kill -INT "$1"
            """;

    private PostgresGuard() {}

    /** @param data PostgreSQL's data folder, a part of its command line */
    static void watch(Path data) {
        try {
            String pid =
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim();
            new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "guard", pid, data.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch over PostgreSQL in " + data, e);
        }
    }
}
