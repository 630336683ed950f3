package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
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
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of this server that are under way, and what each event means for them: facts merge, the ring floor is
 * timed (R32, {@link RingTimes}), and at the end the outcome is classified, decided and written ({@link CallEnds}). All on one
 * context, in the PBX's order.
 */
final class CallFlow {
    private static final Logger log = LoggerFactory.getLogger(CallFlow.class);
    private static final int UUID_LENGTH = 36;
    /** A call that was refused may still be followed by its hangup; that tells more. */
    private static final long REFUSAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final Clock clock;
    private final Telephony telephony;
    private final AttemptStore store;
    private final CallListener listener;
    private final RingTimes rings;
    private final CallEnds ends;
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
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.listener = listener;
        this.limits = limits;
        this.unassigned = unassigned;
        this.rings = new RingTimes(vertx, context, clock, telephony, store, trunks, limits, this::giveUp);
        this.ends = new CallEnds(clock, store, workingDays, answers, trunks, listener, rings, live::remove, afterEnd);
    }

    /** The rings of the attempts under way. */
    RingTimes rings() {
        return rings;
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
            with(ringing.attempt(), attempt -> rings.rings(attempt, ringing));
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
                RingTimes.measure(attempt, ended.nanos());
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

    private void answered(LiveAttempt attempt, Instant at, long nanos) {
        if (attempt.isUp()) {
            return;
        }
        rings.answered(attempt, nanos);
        attempt.facts = attempt.facts.answered(at);
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
            rings.limitTalk(attempt);
        }
        if (bridged && attempt.facts.bridgedAt() == null) {
            bridged(attempt, at);
        }
        vertx.cancelTimer(attempt.silenceTimer);
    }

    void forget(UUID attempt) {
        LiveAttempt gone = live.remove(attempt);
        if (gone != null) {
            gone.ending = true;
            rings.stop(gone);
        }
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
        ends.finish(attempt, Outcome.NEVER_SENT, AttemptStore.Source.NEVER_SENT);
    }

    /** Ends an attempt of which all is known that will ever be. */
    void end(LiveAttempt attempt, AttemptStore.Source source) {
        ends.finish(attempt, CallEnds.outcome(attempt), source);
    }

    void finish(LiveAttempt attempt, Outcome outcome, AttemptStore.Source source) {
        ends.finish(attempt, outcome, source);
    }
}
