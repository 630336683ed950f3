package org.huifang.dialing;

import org.huifang.agent.AgentLine;
import org.jspecify.annotations.Nullable;

/** An attempt under way, in memory: what was claimed, what is known, and its timers. Only touched on the dialing's context. */
final class LiveAttempt {
    final Claim claim;
    AttemptFacts facts = AttemptFacts.NONE;
    /** When the ring began, by {@link System#nanoTime}; meaningful once the facts know of a ring that we time. */
    long ringNanos;
    /** A limit of the ring is on its way to the PBX, or was taken. */
    boolean ringLimited;
    /** When the PBX took it, by {@link System#nanoTime}; 0: not yet. */
    volatile long ringLimitTaken;
    /** Ends the ring at the floor; -1: none. */
    long ringTimer = -1;
    /** Gives up where nothing rings; -1: none. */
    long silenceTimer = -1;
    /** The agent now: another than the claim's after a lost line. */
    @Nullable
    AgentLine agent;

    /** We ended our call because the customer rings us. */
    boolean gaveWay;

    /** An agent is being looked for, for a customer who has answered. */
    boolean assigning;

    boolean waitsForAgent;
    boolean ending;

    LiveAttempt(Claim claim) {
        this.claim = claim;
    }

    /** Nobody is kept for it, or has been found yet. */
    boolean unassigned() {
        return claim.unassigned() && agent == null;
    }

    boolean isUp() {
        return facts.answeredAt() != null;
    }
}
