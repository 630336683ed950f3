package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.huifang.CrashPoint;
import org.huifang.agent.ReadyAgent;
import org.huifang.telephony.CallOrder;
import org.huifang.telephony.NotSentException;
import org.huifang.telephony.RefusedException;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings ready agents and due callbacks together. Driven by events: an agent becomes ready, a callback becomes due (one
 * timer for the earliest), a hint says that something changed. Who has waited longest is tried first (R16).
 */
final class DialLoop {
    private static final Logger log = LoggerFactory.getLogger(DialLoop.class);
    private static final int CLAIMS_AT_A_TIME = 6;
    /** A committed claim that could not be sent for so long is stale: another server may hold our lease by then. */
    private static final Duration SEND_WITHIN = Duration.ofSeconds(2);

    private static final Duration LONGEST_LOOK_AHEAD = Duration.ofMinutes(1);
    private static final long DOUBT_MILLIS = 1_000;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Claimer claimer;
    private final CallFlow flow;
    private final Telephony telephony;
    private final NodeLease lease;
    private final DialGate gate;
    private final TrunkBreaker trunks;
    private final DialLimits limits;
    private final Map<UUID, ReadyAgent> ready = new LinkedHashMap<>();
    private final Map<UUID, ReadyAgent> parked = new LinkedHashMap<>();
    private final Set<UUID> claiming = new HashSet<>();
    private final Consumer<UUID> doubtful;
    private long dueTimer = -1;
    private long backoffMillis = 100;
    private boolean looking;

    /** @param doubtful asks for the presence of an agent who was not ready after all, or whose node's lease had run out */
    DialLoop(
            Vertx vertx,
            Context context,
            Clock clock,
            Claimer claimer,
            CallFlow flow,
            Telephony telephony,
            NodeLease lease,
            DialGate gate,
            TrunkBreaker trunks,
            DialLimits limits,
            Consumer<UUID> doubtful) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.claimer = claimer;
        this.flow = flow;
        this.telephony = telephony;
        this.lease = lease;
        this.gate = gate;
        this.trunks = trunks;
        this.limits = limits;
        this.doubtful = doubtful;
    }

    void ready(ReadyAgent agent) {
        parked.remove(agent.id());
        ready.put(agent.id(), agent);
        next();
    }

    void notReady(UUID agent) {
        ready.remove(agent);
        parked.remove(agent);
    }

    /** The agent who has waited longest, taken out; for a customer who lost theirs. */
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

    /** Something may be due now, or dialing may be possible again: everybody who waits is tried. */
    void wake() {
        var all = new LinkedHashMap<>(parked);
        all.putAll(ready);
        ready.clear();
        ready.putAll(all);
        parked.clear();
        next();
    }

    /** Waits here, or is about to get a call. */
    boolean knows(UUID agent) {
        return ready.containsKey(agent) || parked.containsKey(agent) || claiming.contains(agent);
    }

    int waitingAgents() {
        return ready.size() + parked.size();
    }

    private void next() {
        if (gate.closedBecause().isPresent()) {
            return;
        }
        while (claiming.size() < CLAIMS_AT_A_TIME && !ready.isEmpty()) {
            ReadyAgent agent = ready.remove(ready.keySet().iterator().next());
            if (agent != null && claiming.add(agent.id())) {
                claim(agent);
            }
        }
    }

    private void claim(ReadyAgent agent) {
        claimer.claim(agent, trunks.closed())
                .onSuccess(result -> {
                    claiming.remove(agent.id());
                    if (result instanceof Claimer.Result.Claimed claimed) {
                        backoffMillis = 100;
                        place(agent, claimed.claim());
                    } else if (result instanceof Claimer.Result.Moved) {
                        ready.put(agent.id(), agent);
                    } else if (result instanceof Claimer.Result.Nothing) {
                        parked.put(agent.id(), agent);
                        lookAhead(agent.org());
                    } else {
                        vertx.setTimer(DOUBT_MILLIS, tick -> doubtful.accept(agent.id()));
                    }
                    next();
                })
                .onFailure(e -> {
                    claiming.remove(agent.id());
                    parked.put(agent.id(), agent);
                    log.warn("claim failed agent={} why=\"{}\"", agent.code(), e.getMessage());
                    wakeIn(backoff());
                });
    }

    private void place(ReadyAgent agent, Claim claim) {
        long notAfter = System.nanoTime() + SEND_WITHIN.toNanos();
        LiveAttempt attempt = flow.track(claim);
        CrashPoint.reached("claimed");
        log.info(
                "attempt claimed attempt={} callback={} agent={} seq={} ready_us={}",
                claim.attempt(),
                claim.callback(),
                agent.code(),
                claim.seq(),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - agent.readyNanos()));
        if (!lease.valid() || gate.closedBecause().isPresent()) {
            flow.neverSent(attempt);
            return;
        }
        CallOrder order;
        try {
            order = limits.order(claim, notAfter);
        } catch (IllegalArgumentException e) {
            log.error(
                    "call not placed, its data may not go to the PBX attempt={} why=\"{}\"",
                    claim.attempt(),
                    e.getMessage());
            flow.refusedAtOnce(attempt, "unsafe data");
            return;
        }
        telephony
                .originate(order)
                .onComplete(sent -> context.runOnContext(ignored -> {
                    if (sent.succeeded()) {
                        CrashPoint.reached("originated");
                    } else if (sent.cause() instanceof NotSentException) {
                        flow.neverSent(attempt);
                    } else if (sent.cause() instanceof RefusedException) {
                        flow.refusedAtOnce(attempt, String.valueOf(sent.cause().getMessage()));
                    } else {
                        log.warn(
                                "nobody can tell yet whether a call left attempt={} why=\"{}\"",
                                claim.attempt(),
                                sent.cause().getMessage());
                    }
                }));
    }

    /** Nothing was due for somebody: when will be something? If at once, for others, they are tried; else a timer. */
    private void lookAhead(UUID org) {
        if (looking) {
            return;
        }
        looking = true;
        claimer.nextDue(org, trunks.closed()).onComplete(answer -> {
            looking = false;
            if (answer.failed()) {
                wakeIn(backoff());
                return;
            }
            Instant now = clock.instant();
            Optional<Instant> due = answer.result();
            if (due.isPresent() && !due.get().isAfter(now)) {
                wakeIn(backoff());
            } else {
                parked.putAll(ready);
                ready.clear();
                long millis =
                        due.map(at -> Duration.between(now, at).toMillis() + 1).orElse(LONGEST_LOOK_AHEAD.toMillis());
                long trunk = trunks.millisToNextTry();
                wakeIn(Math.min(trunk > 0 ? trunk : millis, Math.min(millis, LONGEST_LOOK_AHEAD.toMillis())));
            }
        });
    }

    private long backoff() {
        long now = backoffMillis;
        backoffMillis = Math.min(LONGEST_BACKOFF_MILLIS, backoffMillis * 2);
        return now;
    }

    private void wakeIn(long millis) {
        vertx.cancelTimer(dueTimer);
        dueTimer = vertx.setTimer(Math.max(1, millis), tick -> wake());
    }
}
