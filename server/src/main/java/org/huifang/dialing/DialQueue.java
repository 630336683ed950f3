package org.huifang.dialing;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.huifang.agent.ReadyAgent;

/**
 * One organisation's agents who wait for a call, and the times at which its callbacks fall due. Who has waited longest is next, or
 * whoever had the fewest calls today, as the organisation wants it (R16).
 */
final class DialQueue {
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;

    final UUID org;
    final DueTimes times = new DueTimes();
    private final Map<UUID, ReadyAgent> ready = new LinkedHashMap<>();
    /** For these nothing was there although something was due: others are tried first. */
    private final Map<UUID, ReadyAgent> parked = new LinkedHashMap<>();

    private final Set<UUID> claiming = new HashSet<>();
    /** Whose presence is being asked for. */
    private final Set<UUID> doubtful = new HashSet<>();
    /** Looks when the next falls due; -1: none. */
    long lookTimer = -1;
    /** Tries everybody again; -1: none. */
    long wakeTimer = -1;

    private long backoffMillis = FIRST_BACKOFF_MILLIS;
    boolean looking;
    boolean lookAgain;
    /** A claim found nothing although something was said to be due. */
    boolean doubted;

    /** Calls of the agents on that UTC date, as far as this server gave them any. */
    private final Map<UUID, Integer> callsToday = new HashMap<>();

    private LocalDate callsOn = LocalDate.MIN;
    private boolean fewestCalls;
    /** So many of those who wait are kept for customers whose phones ring already. */
    int held;

    DialQueue(UUID org) {
        this.org = org;
    }

    void ready(ReadyAgent agent) {
        parked.remove(agent.id());
        doubtful.remove(agent.id());
        ready.put(agent.id(), agent);
    }

    void notReady(UUID agent) {
        ready.remove(agent);
        parked.remove(agent);
        doubtful.remove(agent);
    }

    /** Was not ready after all, or this node's lease had run out; whoever asks for the presence says which. */
    void doubt(UUID agent) {
        doubtful.add(agent);
    }

    void park(ReadyAgent agent) {
        parked.put(agent.id(), agent);
    }

    /** Everybody is tried again. */
    void unpark() {
        if (!parked.isEmpty()) {
            var all = new LinkedHashMap<>(parked);
            all.putAll(ready);
            ready.clear();
            ready.putAll(all);
            parked.clear();
        }
    }

    boolean nobodyReady() {
        return ready.isEmpty();
    }

    /** The next agent to claim for, from now on {@link #claims claiming}; empty if nobody is ready, or all are held. */
    Optional<ReadyAgent> beginClaim() {
        if (waiting() <= held) {
            return Optional.empty();
        }
        ReadyAgent next = null;
        for (ReadyAgent agent : ready.values()) {
            if (!claiming.contains(agent.id()) && (next == null || calls(agent) < calls(next))) {
                next = agent;
                if (!fewestCalls) {
                    break;
                }
            }
        }
        if (next == null) {
            return Optional.empty();
        }
        ready.remove(next.id());
        claiming.add(next.id());
        return Optional.of(next);
    }

    private int calls(ReadyAgent agent) {
        return callsToday.getOrDefault(agent.id(), 0);
    }

    /**
     * An agent was given a call.
     *
     * @param calls of the agent today, with this one, on whichever server
     * @param today UTC
     * @param fewest the organisation wants its calls dealt out evenly
     */
    void dealt(UUID agent, int calls, LocalDate today, boolean fewest) {
        if (!today.equals(callsOn)) {
            callsToday.clear();
            callsOn = today;
        }
        callsToday.put(agent, calls);
        fewestCalls = fewest;
    }

    /** How many calls the agent had today is known here. */
    boolean counts(UUID agent, LocalDate today) {
        return today.equals(callsOn) && callsToday.containsKey(agent);
    }

    /** The presence of this agent is being asked for. */
    boolean doubts(UUID agent) {
        return doubtful.contains(agent);
    }

    void endClaim(ReadyAgent agent) {
        claiming.remove(agent.id());
    }

    boolean knows(UUID agent) {
        return ready.containsKey(agent)
                || parked.containsKey(agent)
                || claiming.contains(agent)
                || doubtful.contains(agent);
    }

    int claims() {
        return claiming.size();
    }

    int waiting() {
        return ready.size() + parked.size();
    }

    /** The agent who has waited longest, taken out. */
    Optional<ReadyAgent> takeLongestWaiting() {
        for (var pool : java.util.List.of(parked, ready)) {
            for (ReadyAgent agent : pool.values()) {
                if (!claiming.contains(agent.id())) {
                    pool.remove(agent.id());
                    return Optional.of(agent);
                }
            }
        }
        return Optional.empty();
    }

    void calm() {
        backoffMillis = FIRST_BACKOFF_MILLIS;
    }

    long backoff() {
        long now = backoffMillis;
        backoffMillis = Math.min(LONGEST_BACKOFF_MILLIS, backoffMillis * 2);
        return now;
    }
}
