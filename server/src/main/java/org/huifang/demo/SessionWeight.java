package org.huifang.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets Asterisk have the processor before those whose work may wait some milliseconds. Linux shares it among sessions first
 * (sched(7), "The autogroup feature"), and each process of PostgreSQL is a session of its own: twenty of them would outweigh
 * all threads of Asterisk together, and a customer would wait for a row to be written before being bridged.
 */
public final class SessionWeight {
    private static final Logger log = LoggerFactory.getLogger(SessionWeight.class);
    /** A niceness: some nine times the share of a session that has none. */
    private static final String BEFORE_OTHERS = "-10";

    private SessionWeight() {}

    /**
     * Needs root; for others it keeps an equal share, which is logged.
     *
     * @param name of the process, for the log
     * @param pid of any process of the session
     */
    public static void beforeOthers(String name, long pid) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(pid), "autogroup"), BEFORE_OTHERS);
        } catch (NoSuchFileException e) {
            log.debug("sessions have no weights on this system");
        } catch (IOException e) {
            log.info(
                    "{} shares the processor as an equal of others, to put it first takes root why=\"{}\"",
                    name,
                    e.toString());
        }
    }
}
