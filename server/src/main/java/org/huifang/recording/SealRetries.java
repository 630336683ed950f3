package org.huifang.recording;

import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a sound could not be sealed: again after 5 s, 10 s, 20 s …; from the fifth failure on FAILED with an
 * alarm, and again every hour for ever.
 */
final class SealRetries {
    private static final Logger log = LoggerFactory.getLogger(SealRetries.class);
    static final String FAILED = "RECORDING_SEAL_FAILED";
    static final String MISSING = "RECORDING_MISSING";
    /** Who hangs up while answering leaves no sound; the row says so, and nobody is woken for it. */
    private static final long SHORTEST_SOUND_MS = 500;

    private static final int GIVE_UP_AFTER = 5;
    private static final Duration HOURLY = Duration.ofHours(1);
    private static final int PROBLEM_CHARS = 300;

    private final SealingRows rows;
    private final Alarms alarms;
    private final Duration first;

    /** @param first wait before the second try; each further one doubles it */
    SealRetries(SealingRows rows, Alarms alarms, Duration first) {
        this.rows = rows;
        this.alarms = alarms;
        this.first = first;
    }

    void succeeded(PendingRecording row) {
        if (row.tries() > 0) {
            alarms.clear(FAILED, row.id().toString());
        }
    }

    Future<?> missing(PendingRecording row, Problem problem) {
        return note(row, rows.missing(row, problem).map(noted -> {
            Long length = row.expectedMs();
            if (noted && (length == null || length >= SHORTEST_SOUND_MS)) {
                alarms.raise(
                        MISSING,
                        row.id().toString(),
                        "an answered call of " + row.expectedMs() + " ms has no sound: " + problem);
            }
            return noted;
        }));
    }

    Future<?> failed(PendingRecording row, Throwable cause) {
        int failures = row.tries() + 1;
        boolean giveUp = failures >= GIVE_UP_AFTER;
        Duration wait = giveUp ? HOURLY : first.multipliedBy(1L << row.tries());
        String problem = brief(cause);
        log.warn("recording not sealed attempt={} failures={} again={}", row.id(), failures, wait, cause);
        if (giveUp) {
            alarms.raise(FAILED, row.id().toString(), problem);
        }
        return note(row, rows.failed(row, problem, giveUp, wait));
    }

    /** The store takes nothing now, from nobody: no failure of this one. */
    Future<?> storeAway(PendingRecording row, Throwable cause) {
        return note(row, rows.waits(row, brief(cause)));
    }

    private static String brief(Throwable cause) {
        String told = cause.toString();
        return told.length() > PROBLEM_CHARS ? told.substring(0, PROBLEM_CHARS) : told;
    }

    private static Future<?> note(PendingRecording row, Future<?> written) {
        return written.onFailure(e ->
                log.error("the row does not say yet what became of it attempt={} cause={}", row.id(), e.toString()));
    }
}
