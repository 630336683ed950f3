package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.CrashPoint;
import org.huifang.campaign.WorkingDays;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.CallHistory;
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
    /**
     * Asterisk ends the ring by itself so long after that, should this process be gone. Together with the 0.6 s in which a
     * ring that no server sees is noticed it stays within the second that R32 leaves.
     */
    private static final Duration PBX_MARGIN = Duration.ofMillis(200);

    /** A ring noted so much earlier than we heard of it is timed from the note. */
    private static final Duration HEARD_LATE = Duration.ofMillis(100);
    /** A limit of the ring that was taken so shortly before the answer was told may have been taken after the answer. */
    private static final long CROSSING_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int UUID_LENGTH = 36;
    /** A call that was refused may still be followed by its hangup; that tells more. */
    private static final long AT_ONCE_MILLIS = 150;

    private static final long REFUSAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Telephony telephony;
    private final AttemptStore store;
    private final WorkingDays workingDays;
    private final AnswerStatistics answers;
    private final TrunkBreaker trunks;
    private final CallListener listener;
    private final AfterEnd afterEnd;
    private final Consumer<LiveAttempt> unassigned;
    private final DialLimits limits;
    private final Map<UUID, LiveAttempt> live = new HashMap<>();

    /** What is to be done once an end is written: the agent may be free again. */
    interface AfterEnd {
        void ended(LiveAttempt attempt, Verdict verdict, Optional<AttemptStore.Ended> written);
    }

    /** @param unassigned told of a customer who has answered and for whom nobody was kept */
    CallFlow(
            Vertx vertx,
            Context context,
            Clock clock,
            Telephony telephony,
            AttemptStore store,
            WorkingDays workingDays,
            AnswerStatistics answers,
            TrunkBreaker trunks,
            CallListener listener,
            DialLimits limits,
            AfterEnd afterEnd,
            Consumer<LiveAttempt> unassigned) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.workingDays = workingDays;
        this.answers = answers;
        this.trunks = trunks;
        this.listener = listener;
        this.limits = limits;
        this.afterEnd = afterEnd;
        this.unassigned = unassigned;
    }

    LiveAttempt track(Claim claim) {
        var attempt = new LiveAttempt(claim);
        live.put(claim.attempt(), attempt);
        attempt.silenceTimer = vertx.setTimer(limits.ringWait().toMillis(), tick -> giveUp(attempt, "nothing rang"));
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
            with(ringing.attempt(), attempt -> rings(attempt, ringing));
        } else if (event instanceof CallEvent.Answered answered) {
            with(answered.attempt(), attempt -> answered(attempt, answered.at(), answered.nanos()));
        } else if (event instanceof CallEvent.Bridged bridged) {
            with(bridged.attempt(), attempt -> bridged(attempt, bridged.at()));
        } else if (event instanceof CallEvent.CustomerHangup hangup) {
            with(hangup.attempt(), attempt -> attempt.facts = attempt.facts.withCustomersHangup());
        } else if (event instanceof CallEvent.NotPlaced refused) {
            with(refused.attempt(), attempt -> vertx.setTimer(REFUSAL_MILLIS, tick -> refused(attempt, refused.why())));
        } else if (event instanceof CallEvent.Ended ended && ended.channel().length() == UUID_LENGTH) {
            with(UUID.fromString(ended.channel()), attempt -> {
                measureRing(attempt, ended.nanos());
                attempt.facts = attempt.facts.ended(ended.at(), ended.q850(), ended.sipCode());
                end(attempt, AttemptStore.Source.EVENTS);
            });
        }
    }

    private void with(UUID id, Consumer<LiveAttempt> work) {
        LiveAttempt attempt = live.get(id);
        if (attempt != null && !attempt.ending) {
            work.accept(attempt);
            listener.changed();
        }
    }

    private void rings(LiveAttempt attempt, CallEvent.Ringing ringing) {
        // Asked before our own limit replaces the note.
        Future<Optional<CallHistory.Ring>> noted = telephony.watchedAlone()
                ? telephony.notedRing(attempt.claim.attempt())
                : Future.succeededFuture(Optional.empty());
        if (begins(attempt, ringing.at(), ringing.nanos(), ringing.basis())) {
            limitUnlessAnsweredAtOnce(attempt, ringing.at(), ringing.basis());
            told(attempt, ringing.at(), ringing.basis());
        }
        noted.onSuccess(ring -> context.runOnContext(here -> ring.ifPresent(found -> rangBefore(attempt, found))));
    }

    /** We heard of it late: the PBX, which watched alone, has it earlier. */
    private void rangBefore(LiveAttempt attempt, CallHistory.Ring noted) {
        Instant known = attempt.facts.ringAt();
        if (attempt.ending
                || known == null
                || noted.basis() != attempt.facts.ringBasis()
                || Duration.between(noted.at(), known).compareTo(HEARD_LATE) < 0) {
            return;
        }
        AttemptFacts facts = attempt.facts.ringBegan(noted.at());
        if (facts != attempt.facts) {
            attempt.facts = facts;
            log.info(
                    "attempt rang before it was heard of attempt={} late_ms={}",
                    attempt.claim.attempt(),
                    Duration.between(noted.at(), known).toMillis());
            timeRing(attempt, nanosOf(noted.at()));
            limitRing(attempt, noted.at(), noted.basis());
            store.ringing(attempt.claim.attempt(), noted.at(), noted.basis());
        }
    }

    /** A ring that somebody else saw begin. */
    void ringing(LiveAttempt attempt, Instant at, RingBasis basis) {
        if (begins(attempt, at, nanosOf(at), basis)) {
            limitRing(attempt, at, basis);
            told(attempt, at, basis);
        }
    }

    /** The same, as it was noted: whoever noted it has limited it before. */
    void ringing(LiveAttempt attempt, CallHistory.Ring noted) {
        if (begins(attempt, noted.at(), nanosOf(noted.at()), noted.basis())) {
            told(attempt, noted.at(), noted.basis());
        }
    }

    private boolean begins(LiveAttempt attempt, Instant at, long nanos, RingBasis basis) {
        AttemptFacts merged = attempt.facts.ringing(at, basis);
        if (merged == attempt.facts) {
            return false;
        }
        attempt.facts = merged;
        trunks.worked(attempt.claim.trunk());
        timeRing(attempt, nanos);
        return true;
    }

    private void told(LiveAttempt attempt, Instant at, RingBasis basis) {
        log.info(
                "attempt rings attempt={} callback={} basis={}",
                attempt.claim.attempt(),
                attempt.claim.callback(),
                basis);
        store.ringing(attempt.claim.attempt(), at, basis).onSuccess(done -> CrashPoint.reached("ringing-written"));
        CrashPoint.reached("ringing");
    }

    private void answered(LiveAttempt attempt, Instant at, long nanos) {
        if (attempt.isUp()) {
            return;
        }
        measureRing(attempt, nanos);
        if (attempt.ringLimited && (attempt.ringLimitTaken == 0 || nanos - attempt.ringLimitTaken < CROSSING_NANOS)) {
            limitTalk(attempt);
        }
        attempt.facts = attempt.facts.answered(at);
        vertx.cancelTimer(attempt.silenceTimer);
        vertx.cancelTimer(attempt.ringTimer);
        log.info("attempt answered attempt={} callback={}", attempt.claim.attempt(), attempt.claim.callback());
        CrashPoint.reached("answered");
        store.answered(attempt.claim.attempt(), at).onSuccess(done -> CrashPoint.reached("answered-written"));
        listener.answered(attempt.claim.attempt(), at);
        if (attempt.unassigned()) {
            unassigned.accept(attempt);
        }
    }

    private void bridged(LiveAttempt attempt, Instant at) {
        attempt.waitsForAgent = false;
        boolean first = attempt.facts.bridgedAt() == null;
        if (!attempt.isUp()) {
            answered(attempt, at, System.nanoTime());
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
        if (!attempt.isUp()) {
            answered(attempt, at, System.nanoTime());
            limitTalk(attempt);
        }
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
            timeRing(attempt, nanosOf(ringAt));
            limitRing(attempt, ringAt, basis);
        }
    }

    /** Ends the ring at the floor by our own timer. */
    private void timeRing(LiveAttempt attempt, long nanos) {
        attempt.ringNanos = nanos;
        vertx.cancelTimer(attempt.silenceTimer);
        vertx.cancelTimer(attempt.ringTimer);
        attempt.ringTimer = vertx.setTimer(Math.max(1, ringLeft(attempt)), tick -> giveUp(attempt, "rang the floor"));
    }

    private static long ringLeft(LiveAttempt attempt) {
        return floor(attempt)
                .plus(MARGIN)
                .minusNanos(System.nanoTime() - attempt.ringNanos)
                .toMillis();
    }

    /** Should this process die meanwhile, the PBX's own watch sets the limit; but it cannot see a ring that is known by 183. */
    private void limitUnlessAnsweredAtOnce(LiveAttempt attempt, Instant at, RingBasis basis) {
        if (basis != RingBasis.RINGING_180) {
            limitRing(attempt, at, basis);
            return;
        }
        vertx.setTimer(AT_ONCE_MILLIS, tick -> {
            if (!attempt.isUp() && !attempt.ending && at.equals(attempt.facts.ringAt())) {
                limitRing(attempt, at, basis);
            }
        });
    }

    /** Lets the PBX itself end the ring a little later, should this process be gone. */
    private void limitRing(LiveAttempt attempt, Instant at, RingBasis basis) {
        attempt.ringLimited = true;
        attempt.ringLimitTaken = 0;
        // Never zero, which would take the limit away.
        telephony
                .limitRing(
                        attempt.claim.attempt(),
                        Duration.ofMillis(Math.max(0, ringLeft(attempt))).plus(PBX_MARGIN),
                        at,
                        basis)
                .onComplete(done -> attempt.ringLimitTaken = System.nanoTime())
                .onFailure(e -> log.warn(
                        "ring not limited by the PBX itself attempt={} why=\"{}\"",
                        attempt.claim.attempt(),
                        e.getMessage()));
    }

    private void limitTalk(LiveAttempt attempt) {
        telephony
                .limitTalk(attempt.claim.attempt(), limits.maxCall())
                .onFailure(e -> log.warn(
                        "talk not limited anew attempt={} why=\"{}\"", attempt.claim.attempt(), e.getMessage()));
    }

    /** The length of a ring that we have timed does not follow a clock that is set meanwhile. */
    private static void measureRing(LiveAttempt attempt, long nanos) {
        if (attempt.ringTimer >= 0 && !attempt.isUp()) {
            attempt.facts = attempt.facts.rang(Duration.ofNanos(Math.max(0, nanos - attempt.ringNanos)));
        }
    }

    private long nanosOf(Instant at) {
        return System.nanoTime() - Duration.between(at, clock.instant()).toNanos();
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
        finish(attempt, outcome(attempt), source);
    }

    private static Outcome outcome(LiveAttempt attempt) {
        if (attempt.claim.rung() != null) {
            return RingBackVerdict.outcome(attempt.facts);
        }
        return attempt.gaveWay && !attempt.isUp()
                ? Outcome.GAVE_WAY
                : new Classifier(floor(attempt), attempt.claim.progressCounts()).classify(attempt.facts);
    }

    private Verdict verdict(Claim claim, Outcome outcome, Instant now) {
        var workingDay = workingDays.of(claim.calendar());
        return claim.rung() != null && outcome != Outcome.ANSWERED
                ? RingBackVerdict.unheard(outcome, claim, workingDay, now)
                : new OutcomePolicy(
                                claim.rules(),
                                claim.zone(),
                                workingDay,
                                claim.answers().with(answers.of(claim.campaign())))
                        .decide(outcome, claim.before(), claim.band(), claim.claimedAt(), now);
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
        Verdict verdict = verdict(claim, outcome, now);
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
