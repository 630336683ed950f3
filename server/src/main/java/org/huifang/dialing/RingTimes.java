package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.huifang.CrashPoint;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.CallHistory;
import org.huifang.telephony.RingBasis;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long each attempt rings: from the moment that the PBX knows of, to the floor and not before it (R32), by a timer of ours
 * and by a limit in the PBX should this process be gone; measured by a clock that nobody sets. On the dialing's context.
 */
final class RingTimes {
    private static final Logger log = LoggerFactory.getLogger(RingTimes.class);
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
    /** Who answers within so long needs no limit of the ring. */
    private static final long AT_ONCE_MILLIS = 150;

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Telephony telephony;
    private final AttemptStore store;
    private final TrunkBreaker trunks;
    private final DialLimits limits;
    private final BiConsumer<LiveAttempt, String> giveUp;

    /** @param giveUp told of a call that was rung for long enough, and why it ends */
    RingTimes(
            Vertx vertx,
            Context context,
            Clock clock,
            Telephony telephony,
            AttemptStore store,
            TrunkBreaker trunks,
            DialLimits limits,
            BiConsumer<LiveAttempt, String> giveUp) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.trunks = trunks;
        this.limits = limits;
        this.giveUp = giveUp;
    }

    /** The PBX says that it rings. */
    void rings(LiveAttempt attempt, CallEvent.Ringing ringing) {
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

    /** Times the rest of a ring that began before we came. */
    void arm(LiveAttempt attempt) {
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
        attempt.ringTimer =
                vertx.setTimer(Math.max(1, ringLeft(attempt)), tick -> giveUp.accept(attempt, "rang the floor"));
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

    /** Takes the limit of the ring away and sets that of the talk. */
    void limitTalk(LiveAttempt attempt) {
        telephony
                .limitTalk(attempt.claim.attempt(), limits.maxCall())
                .onFailure(e -> log.warn(
                        "talk not limited anew attempt={} why=\"{}\"", attempt.claim.attempt(), e.getMessage()));
    }

    /** The length of a ring that we have timed does not follow a clock that is set meanwhile. */
    static void measure(LiveAttempt attempt, long nanos) {
        if (attempt.ringTimer >= 0 && !attempt.isUp()) {
            attempt.facts = attempt.facts.rang(Duration.ofNanos(Math.max(0, nanos - attempt.ringNanos)));
        }
    }

    private long nanosOf(Instant at) {
        return System.nanoTime() - Duration.between(at, clock.instant()).toNanos();
    }

    /** The customer has answered: a limit of the ring may cross that, and would end the talk. */
    void answered(LiveAttempt attempt, long nanos) {
        measure(attempt, nanos);
        if (attempt.ringLimited && (attempt.ringLimitTaken == 0 || nanos - attempt.ringLimitTaken < CROSSING_NANOS)) {
            limitTalk(attempt);
        }
        stop(attempt);
    }

    /** Nothing more is timed for it. */
    void stop(LiveAttempt attempt) {
        vertx.cancelTimer(attempt.silenceTimer);
        vertx.cancelTimer(attempt.ringTimer);
    }

    static Duration floor(LiveAttempt attempt) {
        return Duration.ofSeconds(attempt.claim.rules().ringFloorSeconds());
    }
}
