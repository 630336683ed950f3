package org.huifang.planning;

import java.util.HashMap;
import java.util.Map;

/**
 * How much agents can do, in stretches of five minutes: agent-seconds planned so far against those there are. What a call
 * needs beyond its stretch is taken from the next.
 */
final class Capacity {
    static final long STRETCH_SECONDS = 300;

    private final double perStretch;
    private final Map<Long, Double> taken = new HashMap<>();

    /** @param agents 0: everything planned is beyond what can be done */
    Capacity(int agents) {
        this.perStretch = Math.max(1, agents) * (double) STRETCH_SECONDS;
    }

    /** What other callbacks will need already. */
    void occupy(long stretch, double agentSeconds) {
        taken.merge(stretch, agentSeconds, Double::sum);
    }

    /**
     * Whether a call may begin in a stretch.
     *
     * @param level 1: as many as the agents can do; 2: twice as many …
     */
    boolean hasRoom(long stretch, int level) {
        return taken.getOrDefault(stretch, 0.0) < level * perStretch;
    }

    void take(long stretch, double agentSeconds, int level) {
        double limit = level * perStretch;
        double left = agentSeconds;
        for (long at = stretch; left > 0; at++) {
            double before = taken.getOrDefault(at, 0.0);
            double here = Math.min(left, Math.max(0, limit - before));
            if (here > 0) {
                taken.put(at, before + here);
            }
            left -= here;
        }
    }
}
