package org.huifang.dialing;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.CrashPoint;
import org.huifang.campaign.WorkingDays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of an attempt: its outcome is classified, what follows is decided, and both are written. On the dialing's context. */
final class CallEnds {
    private static final Logger log = LoggerFactory.getLogger(CallEnds.class);

    private final Clock clock;
    private final AttemptStore store;
    private final WorkingDays workingDays;
    private final AnswerStatistics answers;
    private final TrunkBreaker trunks;
    private final CallListener listener;
    private final RingTimes rings;
    private final Consumer<UUID> gone;
    private final CallFlow.AfterEnd afterEnd;

    /** @param gone told of an attempt of which nothing is under way any more */
    CallEnds(
            Clock clock,
            AttemptStore store,
            WorkingDays workingDays,
            AnswerStatistics answers,
            TrunkBreaker trunks,
            CallListener listener,
            RingTimes rings,
            Consumer<UUID> gone,
            CallFlow.AfterEnd afterEnd) {
        this.clock = clock;
        this.store = store;
        this.workingDays = workingDays;
        this.answers = answers;
        this.trunks = trunks;
        this.listener = listener;
        this.rings = rings;
        this.gone = gone;
        this.afterEnd = afterEnd;
    }

    /** What it came to, by the facts. */
    static Outcome outcome(LiveAttempt attempt) {
        if (attempt.claim.rung() != null) {
            return RingBackVerdict.outcome(attempt.facts);
        }
        return attempt.gaveWay && !attempt.isUp()
                ? Outcome.GAVE_WAY
                : new Classifier(RingTimes.floor(attempt), attempt.claim.progressCounts()).classify(attempt.facts);
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

    /** Decides and writes it, once. */
    void finish(LiveAttempt attempt, Outcome outcome, AttemptStore.Source source) {
        if (attempt.ending) {
            return;
        }
        attempt.ending = true;
        rings.stop(attempt);
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
                    gone.accept(claim.attempt());
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
                    gone.accept(claim.attempt());
                    log.error(
                            "an attempt's end could not be written; the janitor will look at it attempt={}",
                            claim.attempt(),
                            e);
                });
    }
}
