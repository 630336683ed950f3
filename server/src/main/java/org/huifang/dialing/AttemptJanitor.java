package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.huifang.telephony.CallHistory;
import org.huifang.telephony.LiveChannel;
import org.huifang.telephony.RingBasis;
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

    /** A PBX that lives and wrote no end for so long will not write it any more: its disk was full. */
    private static final Duration END_WRITTEN_WITHIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Telephony telephony;
    private final NodeLease lease;
    private final Leftovers leftovers;
    private final CallFlow flow;
    private final AttemptStore store;
    private final Supplier<@Nullable Instant> pbx;
    private final Consumer<UUID> agentFreed;
    private final Consumer<UUID> customerAlone;
    private final Consumer<LiveAttempt> unassigned;
    private final Map<UUID, Instant> endMissing = new HashMap<>();
    private boolean running;
    private boolean again;

    /**
     * @param pbx since when the PBX that we are linked to has been up; null while there is no link
     * @param agentFreed told who may work again
     * @param customerAlone told which live call waits for an agent
     * @param unassigned told which customer has answered and waits for the first agent
     */
    AttemptJanitor(
            Vertx vertx,
            Context context,
            Clock clock,
            Telephony telephony,
            NodeLease lease,
            Leftovers leftovers,
            CallFlow flow,
            AttemptStore store,
            Supplier<@Nullable Instant> pbx,
            Consumer<UUID> agentFreed,
            Consumer<UUID> customerAlone,
            Consumer<LiveAttempt> unassigned) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.telephony = telephony;
        this.lease = lease;
        this.leftovers = leftovers;
        this.flow = flow;
        this.store = store;
        this.pbx = pbx;
        this.agentFreed = agentFreed;
        this.customerAlone = customerAlone;
        this.unassigned = unassigned;
    }

    /** Does nothing without a link; fails when the PBX went away meanwhile, and is then tried again. */
    Future<Void> tidy() {
        Instant pbxSince = pbx.get();
        if (running || pbxSince == null) {
            again = running;
            return Future.succeededFuture();
        }
        running = true;
        return leftovers
                .of(lease.id())
                .compose(found -> found.isEmpty() && flow.all().isEmpty()
                        ? Future.succeededFuture()
                        : here(telephony.liveChannels()).compose(channels -> sort(found, channels, pbxSince)))
                .onComplete(done -> {
                    running = false;
                    if (done.failed()) {
                        log.warn(
                                "attempts not looked at yet why=\"{}\"",
                                done.cause().getMessage());
                    }
                    if (again || done.failed()) {
                        again = false;
                        vertx.setTimer(1_000, tick -> tidy());
                    }
                });
    }

    private Future<Void> sort(List<Leftovers.Leftover> found, List<LiveChannel> channels, Instant pbxSince) {
        Map<String, LiveChannel> alive =
                channels.stream().collect(Collectors.toMap(LiveChannel::id, channel -> channel, (a, b) -> a));
        Set<String> fenced = channels.stream()
                .filter(LiveChannel::fence)
                .map(LiveChannel::id)
                .collect(Collectors.toSet());
        alive.keySet().removeAll(fenced);
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
        Set<String> stillRing = channels.stream()
                .filter(channel -> channel.caller() != null)
                .map(LiveChannel::id)
                .collect(Collectors.toSet());
        Set<String> ids =
                dead.stream().map(left -> left.claim().attempt().toString()).collect(Collectors.toSet());
        return adopted.compose(done -> here(telephony.histories(ids))).map(histories -> {
            if (!pbxSince.equals(pbx.get())) {
                throw new IllegalStateException("the PBX was away while it was asked");
            }
            for (var left : dead) {
                String id = left.claim().attempt().toString();
                if (fenced.contains(id)) {
                    neverLeft(left);
                } else if (left.claim().rung() != null
                        && stillRing.contains(left.claim().rung().channel())) {
                    tellNobody(left.claim());
                } else {
                    resolve(left, histories.get(id), pbxSince);
                }
            }
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
            if (channel.alone()) {
                customerAlone.accept(left.claim().attempt());
            } else if (channel.unassigned()) {
                unassigned.accept(attempt);
            }
            return Future.succeededFuture();
        }
        if (attempt.facts.ringBasis() == RingBasis.RINGING_180) {
            flow.rings().arm(attempt);
            return Future.succeededFuture();
        }
        return here(telephony.notedRing(left.claim().attempt())).map(ring -> {
            if (!attempt.ending) {
                ring.ifPresent(noted -> flow.rings().ringing(attempt, noted));
                if (channel.ringing()) {
                    // Nobody wrote down since when; a note of the 180 stays.
                    flow.rings().ringing(attempt, now, RingBasis.RINGING_180);
                }
                flow.rings().arm(attempt);
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
        if (history == null || history.endedAt() != null) {
            endMissing.remove(claim.attempt());
        }
        if (history != null && history.endedAt() != null) {
            LiveAttempt attempt = known.orElseGet(() -> flow.track(claim));
            AttemptFacts facts = merge(known.isPresent() ? attempt.facts : left.facts(), history)
                    .ended(history.endedAt(), history.q850(), null);
            attempt.facts = history.byCustomer() ? facts.withCustomersHangup() : facts;
            flow.end(attempt, AttemptStore.Source.CEL);
        } else if (history != null && history.startedAt() != null && !left.unknown()) {
            begunAndGone(claim, known.map(attempt -> attempt.facts).orElse(left.facts()), history, pbxSince, now);
        } else if (left.unknown()) {
            // A person has to tell; only a late end on file could.
            return;
        } else if (Duration.between(claim.claimedAt(), now).compareTo(SETTLED) < 0) {
            again = true;
        } else if (pbxSince.isBefore(claim.claimedAt()) && claim.rung() != null) {
            // The customer's channel is gone, so that nothing which is still on its way can reach it.
            LiveAttempt attempt = known.orElseGet(() -> flow.track(claim));
            attempt.facts = attempt.facts.ended(now, null, null);
            flow.finish(attempt, Outcome.NOT_PUT_THROUGH, AttemptStore.Source.CEL);
        } else if (pbxSince.isBefore(claim.claimedAt())) {
            fence(claim);
        } else {
            giveUp(claim, now, "the PBX started again after the claim and has nothing on file");
        }
    }

    /** The order may still be on its way, in a network that was parted: from here on it would come too late. */
    private void fence(Claim claim) {
        again = true;
        log.info(
                "attempt left no trace, taking its id attempt={} callback={} if_again_and_again=\"include huifang/fence.conf in"
                        + " extensions.conf\"",
                claim.attempt(),
                claim.callback());
        telephony
                .fence(claim.attempt())
                .onFailure(e -> log.warn(
                        "id of an attempt not taken yet attempt={} why=\"{}\"", claim.attempt(), e.getMessage()));
    }

    /** A customer whom we meant to put through still rings: the word may be on its way, so this call is let go. */
    private void tellNobody(Claim claim) {
        again = true;
        if (claim.rung() == null
                || Duration.between(claim.claimedAt(), clock.instant()).compareTo(SETTLED) < 0) {
            return;
        }
        log.info("customer was not put through and still rings attempt={}", claim.attempt());
        telephony
                .tellNobodyIsFree(claim.rung().channel())
                .onFailure(
                        e -> log.warn("nobody-free not said attempt={} why=\"{}\"", claim.attempt(), e.getMessage()));
    }

    /** The PBX holds its id with nothing behind it. */
    private void neverLeft(Leftovers.Leftover left) {
        if (!left.unknown()) {
            log.info(
                    "attempt never left attempt={} callback={}",
                    left.claim().attempt(),
                    left.claim().callback());
            flow.neverSent(flow.get(left.claim().attempt()).orElseGet(() -> flow.track(left.claim())));
        }
    }

    private void giveUp(Claim claim, Instant now, String why) {
        log.error(
                "nobody can tell what became of an attempt; a person has to attempt={} callback={} why=\"{}\"",
                claim.attempt(),
                claim.callback(),
                why);
        endMissing.remove(claim.attempt());
        flow.forget(claim.attempt());
        UUID agent = claim.agent();
        store.unknown(claim.attempt(), now, why).onSuccess(done -> {
            if (agent != null) {
                agentFreed.accept(agent);
            }
        });
    }

    /** The PBX had it and does not any more, and wrote no end: the PBX itself died. */
    private void begunAndGone(Claim claim, AttemptFacts facts, CallHistory history, Instant pbxSince, Instant now) {
        Instant started = history.startedAt() == null ? now : history.startedAt();
        if (pbxSince.isBefore(started) || Duration.between(started, now).compareTo(FILE_LAG) < 0) {
            Instant missed = endMissing.computeIfAbsent(claim.attempt(), id -> now);
            if (Duration.between(missed, now).compareTo(END_WRITTEN_WITHIN) < 0) {
                again = true;
            } else {
                giveUp(claim, now, "the PBX has its beginning on file, has it no more, and wrote no end");
            }
            return;
        }
        LiveAttempt attempt = flow.get(claim.attempt()).orElseGet(() -> flow.track(claim));
        attempt.facts = merge(facts, history).ended(pbxSince, null, null);
        if (attempt.isUp()) {
            flow.end(attempt, AttemptStore.Source.CEL);
        } else {
            flow.finish(attempt, Outcome.PBX_LOST, AttemptStore.Source.CEL);
        }
    }

    /** Telephony answers on threads of its own; attempts are touched on the dialing's context only. */
    private <T> Future<T> here(Future<T> answer) {
        Promise<T> promise = Promise.promise();
        answer.onComplete(done -> context.runOnContext(ignored -> promise.handle(done)));
        return promise.future();
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
