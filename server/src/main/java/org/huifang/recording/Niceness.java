package org.huifang.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calling thread the last to get the processor, so that sealing takes only what calls leave over. Java's own
 * thread priorities mean nothing to Linux unless the whole machine is run as root.
 */
final class Niceness {
    private static final Logger log = LoggerFactory.getLogger(Niceness.class);
    private static final String LEAST = "19";

    private Niceness() {}

    /** Goes on at the usual priority, and says so, where the system has no such thing. */
    static void least() {
        try {
            String thread = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString();
            Process renice = new ProcessBuilder("renice", "-n", LEAST, "-p", thread)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!renice.waitFor(5, TimeUnit.SECONDS) || renice.exitValue() != 0) {
                log.warn("sealing runs at the priority of calls, renice failed thread={}", thread);
            }
        } catch (IOException | UnsupportedOperationException e) {
            log.warn("sealing runs at the priority of calls why=\"{}\"", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
