package org.huifang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads the last to get a processor, so that they take only what calls leave over. Java's own thread priorities mean
 * nothing to Linux unless everything is run as root. Where the system has no such thing all goes on as usual, and is logged.
 */
public final class Niceness {
    private static final Logger log = LoggerFactory.getLogger(Niceness.class);
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String LEAST = "19";

    private Niceness() {}

    /** The calling thread. */
    public static void least() {
        try {
            renice(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        } catch (IOException | UnsupportedOperationException e) {
            log.warn("a background thread runs at the priority of calls why=\"{}\"", e.toString());
        }
    }

    /** The optimising compiler of the virtual machine: it has minutes of work after a start, with calls under way. */
    static void leastForCompiler() {
        try (Stream<Path> threads = Files.list(THREADS)) {
            List<Path> compilers = threads.filter(Niceness::optimises).toList();
            for (Path compiler : compilers) {
                renice(compiler.getFileName());
            }
        } catch (IOException e) {
            log.warn("the compiler runs at the priority of calls why=\"{}\"", e.toString());
        }
    }

    private static boolean optimises(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith("C2 Compiler");
        } catch (IOException e) {
            // It ended meanwhile.
            return false;
        }
    }

    private static void renice(Path thread) throws IOException {
        Process renice = new ProcessBuilder("renice", "-n", LEAST, "-p", thread.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!renice.waitFor(5, TimeUnit.SECONDS) || renice.exitValue() != 0) {
                log.warn("a background thread runs at the priority of calls, renice failed thread={}", thread);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
