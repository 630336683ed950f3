package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.agent.AgentLine;
import org.huifang.agent.AgentLines;
import org.huifang.agent.ReadyAgent;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of campaigns that over-dial: begun without an agent for those whom reserved calls leave over, and given to the first agent
 * who may take them when the customer has answered. Whom nobody takes in time the PBX tells so by itself. All on the dialing's
 * context; a restart finds what waits in the database and in the PBX.
 */
final class PowerCalls {
    private static final Logger log = LoggerFactory.getLogger(PowerCalls.class);
    private static final long AGAIN_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Telephony telephony;
    private final PowerClaimer claimer;
    private final Claimer reserved;
    private final CallFlow flow;
    private final DialLoop loop;
    private final CallPlacer placer;
    private final AgentLines lines;
    private final DialGate gate;
    private final TrunkBreaker trunks;
    private final PacingWatch watch;
    private final Set<UUID> busy = new HashSet<>();
    private final Set<UUID> again = new HashSet<>();

    PowerCalls(
            Vertx vertx,
            Context context,
            Clock clock,
            Telephony telephony,
            PowerClaimer claimer,
            Claimer reserved,
            CallFlow flow,
            DialLoop loop,
            CallPlacer placer,
            AgentLines lines,
            DialGate gate,
            TrunkBreaker trunks,
            PacingWatch watch) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.telephony = telephony;
        this.claimer = claimer;
        this.reserved = reserved;
        this.flow = flow;
        this.loop = loop;
        this.placer = placer;
        this.lines = lines;
        this.gate = gate;
        this.trunks = trunks;
        this.watch = watch;
    }

    /** Agents may be left over, or fewer customers be on their way to them. Costs nothing where no campaign over-dials. */
    void look(UUID org) {
        int underWay = underWay(org);
        loop.hold(org, underWay);
        List<PacingWatch.Campaign> campaigns = watch.overDialing(org);
        if (campaigns.isEmpty()
                || loop.waitingAgents(org) == 0
                || gate.closedBecause().isPresent()) {
            return;
        }
        if (!busy.add(org)) {
            again.add(org);
            return;
        }
        Future<Void> all = Future.succeededFuture();
        for (PacingWatch.Campaign campaign : campaigns) {
            all = all.compose(done -> campaign.barredDue() ? callReserved(org) : Future.succeededFuture())
                    .compose(done -> callUnassigned(campaign));
        }
        all.onComplete(done -> context.runOnContext(ignored -> {
            busy.remove(org);
            loop.hold(org, underWay(org));
            if (done.failed()) {
                log.warn(
                        "calls without an agent not begun why=\"{}\"",
                        done.cause().getMessage());
            } else if (again.remove(org)) {
                look(org);
            }
        }));
    }

    private int underWay(UUID org) {
        return (int) flow.all().stream()
                .filter(attempt -> attempt.unassigned()
                        && !attempt.ending
                        && attempt.claim.org().equals(org))
                .count();
    }

    /** A customer whom we abandoned has an agent kept for the next call. */
    private Future<Void> callReserved(UUID org) {
        if (loop.waitingAgents(org) <= underWay(org)) {
            return Future.succeededFuture();
        }
        Optional<ReadyAgent> taken = loop.takeLongestWaiting(org);
        if (taken.isEmpty()) {
            return Future.succeededFuture();
        }
        ReadyAgent agent = taken.get();
        return here(reserved.claimBarredFromPower(agent, trunks.closed())).transform(done -> {
            if (done.succeeded() && done.result() instanceof Claimer.Result.Claimed claimed) {
                loop.placeFor(agent, claimed);
            } else {
                // Whether they are ready still, the database says.
                lines.tellAgain(agent.id());
            }
            return done.succeeded() ? Future.succeededFuture() : Future.failedFuture(done.cause());
        });
    }

    private Future<Void> callUnassigned(PacingWatch.Campaign campaign) {
        UUID org = campaign.org();
        if (loop.waitingAgents(org) == 0 || gate.closedBecause().isPresent()) {
            return Future.succeededFuture();
        }
        loop.hold(org, underWay(org) + 1);
        return here(claimer.claim(org, campaign.id(), loop.claimsUnderWay(org), trunks.closed()))
                .compose(tried -> {
                    if (tried.decision() == Pacing.Decision.RESERVED_ONLY) {
                        watch.lookAgain();
                    }
                    if (tried.result() instanceof Claimer.Result.Claimed claimed) {
                        placer.place(claimed.claim(), null);
                        return callUnassigned(campaign);
                    }
                    return tried.result() instanceof Claimer.Result.Moved
                            ? callUnassigned(campaign)
                            : Future.succeededFuture();
                });
    }

    /** A customer has answered and waits; told again when a look at the PBX finds them still waiting. */
    void waits(LiveAttempt attempt) {
        UUID agent = LostLines.agentOf(attempt);
        if (agent == null) {
            tryOne(attempt);
        } else {
            // Assigned by a process that died before it could say so.
            lines.lineOf(agent).ifPresent(line -> bridge(attempt, line));
        }
    }

    /** Somebody is ready: those who wait are tried, who has waited longest first. */
    Future<Void> serve(UUID org) {
        Future<Void> all = Future.succeededFuture();
        for (LiveAttempt attempt : List.copyOf(flow.all())) {
            if (inTime(attempt) && attempt.claim.org().equals(org)) {
                all = all.compose(done -> tryOne(attempt));
            }
        }
        return all;
    }

    /** A customer of this organisation has answered and waits for an agent. */
    boolean anyWaits(UUID org) {
        return flow.all().stream()
                .anyMatch(attempt -> inTime(attempt) && attempt.claim.org().equals(org));
    }

    /** Answered, without an agent, and not longer ago than a customer waits. */
    private boolean inTime(LiveAttempt attempt) {
        Instant answered = attempt.facts.answeredAt();
        return attempt.unassigned()
                && !attempt.ending
                && answered != null
                && clock.instant()
                        .isBefore(answered.plus(
                                Duration.ofMillis(attempt.claim.rules().pacing().answerWithinMs())));
    }

    private Future<Void> tryOne(LiveAttempt attempt) {
        if (attempt.assigning || !inTime(attempt)) {
            return Future.succeededFuture();
        }
        attempt.assigning = true;
        return here(claimer.assign(attempt.claim.attempt())).transform(done -> {
            attempt.assigning = false;
            if (done.failed()) {
                log.warn(
                        "no agent assigned yet attempt={} why=\"{}\"",
                        attempt.claim.attempt(),
                        done.cause().getMessage());
                vertx.setTimer(AGAIN_MILLIS, tick -> tryOne(attempt));
            } else {
                done.result().ifPresent(line -> assigned(attempt, line));
            }
            return Future.succeededFuture();
        });
    }

    private void assigned(LiveAttempt attempt, AgentLine line) {
        attempt.agent = line;
        loop.notReady(line.agent());
        CrashPoint.reached("power-assigned");
        log.info(
                "customer assigned attempt={} callback={} agent={} waited_ms={}",
                attempt.claim.attempt(),
                attempt.claim.callback(),
                line.code(),
                Duration.between(Objects.requireNonNull(attempt.facts.answeredAt()), clock.instant())
                        .toMillis());
        bridge(attempt, line);
        look(attempt.claim.org());
    }

    private void bridge(LiveAttempt attempt, AgentLine line) {
        telephony
                .bridgeFirst(attempt.claim.attempt(), line.channel())
                .onFailure(e -> log.warn(
                        "customer not bridged to the agent attempt={} why=\"{}\"",
                        attempt.claim.attempt(),
                        e.getMessage()));
    }

    private <T> Future<T> here(Future<T> future) {
        var promise = io.vertx.core.Promise.<T>promise();
        future.onComplete(done -> context.runOnContext(ignored -> promise.handle(done)));
        return promise.future();
    }
}
