package org.huifang.dialing;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which callbacks of one organisation fall due next, as the database said a moment ago. Only a reason to look: what may be
 * dialled, the claim alone decides.
 */
final class DueTimes {
    /** A callback and when it falls due. */
    record Due(UUID callback, Instant at) {}

    private final TreeSet<Due> inOrder =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::callback));
    private final Map<UUID, Due> byCallback = new HashMap<>();
    /** Claimed or moved since the database was asked: its answer may not know. */
    private final Set<UUID> goneSinceAsked = new HashSet<>();

    private Instant knownUntil = Instant.MIN;
    private boolean more;

    /** The database is being asked from now on; {@link #learn} brings the answer. */
    void asked() {
        goneSinceAsked.clear();
    }

    /**
     * @param until nothing else falls due before this, unless a hint tells of it
     * @param more there may be others that fell due already: when these are used up, it must be asked again
     */
    void learn(Collection<Due> upcoming, Instant until, boolean more) {
        clear();
        this.more = more;
        knownUntil = until;
        upcoming.stream()
                .filter(due -> !goneSinceAsked.contains(due.callback()))
                .forEach(this::put);
        askAgainIfUsedUp();
    }

    /** One more, which was not there when {@link #learn} was told, or with another time. */
    void add(Due due) {
        remove(due.callback());
        goneSinceAsked.remove(due.callback());
        if (due.at().isBefore(knownUntil)) {
            put(due);
        }
    }

    /** It has been claimed, or moved to another time. */
    void gone(UUID callback) {
        goneSinceAsked.add(callback);
        remove(callback);
        askAgainIfUsedUp();
    }

    void forget() {
        clear();
        knownUntil = Instant.MIN;
    }

    boolean known(Instant now) {
        return now.isBefore(knownUntil);
    }

    /** Whether more than {@code taken} are due. */
    boolean moreDueThan(int taken, Instant now) {
        return inOrder.stream()
                        .limit(taken + 1L)
                        .filter(due -> !due.at().isAfter(now))
                        .count()
                > taken;
    }

    /** When there is something to do: the next falls due, or it must be asked again. */
    Instant nextLook(Instant now) {
        return inOrder.stream()
                .map(Due::at)
                .filter(at -> at.isAfter(now))
                .findFirst()
                .filter(at -> at.isBefore(knownUntil))
                .orElse(knownUntil);
    }

    private void put(Due due) {
        inOrder.add(due);
        byCallback.put(due.callback(), due);
    }

    private void remove(UUID callback) {
        Due due = byCallback.remove(callback);
        if (due != null) {
            inOrder.remove(due);
        }
    }

    private void clear() {
        inOrder.clear();
        byCallback.clear();
    }

    private void askAgainIfUsedUp() {
        if (more && inOrder.isEmpty()) {
            forget();
        }
    }
}
