package org.huifang.dialing;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.campaign.WorkingDays;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.RingBasis;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of this server that are under way, and what each event means for them: facts merge, the ring floor is
 * timed (R32), and at the end the outcome is classified, decided and written. All on one context, in the PBX's order.
 */
final class CallFlow {
    private static final Logger log = LoggerFactory.getLogger(CallFlow.class);
    /** We hang up so long after the floor: never before it, whatever timers round. */
    private static final Duration MARGIN = Duration.ofMillis(25);
    /** Asterisk ends the ring by itself so long after the floor, should this process be gone. */
    private static final Duration PBX_MARGIN = Duration.ofMillis(600);

    private static final int UUID_LENGTH = 36;
    /** A call that was refused may still be followed by its hangup; that tells more. */
    private static final long REFUSAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final Clock clock;
    private final Telephony telephony;
    private final AttemptStore store;
    private final WorkingDays workingDays;
    private final TrunkBreaker trunks;
    private final CallListener listener;
    private final AfterEnd afterEnd;
    private final Duration ringWait;
    private final Map<UUID, LiveAttempt> live = new HashMap<>();

    /** What is to be done once an end is written: the agent may be free again. */
    interface AfterEnd {
        void ended(LiveAttempt attempt, Verdict verdict, Optional<AttemptStore.Ended> written);
    }

    CallFlow(
            Vertx vertx,
            Clock clock,
            Telephony telephony,
            AttemptStore store,
            WorkingDays workingDays,
            TrunkBreaker trunks,
            CallListener listener,
            Duration ringWait,
            AfterEnd afterEnd) {
        this.vertx = vertx;
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.workingDays = workingDays;
        this.trunks = trunks;
        this.listener = listener;
        this.ringWait = ringWait;
        this.afterEnd = afterEnd;
    }

    LiveAttempt track(Claim claim) {
        var attempt = new LiveAttempt(claim);
        live.put(claim.attempt(), attempt);
        attempt.silenceTimer = vertx.setTimer(ringWait.toMillis(), tick -> giveUp(attempt, "nothing rang"));
        return attempt;
    }

    Collection<LiveAttempt> all() {
        return live.values();
    }

    Optional<LiveAttempt> get(UUID attempt) {
        return Optional.ofNullable(live.get(attempt));
    }

    void onEvent(CallEvent event) {
        if (event instanceof CallEvent.Ringing ringing) {
            with(ringing.attempt(), attempt -> ringing(attempt, ringing.at(), ringing.basis()));
        } else if (event instanceof CallEvent.Answered answered) {
            with(answered.attempt(), attempt -> answered(attempt, answered.at()));
        } else if (event instanceof CallEvent.Bridged bridged) {
            with(bridged.attempt(), attempt -> bridged(attempt, bridged.at()));
        } else if (event instanceof CallEvent.CustomerHangup hangup) {
            with(hangup.attempt(), attempt -> attempt.facts = attempt.facts.withCustomersHangup());
        } else if (event instanceof CallEvent.NotPlaced refused) {
            with(refused.attempt(), attempt -> vertx.setTimer(REFUSAL_MILLIS, tick -> refused(attempt, refused.why())));
        } else if (event instanceof CallEvent.Ended ended && ended.channel().length() == UUID_LENGTH) {
            with(UUID.fromString(ended.channel()), attempt -> {
                attempt.facts = attempt.facts.ended(ended.at(), ended.q850(), ended.sipCode());
                end(attempt, AttemptStore.Source.EVENTS);
            });
        }
    }

    private void with(UUID id, java.util.function.Consumer<LiveAttempt> work) {
        LiveAttempt attempt = live.get(id);
        if (attempt != null && !attempt.ending) {
            work.accept(attempt);
            listener.changed();
        }
    }

    void ringing(LiveAttempt attempt, Instant at, RingBasis basis) {
        AttemptFacts merged = attempt.facts.ringing(at, basis);
        if (merged == attempt.facts) {
            return;
        }
        attempt.facts = merged;
        trunks.worked(attempt.claim.trunk());
        timeRing(attempt, at, basis);
        log.info(
                "attempt rings attempt={} callback={} basis={}",
                attempt.claim.attempt(),
                attempt.claim.callback(),
                basis);
        store.ringing(attempt.claim.attempt(), at, basis).onSuccess(done -> CrashPoint.reached("ringing-written"));
        CrashPoint.reached("ringing");
    }

    private void answered(LiveAttempt attempt, Instant at) {
        if (attempt.isUp()) {
            return;
        }
        attempt.facts = attempt.facts.answered(at);
        vertx.cancelTimer(attempt.silenceTimer);
        vertx.cancelTimer(attempt.ringTimer);
        log.info("attempt answered attempt={} callback={}", attempt.claim.attempt(), attempt.claim.callback());
        CrashPoint.reached("answered");
        store.answered(attempt.claim.attempt(), at).onSuccess(done -> CrashPoint.reached("answered-written"));
        listener.answered(attempt.claim.attempt(), at);
    }

    private void bridged(LiveAttempt attempt, Instant at) {
        attempt.waitsForAgent = false;
        boolean first = attempt.facts.bridgedAt() == null;
        if (!attempt.isUp()) {
            answered(attempt, at);
        }
        attempt.facts = attempt.facts.bridged(at);
        log.info(
                "attempt bridged attempt={} callback={} again={}",
                attempt.claim.attempt(),
                attempt.claim.callback(),
                !first);
        store.bridged(attempt.claim.attempt(), at).onSuccess(done -> CrashPoint.reached("bridged-written"));
        CrashPoint.reached("bridged");
    }

