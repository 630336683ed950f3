package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.huifang.telephony.CallHistory;
import org.huifang.telephony.LiveChannel;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of attempts that nobody watched: after a crash, a lost link, a lost event. Asks the PBX for its
 * live channels, then for what it has on file. Never guesses: what cannot be told is UNKNOWN and waits for a person.
 */
final class AttemptJanitor {
    private static final Logger log = LoggerFactory.getLogger(AttemptJanitor.class);
    /** An order may have left just before a crash and not have become a channel yet. */
    private static final Duration SETTLED = Duration.ofSeconds(4);
    /** The file is written a moment after the channel ends. */
    private static final Duration FILE_LAG = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Clock clock;
    private final Telephony telephony;
    private final NodeLease lease;
    private final Leftovers leftovers;
    private final CallFlow flow;
    private final AttemptStore store;
    private boolean running;
    private boolean again;

    AttemptJanitor(
            Vertx vertx,
            Clock clock,
            Telephony telephony,
            NodeLease lease,
            Leftovers leftovers,
            CallFlow flow,
            AttemptStore store) {
        this.vertx = vertx;
        this.clock = clock;
        this.telephony = telephony;
        this.lease = lease;
        this.leftovers = leftovers;
        this.flow = flow;
        this.store = store;
    }

    /** @param pbxSince when the PBX started */
    Future<Void> tidy(Instant pbxSince) {
        if (running) {
            again = true;
            return Future.succeededFuture();
        }
        running = true;
        return leftovers
                .of(lease.id())
                .compose(found -> found.isEmpty() && flow.all().isEmpty()
                        ? Future.succeededFuture()
                        : telephony.liveChannels().compose(channels -> sort(found, channels, pbxSince)))
                .onComplete(done -> {
                    running = false;
                    if (done.failed()) {
                        log.warn(
                                "attempts not looked at yet why=\"{}\"",
                                done.cause().getMessage());
                    }
                    if (again || done.failed()) {
                        again = false;
                        vertx.setTimer(1_000, tick -> tidy(pbxSince));
                    }
                });
    }

    private Future<Void> sort(List<Leftovers.Leftover> found, List<LiveChannel> channels, Instant pbxSince) {
        Map<String, LiveChannel> alive =
                channels.stream().collect(Collectors.toMap(LiveChannel::id, channel -> channel, (a, b) -> a));
        var dead = found.stream()
                .filter(left -> !alive.containsKey(left.claim().attempt().toString()))
                .toList();
        Future<Void> adopted = Future.succeededFuture();
        for (var left : found) {
            LiveChannel channel = alive.get(left.claim().attempt().toString());
            if (channel != null) {
                adopted = adopted.compose(done -> adopt(left, channel));
            }
        }
        Set<String> ids =
                dead.stream().map(left -> left.claim().attempt().toString()).collect(Collectors.toSet());
        return adopted.compose(done -> telephony.histories(ids)).map(histories -> {
            dead.forEach(
                    left -> resolve(left, histories.get(left.claim().attempt().toString()), pbxSince));
            return null;
        });
    }

    /** It lives: go on with it, whoever began it. */
    private Future<Void> adopt(Leftovers.Leftover left, LiveChannel channel) {
        Optional<LiveAttempt> known = flow.get(left.claim().attempt());
        LiveAttempt attempt = known.orElseGet(() -> {
            log.info(
                    "attempt adopted attempt={} callback={} up={} bridged={}",
                    left.claim().attempt(),
                    left.claim().callback(),
                    channel.up(),
                    channel.bridged());
            LiveAttempt adopted = flow.track(left.claim());
            adopted.facts = left.facts();
            return adopted;
        });
        Instant now = clock.instant();
        if (channel.up()) {
            flow.seenUp(attempt, now, channel.bridged());
            return Future.succeededFuture();
        }
        if (attempt.facts.ringAt() != null) {
            flow.armRing(attempt);
            return Future.succeededFuture();
        }
        return telephony.notedRing(left.claim().attempt()).map(ring -> {
            ring.ifPresent(noted -> flow.ringing(attempt, noted.at(), noted.basis()));
            if (ring.isEmpty() && channel.ringing()) {
                flow.ringing(attempt, now, org.huifang.telephony.RingBasis.RINGING_180);
            }
            return null;
        });
    }

    private void resolve(Leftovers.Leftover left, @Nullable CallHistory history, Instant pbxSince) {
        Claim claim = left.claim();
        Optional<LiveAttempt> known = flow.get(claim.attempt());
        if (known.isPresent() && known.get().ending) {
            return;
        }
        Instant now = clock.instant();
        if (history != null && history.endedAt() != null) {
            LiveAttempt attempt = known.orElseGet(() -> flow.track(claim));
            attempt.facts = merge(known.isPresent() ? attempt.facts : left.facts(), history)
                    .ended(history.endedAt(), history.q850(), null);
            flow.end(attempt, AttemptStore.Source.CEL);
        } else if (history != null && history.startedAt() != null) {
            begunAndGone(left, history, pbxSince, now);
        } else if (Duration.between(claim.claimedAt(), now).compareTo(SETTLED) < 0) {
            lookAgain(pbxSince);
        } else if (pbxSince.isBefore(claim.claimedAt())) {
            log.info("attempt never left attempt={} callback={}", claim.attempt(), claim.callback());
            flow.neverSent(known.orElseGet(() -> flow.track(claim)));
        } else if (!left.unknown()) {
            log.error(
                    "nobody can tell what became of an attempt; a person has to attempt={} callback={}",
                    claim.attempt(),
                    claim.callback());
            flow.forget(claim.attempt());
            store.unknown(claim.attempt(), now, "the PBX started again after the claim and has nothing on file");
        }
    }

    /** The PBX had it and does not any more, and wrote no end: the PBX itself died. */
    private void begunAndGone(Leftovers.Leftover left, CallHistory history, Instant pbxSince, Instant now) {
        Instant started = history.startedAt() == null ? now : history.startedAt();
        if (pbxSince.isBefore(started) || Duration.between(started, now).compareTo(FILE_LAG) < 0) {
            lookAgain(pbxSince);
            return;
        }
        LiveAttempt attempt = flow.get(left.claim().attempt()).orElseGet(() -> flow.track(left.claim()));
        attempt.facts = merge(left.facts(), history).ended(pbxSince, null, null);
        if (attempt.isUp()) {
            flow.end(attempt, AttemptStore.Source.CEL);
        } else {
            flow.finish(attempt, Outcome.PBX_LOST, AttemptStore.Source.CEL);
        }
    }

    private void lookAgain(Instant pbxSince) {
        again = true;
        log.debug("attempts will be looked at again pbx_since={}", pbxSince);
    }

    private static AttemptFacts merge(AttemptFacts facts, CallHistory history) {
        AttemptFacts merged = facts;
        if (history.ring() != null) {
            merged = merged.ringing(history.ring().at(), history.ring().basis());
        }
        if (history.answeredAt() != null) {
            merged = merged.answered(history.answeredAt());
        }
        return history.bridgedAt() == null ? merged : merged.bridged(history.bridgedAt());
    }
}
