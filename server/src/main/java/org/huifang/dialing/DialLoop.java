package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.agent.ReadyAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings ready agents and due callbacks together. Driven by events: an agent becomes ready, a callback becomes due (one
 * timer for the earliest), a hint says that something changed. Who has waited longest is tried first (R16). What falls due
 * next is asked for some at a time, so that an agent for whom nothing is due costs the database nothing.
 */
final class DialLoop {
    private static final Logger log = LoggerFactory.getLogger(DialLoop.class);
    private static final int CLAIMS_AT_A_TIME = 3;
    private static final Duration LONGEST_LOOK_AHEAD = Duration.ofMinutes(1);
    private static final long DOUBT_MILLIS = 1_000;
    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Claimer claimer;
    private final DealtCalls dealtCalls;
    private final CallPlacer placer;
    private final Upcoming upcoming;
    private final DialGate gate;
    private final TrunkBreaker trunks;
    private final Map<UUID, DialQueue> queues = new LinkedHashMap<>();
    private final Consumer<UUID> doubtful;
    private final Consumer<UUID> leftOver;

    /**
     * @param doubtful asks for the presence of an agent who was not ready after all, or whose node's lease had run out
     * @param leftOver told of an organisation in which nothing was due for an agent who waits
     */
    DialLoop(
            Vertx vertx,
            Context context,
            Clock clock,
            Claimer claimer,
            DealtCalls dealtCalls,
            CallPlacer placer,
            Upcoming upcoming,
            DialGate gate,
            TrunkBreaker trunks,
            Consumer<UUID> doubtful,
            Consumer<UUID> leftOver) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.claimer = claimer;
        this.dealtCalls = dealtCalls;
        this.placer = placer;
        this.upcoming = upcoming;
        this.gate = gate;
        this.trunks = trunks;
        this.doubtful = doubtful;
        this.leftOver = leftOver;
    }

    void ready(ReadyAgent agent) {
        DialQueue queue = queues.computeIfAbsent(agent.org(), DialQueue::new);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (queue.counts(agent.id(), today)) {
            queue.ready(agent);
            next(queue);
        } else {
            firstToday(queue, agent, today);
        }
    }

    /** What the agent was given before this server knew of it is read once a day, before the first call (R16). */
    private void firstToday(DialQueue queue, ReadyAgent agent, LocalDate today) {
        queue.doubt(agent.id());
        dealtCalls
                .of(agent.id(), today)
                .onComplete(read -> context.runOnContext(ignored -> {
                    if (read.succeeded()) {
                        queue.dealt(
                                agent.id(),
                                read.result().calls(),
                                today,
                                read.result().fewest());
                    } else {
                        log.warn(
                                "calls of today not read agent={} why=\"{}\"",
                                agent.code(),
                                read.cause().getMessage());
                    }
                    if (queue.doubts(agent.id())) {
                        queue.ready(agent);
                        next(queue);
                    }
                }));
    }

    void notReady(UUID agent) {
        queues.values().forEach(queue -> queue.notReady(agent));
    }

    /** The organisation's agent who has waited longest, taken out; for a customer who lost theirs. */
    Optional<ReadyAgent> takeLongestWaiting(UUID org) {
        DialQueue queue = queues.get(org);
        return queue == null ? Optional.empty() : queue.takeLongestWaiting();
    }

    /** Something may be due now, or dialing may be possible again: everybody who waits is tried. */
    void wake() {
        queues.values().forEach(queue -> {
            queue.times.forget();
            queue.lookAgain = queue.looking;
            queue.unpark();
            next(queue);
        });
    }

    /** A callback of ours was given its next time. */
    void willBeDue(UUID org, UUID callback, Instant at) {
        DialQueue queue = queues.get(org);
        if (queue != null) {
            addDue(queue, new DueTimes.Due(callback, at));
            next(queue);
        }
    }

    private static void addDue(DialQueue queue, DueTimes.Due due) {
        queue.times.add(due);
        // An answer that is on its way may not know of it yet.
        queue.lookAgain = queue.looking;
    }

    /** Waits here, is about to get a call, or is being asked about. */
    boolean knows(UUID agent) {
        return queues.values().stream().anyMatch(queue -> queue.knows(agent));
    }

    Set<UUID> organisations() {
        return Set.copyOf(queues.keySet());
    }

    /** Who waits here and is not about to get a call. */
    int waitingAgents(UUID org) {
        DialQueue queue = queues.get(org);
        return queue == null ? 0 : queue.waiting();
    }

    /** Agents of the organisation who are about to get a call of their own. */
    int claimsUnderWay(UUID org) {
        DialQueue queue = queues.get(org);
        return queue == null ? 0 : queue.claims();
    }

    /** Keeps so many of the agents who wait for customers whose phones ring without an agent. */
    void hold(UUID org, int agents) {
        DialQueue queue = queues.get(org);
        if (queue != null && queue.held != agents) {
            boolean more = agents < queue.held;
            queue.held = agents;
            if (more) {
                next(queue);
            }
        }
    }

    int waitingAgents() {
        return queues.values().stream().mapToInt(DialQueue::waiting).sum();
    }

    private void next(DialQueue queue) {
        if (gate.closedBecause().isPresent() || queue.nobodyReady()) {
            return;
        }
        Instant now = clock.instant();
        if (!queue.times.known(now)) {
            lookAhead(queue);
            return;
        }
        // Every claim under way stands for one that is due.
        while (queue.claims() < CLAIMS_AT_A_TIME && queue.times.moreDueThan(queue.claims(), now)) {
            Optional<ReadyAgent> agent = queue.beginClaim();
            if (agent.isEmpty()) {
                return;
            }
            claim(queue, agent.get());
        }
        if (queue.claims() == 0) {
            lookAt(queue, queue.times.nextLook(now), now);
        }
    }

    private void claim(DialQueue queue, ReadyAgent agent) {
        claimer.claim(agent, trunks.closed())
                .onSuccess(result -> {
                    queue.endClaim(agent);
                    if (result instanceof Claimer.Result.Claimed claimed) {
                        queue.calm();
                        queue.dealt(
                                agent.id(),
                                claimed.callsToday(),
                                LocalDate.ofInstant(claimed.claim().claimedAt(), ZoneOffset.UTC),
                                claimed.fewestCalls());
                        queue.times.gone(claimed.claim().callback());
                        placer.place(claimed.claim(), agent);
                    } else if (result instanceof Claimer.Result.Moved moved) {
                        moved.callback().ifPresent(queue.times::gone);
                        moved.again().ifPresent(due -> addDue(queue, due));
                        queue.ready(agent);
                    } else if (result instanceof Claimer.Result.Nothing) {
                        queue.park(agent);
                        leftOver.accept(queue.org);
                        doubt(queue);
                        // However much goes on to fall due for others: nobody stays apart.
                        wakeIn(queue, queue.backoff());
                    } else {
                        queue.doubt(agent.id());
                        vertx.setTimer(DOUBT_MILLIS, tick -> doubtful.accept(agent.id()));
                    }
                    next(queue);
                })
                .onFailure(e -> {
                    queue.endClaim(agent);
                    queue.park(agent);
                    log.warn("claim failed agent={} why=\"{}\"", agent.code(), e.getMessage());
                    wakeIn(queue, queue.backoff());
                });
    }

    /** A claim that was made elsewhere, with its agent. */
    void placeFor(ReadyAgent agent, Claimer.Result.Claimed claimed) {
        DialQueue queue = queues.computeIfAbsent(agent.org(), DialQueue::new);
        queue.dealt(
                agent.id(),
                claimed.callsToday(),
                LocalDate.ofInstant(claimed.claim().claimedAt(), ZoneOffset.UTC),
                claimed.fewestCalls());
        queue.times.gone(claimed.claim().callback());
        placer.place(claimed.claim(), agent);
    }

    /** Somebody else was faster, or this agent may not call whoever is due: asked once, then the others are tried. */
    private void doubt(DialQueue queue) {
        if (!queue.doubted) {
            queue.doubted = true;
            lookAhead(queue);
        } else if (queue.nobodyReady() && queue.claims() == 0) {
            wakeIn(queue, queue.backoff());
        }
    }

    private void lookAhead(DialQueue queue) {
        if (queue.looking) {
            return;
        }
        queue.looking = true;
        queue.times.asked();
        upcoming.of(queue.org).onComplete(answer -> {
            queue.looking = false;
            if (answer.failed()) {
                wakeIn(queue, queue.backoff());
                return;
            }
            if (queue.lookAgain) {
                queue.lookAgain = false;
                lookAhead(queue);
                return;
            }
            learn(queue, answer.result());
        });
    }

    private void learn(DialQueue queue, List<DueTimes.Due> found) {
        Instant now = clock.instant();
        long trunk = trunks.millisToNextTry();
        Instant until = now.plus(trunk > 0 ? Duration.ofMillis(trunk) : LONGEST_LOOK_AHEAD);
        boolean more = found.size() == Upcoming.AT_ONCE;
        if (more) {
            Instant last = found.get(found.size() - 1).at();
            // All are due: known until they are used up. Else until the last of them.
            until = last.isAfter(now) && last.isBefore(until) ? last : until;
        }
        queue.times.learn(found, until, more);
        boolean due = queue.times.moreDueThan(0, now);
        if (!due) {
            queue.doubted = false;
            queue.unpark();
        } else if (queue.nobodyReady() && queue.claims() == 0) {
            wakeIn(queue, queue.backoff());
            return;
        }
        next(queue);
    }

    private void lookAt(DialQueue queue, Instant at, Instant now) {
        vertx.cancelTimer(queue.lookTimer);
        queue.lookTimer = vertx.setTimer(millisUntil(at, now), tick -> next(queue));
    }

    /** Nobody can take what is due: all are tried again after a while, or when something else falls due. */
    private void wakeIn(DialQueue queue, long millis) {
        if (queue.wakeTimer >= 0) {
            return;
        }
        Instant now = clock.instant();
        long atMost = queue.times.known(now) ? millisUntil(queue.times.nextLook(now), now) : millis;
        queue.wakeTimer = vertx.setTimer(Math.min(millis, atMost), tick -> {
            queue.wakeTimer = -1;
            queue.doubted = false;
            queue.times.forget();
            queue.unpark();
            next(queue);
        });
    }

    /** Rounded up: a timer that fires early would find nothing due. */
    private static long millisUntil(Instant at, Instant now) {
        return Math.max(1, (Duration.between(now, at).toNanos() + 999_999) / 1_000_000);
    }
}
