package org.huifang.dialing;

import java.time.Instant;
import java.util.Collection;
import java.util.PriorityQueue;

/**
 * When callbacks of one organisation fall due next, as the database said a moment ago. Only a reason to look: what may be
 * dialled, the claim alone decides.
 */
final class DueTimes {
    private final PriorityQueue<Instant> times = new PriorityQueue<>();
    private Instant knownUntil = Instant.MIN;
    private boolean more;
    private int edition;

    /**
     * @param until nothing else falls due before this, unless a hint tells of it
     * @param more there may be others that fell due already: when these are used up, it must be asked again
     */
    void learn(Collection<Instant> upcoming, Instant until, boolean more) {
        this.more = more;
        times.clear();
        times.addAll(upcoming);
        knownUntil = until;
        edition++;
    }

    /** Grows with each {@link #learn}. */
    int edition() {
        return edition;
    }

    /** One more, which was not there when {@link #learn} was told. */
    void add(Instant due) {
        if (due.isBefore(knownUntil)) {
            times.add(due);
        }
    }

    void forget() {
        times.clear();
        knownUntil = Instant.MIN;
    }

    boolean known(Instant now) {
        return now.isBefore(knownUntil);
    }

    /** Whether more than {@code taken} are due. */
    boolean moreDueThan(int taken, Instant now) {
        if (taken == 0) {
            Instant first = times.peek();
            return first != null && !first.isAfter(now);
        }
        return times.stream().filter(at -> !at.isAfter(now)).count() > taken;
    }

    /**
     * One that was due has been claimed or moved.
     *
     * @param before the edition when its claim began; after a newer one nobody knows whether it still counted, and one too
     *     many costs a look, one too few a call
     */
    void take(int before) {
        if (before == edition) {
            times.poll();
            if (more && times.isEmpty()) {
                forget();
            }
        }
    }

    /** When there is something to do: the next falls due, or it must be asked again. */
    Instant nextLook(Instant now) {
        return times.stream()
                .filter(at -> at.isAfter(now))
                .min(Instant::compareTo)
                .filter(at -> at.isBefore(knownUntil))
                .orElse(knownUntil);
    }
}
