package org.huifang.bench;

/** The highest step of 10/s that is held; probes are short, what counts was held to the end. */
final class PeakSearch {
    private static final int STEP = 10;
    private static final int PROBE_SECONDS = 12;
    private static final double SHARE = 0.99;

    private final RoundRunner runner;
    private final int holdSeconds;

    PeakSearch(RoundRunner runner, int holdSeconds) {
        this.runner = runner;
        this.holdSeconds = holdSeconds;
    }

    /** @param expected where to begin; a warm caller */
    int of(Caller caller, int expected) {
        int rate = expected;
        if (probe(caller, rate)) {
            while (probe(caller, rate + STEP)) {
                rate += STEP;
            }
        } else {
            do {
                rate -= STEP;
            } while (rate > 0 && !probe(caller, rate));
        }
        while (rate > 0 && !runner.holds(caller, rate, holdSeconds, SHARE)) {
            rate -= STEP;
        }
        return rate;
    }

    private boolean probe(Caller caller, int rate) {
        return runner.holds(caller, rate, PROBE_SECONDS, SHARE);
    }
}
