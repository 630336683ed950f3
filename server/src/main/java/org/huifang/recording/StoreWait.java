package org.huifang.recording;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While the store takes nothing, no sound is encoded only to be thrown away, and none counts a failed try: all wait in the
 * spool, one is tried after 5 s, 10 s … 60 s, and when that is kept the others follow. The alarm ends then.
 */
final class StoreWait {
    private static final Logger log = LoggerFactory.getLogger(StoreWait.class);
    private static final Duration MOST = Duration.ofSeconds(60);

    private final Alarms alarms;
    private final String subject;
    private final Duration first;
    private Duration wait = Duration.ZERO;
    private long until;
    private boolean mayBeRaised = true;

    /**
     * @param node whose sealing waits
     * @param first how long the first wait is; each further one doubles it
     */
    StoreWait(Alarms alarms, RecordingNode node, Duration first) {
        this.alarms = alarms;
        this.subject = "sealing/" + node.name();
        this.first = first;
    }

    /** Nothing may be tried now. */
    synchronized boolean waits() {
        return !wait.isZero() && System.nanoTime() - until < 0;
    }

    /** The last try failed; the next one shows whether the store is back. */
    synchronized boolean inDoubt() {
        return !wait.isZero();
    }

    synchronized void failed(IOException cause) {
        if (waits()) {
            return; // another worker's try of the same moment
        }
        Duration doubled = wait.isZero() ? first : wait.multipliedBy(2);
        wait = doubled.compareTo(MOST) > 0 ? MOST : doubled;
        until = System.nanoTime() + wait.toNanos();
        mayBeRaised = true;
        log.warn("sealing waits for the store again={} cause={}", wait, cause.toString());
        alarms.raise(StoreRoom.UNREACHABLE, subject, String.valueOf(cause.getMessage()));
    }

    /** @return true when others waited for that */
    synchronized boolean succeeded() {
        boolean waited = inDoubt();
        wait = Duration.ZERO;
        if (mayBeRaised) {
            mayBeRaised = false;
            alarms.clear(StoreRoom.UNREACHABLE, subject);
        }
        return waited;
    }
}
