package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.huifang.CrashPoint;
import org.huifang.telephony.NotSentException;
import org.huifang.telephony.RefusedException;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a customer who rings us through to the agent who was claimed for it, and ends our own calls to that customer. */
final class RungTalks {
    private static final Logger log = LoggerFactory.getLogger(RungTalks.class);

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Telephony telephony;
    private final CallFlow flow;
    private final DialLoop loop;
    private final DialLimits limits;

    RungTalks(
            Vertx vertx,
            Context context,
            Clock clock,
            Telephony telephony,
            CallFlow flow,
            DialLoop loop,
            DialLimits limits) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.telephony = telephony;
        this.flow = flow;
        this.loop = loop;
        this.limits = limits;
    }

    /** It has its attempt: the talk begins. */
    void claimed(RingingCall call, RingBackClaimer.Result.Claimed claimed) {
        Claim claim = claimed.claim();
        call.decided = true;
        call.attempt = claim.attempt();
        vertx.cancelTimer(call.timer);
        loop.notReady(Objects.requireNonNull(claim.agent()));
        LiveAttempt attempt = flow.track(claim);
        CrashPoint.reached("ring-back-claimed");
        log.info(
                "customer put through attempt={} callback={} agent={} waited_ms={}",
                claim.attempt(),
                claim.callback(),
                claimed.agentCode(),
                call.ring == null
                        ? 0
                        : Duration.between(call.ring.startedAt(), claim.claimedAt())
                                .toMillis());
        if (call.gone) {
            notPutThrough(attempt);
            return;
        }
        telephony
                .putThrough(limits.putThrough(claim, call.channel))
                .onComplete(sent -> context.runOnContext(ignored -> {
                    if (sent.succeeded()) {
                        CrashPoint.reached("ring-back-sent");
                    } else if (sent.cause() instanceof NotSentException || sent.cause() instanceof RefusedException) {
                        notPutThrough(attempt);
                    } else {
                        log.warn(
                                "nobody can tell yet whether a customer was put through attempt={} why=\"{}\"",
                                claim.attempt(),
                                sent.cause().getMessage());
                    }
                }));
    }

    /** It never became the attempt's channel. */
    void notPutThrough(LiveAttempt attempt) {
        attempt.facts = attempt.facts.ended(clock.instant(), null, null);
        flow.finish(attempt, RingBackVerdict.outcome(attempt.facts), AttemptStore.Source.EVENTS);
    }

    /** Our call to somebody who is ringing us would find the line busy: it ends, unless it was answered (R32 is not meant for it). */
    void giveWay(RingBack ring) {
        flow.all().stream()
                .filter(attempt -> attempt.claim.customer().equals(ring.customer())
                        || attempt.claim.callback().equals(ring.callback()))
                .filter(attempt ->
                        !attempt.isUp() && !attempt.ending && !attempt.gaveWay && attempt.claim.rung() == null)
                .toList()
                .forEach(attempt -> {
                    log.info(
                            "our call gives way to the customer's attempt={} call={}",
                            attempt.claim.attempt(),
                            ring.id());
                    attempt.gaveWay = true;
                    flow.hangup(attempt);
                });
    }

    /** The customer talks with an agent already, in another call. */
    boolean talks(RingingCall call) {
        return call.ring != null
                && flow.all().stream()
                        .anyMatch(attempt -> attempt.isUp()
                                && (attempt.claim.callback().equals(call.ring.callback())
                                        || attempt.claim.customer().equals(call.ring.customer())));
    }
}