    /** The PBX says that the customer has answered; we did not see it happen. */
    void seenUp(LiveAttempt attempt, Instant at, boolean bridged) {
        answered(attempt, at);
        if (bridged && attempt.facts.bridgedAt() == null) {
            bridged(attempt, at);
        }
        vertx.cancelTimer(attempt.silenceTimer);
    }

    /** Times the rest of a ring that began before we came. */
    void armRing(LiveAttempt attempt) {
        Instant ringAt = attempt.facts.ringAt();
        RingBasis basis = attempt.facts.ringBasis();
        if (ringAt != null && basis != null && attempt.ringTimer < 0) {
            timeRing(attempt, ringAt, basis);
        }
    }

    /** Ends the ring at the floor: by our own timer, and a little later by the PBX itself, should this process be gone. */
    private void timeRing(LiveAttempt attempt, Instant at, RingBasis basis) {
        vertx.cancelTimer(attempt.silenceTimer);
        vertx.cancelTimer(attempt.ringTimer);
        long left = floor(attempt)
                .plus(MARGIN)
                .minus(Duration.between(at, clock.instant()))
                .toMillis();
        attempt.ringTimer = vertx.setTimer(Math.max(1, left), tick -> giveUp(attempt, "rang the floor"));
        // Never zero, which would take the limit away.
        telephony
                .limitRing(
                        attempt.claim.attempt(),
                        Duration.ofMillis(Math.max(0, left)).plus(PBX_MARGIN),
                        at,
                        basis)
                .onFailure(e -> log.warn(
                        "ring not limited by the PBX itself attempt={} why=\"{}\"",
                        attempt.claim.attempt(),
                        e.getMessage()));
    }

    void forget(UUID attempt) {
        LiveAttempt gone = live.remove(attempt);
        if (gone != null) {
            gone.ending = true;
            vertx.cancelTimer(gone.silenceTimer);
            vertx.cancelTimer(gone.ringTimer);
        }
    }

    private static Duration floor(LiveAttempt attempt) {
        return Duration.ofSeconds(attempt.claim.rules().ringFloorSeconds());
    }

    private void giveUp(LiveAttempt attempt, String why) {
        if (attempt.isUp() || attempt.ending) {
            return;
        }
        log.info("attempt unanswered, hanging up attempt={} why=\"{}\"", attempt.claim.attempt(), why);
        hangup(attempt);
    }

    /** We end it: the outcome follows with the channel's end. */
    void hangup(LiveAttempt attempt) {
        attempt.facts = attempt.facts.withOurHangup();
        CrashPoint.reached("hangup-before-send");
        telephony
                .hangup(attempt.claim.attempt().toString())
                .onFailure(e ->
                        log.warn("hangup not sent attempt={} why=\"{}\"", attempt.claim.attempt(), e.getMessage()));
    }

    private void refused(LiveAttempt attempt, String why) {
        if (!attempt.ending && attempt.facts.ringAt() == null && !attempt.isUp()) {
            log.warn("call not placed attempt={} why=\"{}\"", attempt.claim.attempt(), why);
            attempt.facts = attempt.facts.withRefusal(clock.instant());
            end(attempt, AttemptStore.Source.EVENTS);
        }
    }

    /** Asterisk would not even take the order. */
    void refusedAtOnce(LiveAttempt attempt, String why) {
        refused(attempt, why);
    }

    /** It never left: as if it had not been. */
    void neverSent(LiveAttempt attempt) {
        attempt.facts = attempt.facts.ended(clock.instant(), null, null);
        finish(attempt, Outcome.NEVER_SENT, AttemptStore.Source.NEVER_SENT);
    }

    /** Ends an attempt of which all is known that will ever be. */
    void end(LiveAttempt attempt, AttemptStore.Source source) {
        var classifier = new Classifier(floor(attempt), attempt.claim.progressCounts());
        finish(attempt, classifier.classify(attempt.facts), source);
    }

    void finish(LiveAttempt attempt, Outcome outcome, AttemptStore.Source source) {
        if (attempt.ending) {
            return;
        }
        attempt.ending = true;
        vertx.cancelTimer(attempt.silenceTimer);
        vertx.cancelTimer(attempt.ringTimer);
        Claim claim = attempt.claim;
        Instant now = clock.instant();
        Verdict verdict = new OutcomePolicy(claim.rules(), claim.zone(), workingDays.of(claim.calendar()))
                .decide(outcome, claim.before(), claim.band(), claim.claimedAt(), now);
        if (outcome.isFailure()) {
            trunks.failed(claim.trunk());
        } else if (outcome != Outcome.NEVER_SENT) {
            trunks.worked(claim.trunk());
        }
        CrashPoint.reached("ended-before-write");
        store.end(claim, attempt.facts, verdict, source)
                .onSuccess(written -> {
                    live.remove(claim.attempt());
                    CrashPoint.reached("ended-written");
                    log.info(
                            "attempt ended attempt={} callback={} outcome={} counted={} ring_ms={} basis={} q850={} sip={} talk_ms={} next={} source={}",
                            claim.attempt(),
                            claim.callback(),
                            outcome,
                            verdict.counted(),
                            attempt.facts.ring().toMillis(),
                            attempt.facts.ringBasis(),
                            attempt.facts.q850(),
                            attempt.facts.sipCode(),
                            attempt.facts.talk().toMillis(),
                            verdict.next().reasonCode(),
                            source);
                    listener.ended(claim.attempt(), attempt.isUp());
                    listener.changed();
                    afterEnd.ended(attempt, verdict, written);
                })
                .onFailure(e -> {
                    live.remove(claim.attempt());
                    log.error(
                            "an attempt's end could not be written; the janitor will look at it attempt={}",
                            claim.attempt(),
                            e);
                });
    }
}
