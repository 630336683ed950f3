package org.huifang.dialing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares a trunk that fails: after two failures in a row nothing is claimed for it for half a minute, then one call tries
 * it again; the pause doubles up to five minutes. Else one dead trunk would use up every callback's tries.
 */
final class TrunkBreaker {
    private static final Logger log = LoggerFactory.getLogger(TrunkBreaker.class);
    private static final int FAILURES = 2;
    private static final long FIRST_PAUSE_SECONDS = 30;
    private static final long LONGEST_PAUSE_SECONDS = 300;

    private static final class State {
        int failures;
        long pauseSeconds = FIRST_PAUSE_SECONDS;
        long closedUntilNanos;
    }

    private final Map<UUID, State> trunks = new HashMap<>();
    private final Set<UUID> working = new HashSet<>();
    private final TrunkAlarms alarms;

    TrunkBreaker(TrunkAlarms alarms) {
        this.alarms = alarms;
    }

    void failed(UUID trunk) {
        State state = trunks.computeIfAbsent(trunk, id -> new State());
        if (++state.failures >= FAILURES && !closed(state)) {
            state.closedUntilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(state.pauseSeconds);
            log.error("trunk fails, pausing it trunk={} seconds={}", trunk, state.pauseSeconds);
            working.remove(trunk);
            alarms.raise(trunk, state.pauseSeconds);
            state.pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, state.pauseSeconds * 2);
        }
    }

    /** It rang, was busy or answered: the trunk works. */
    void worked(UUID trunk) {
        trunks.remove(trunk);
        // The first success of this process also ends an alarm that an earlier one left behind.
        if (working.add(trunk)) {
            alarms.clear(trunk);
        }
    }

    UUID[] closed() {
        return trunks.entrySet().stream()
                .filter(entry -> closed(entry.getValue()))
                .map(Map.Entry::getKey)
                .toArray(UUID[]::new);
    }

    /** Milliseconds until a trunk may be tried again; 0: none is closed. */
    long millisToNextTry() {
        return trunks.values().stream()
                .filter(TrunkBreaker::closed)
                .mapToLong(state -> 1 + TimeUnit.NANOSECONDS.toMillis(state.closedUntilNanos - System.nanoTime()))
                .min()
                .orElse(0);
    }

    private static boolean closed(State state) {
        return state.failures >= FAILURES && System.nanoTime() - state.closedUntilNanos < 0;
    }
}
