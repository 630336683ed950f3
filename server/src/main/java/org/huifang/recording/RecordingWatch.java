package org.huifang.recording;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files of live calls: there a second after the answer, grown within five, and growing as long as the call
 * lives. If not, an alarm, and the gate closes. A few stats per look; no look blocks the caller.
 */
public final class RecordingWatch {
    private static final Logger log = LoggerFactory.getLogger(RecordingWatch.class);
    static final String NOT_GROWING = "RECORDING_NOT_GROWING";
    private static final Duration EXISTS_WITHIN = Duration.ofSeconds(1);
    private static final Duration GROWS_WITHIN = Duration.ofSeconds(5);
    private static final Duration LATER = Duration.ofSeconds(15);

    private final Spool spool;
    private final Clock clock;
    private final Alarms alarms;
    private final RecordingProof proof;
    private final ScheduledExecutorService thread;
    private final Map<UUID, Long> bytesSeen = new ConcurrentHashMap<>();

    RecordingWatch(Spool spool, Clock clock, Alarms alarms, RecordingProof proof, ScheduledExecutorService thread) {
        this.spool = spool;
        this.clock = clock;
        this.alarms = alarms;
        this.proof = proof;
        this.thread = thread;
    }

    /** A call was answered (its PENDING row is committed), or a live call was adopted after a restart. */
    public void answered(UUID attempt, Instant answeredAt) {
        if (bytesSeen.putIfAbsent(attempt, 0L) == null) {
            after(answeredAt, EXISTS_WITHIN, () -> mustExist(attempt, answeredAt));
        }
    }

    /** The call ended: its files are the sealer's now. */
    public void ended(UUID attempt) {
        bytesSeen.remove(attempt);
    }

    private void mustExist(UUID attempt, Instant answeredAt) throws IOException {
        RawFiles raw = spool.raw(attempt);
        if (!raw.bothLegsExist()) {
            bad(attempt, SealRetries.MISSING, "the files of an answered call are not in " + spool.root());
            return;
        }
        bytesSeen.computeIfPresent(attempt, (id, before) -> bytes(raw));
        after(answeredAt, GROWS_WITHIN, () -> mustGrow(attempt));
    }

    private void mustGrow(UUID attempt) throws IOException {
        Long before = bytesSeen.get(attempt);
        if (before == null) {
            return;
        }
        long now = spool.raw(attempt).bytes();
        if (now <= before) {
            bad(attempt, NOT_GROWING, "the files of a live call stay at " + now + " bytes");
            return;
        }
        bytesSeen.computeIfPresent(attempt, (id, was) -> now);
        schedule(LATER, () -> mustGrow(attempt));
    }

    /** Told once for a call; whether the next one can be recorded is for the proof to say. */
    private void bad(UUID attempt, String kind, String detail) {
        // Asked last, so that a call which ended meanwhile raises nothing.
        if (bytesSeen.remove(attempt) != null) {
            alarms.raise(kind, attempt.toString(), detail);
            proof.distrust(kind + " " + attempt);
        }
    }

    private static long bytes(RawFiles raw) {
        try {
            return raw.bytes();
        } catch (IOException e) {
            // Then they do not grow either: the next look tells.
            log.warn("files of a live call cannot be read cause={}", e.toString());
            return 0;
        }
    }

    private interface Look {
        void run() throws IOException;
    }

    private void after(Instant answeredAt, Duration delay, Look look) {
        schedule(delay.minus(Duration.between(answeredAt, clock.instant())), look);
    }

    private void schedule(Duration delay, Look look) {
        try {
            thread.schedule(
                    () -> {
                        try {
                            look.run();
                        } catch (IOException | RuntimeException e) {
                            log.error("cannot watch a live call's files", e);
                            proof.distrust("the files of live calls cannot be read: " + e);
                        }
                    },
                    Math.max(0, delay.toMillis()),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("watch is stopped");
        }
    }
}
