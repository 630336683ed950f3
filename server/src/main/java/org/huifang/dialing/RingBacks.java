package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.huifang.CrashPoint;
import org.huifang.telephony.LiveChannel;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Customers who ring us (R44): on file first, then put through to the agent they are known to or to any ready one, before agents
 * call anybody else; and where nobody is ready in time, told so and owed a call. All on the dialing's context. What is here is only
 * what rings at this moment; a restart finds it again in the database and in the PBX.
 */
final class RingBacks {
    private static final Logger log = LoggerFactory.getLogger(RingBacks.class);
    /** The PBX ends the ring by itself so long after we should have. */
    private static final Duration PBX_MARGIN = Duration.ofSeconds(3);

    private static final long AGAIN_MILLIS = 250;

    private final Vertx vertx;
    private final Clock clock;
    private final Telephony telephony;
    private final RingBackStore store;
    private final RingBackClaimer claimer;
    private final CallFlow flow;
    private final DialLoop loop;
    private final RungTalks talks;
    private final DialGate gate;
    /** This server stops. */
    private boolean closing;
    /** A missed call could not be written. */
    private boolean unwritten;
    /** By channel, oldest first; those put through stay until their channel ends. */
    private final Map<String, RingingCall> ringing = new LinkedHashMap<>();

    RingBacks(
            Vertx vertx,
            Clock clock,
            Telephony telephony,
            RingBackStore store,
            RingBackClaimer claimer,
            CallFlow flow,
            DialLoop loop,
            RungTalks talks,
            DialGate gate) {
        this.vertx = vertx;
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.claimer = claimer;
        this.flow = flow;
        this.loop = loop;
        this.talks = talks;
        this.gate = gate;
    }

    /** A call comes in. */
    void rings(String channel, String trunk, String caller, Instant at) {
        if (ringing.containsKey(channel)) {
            return;
        }
        var call = new RingingCall(channel);
        ringing.put(channel, call);
        store.open(channel, trunk, caller, at)
                .onSuccess(found -> {
                    if (found.isEmpty()) {
                        ringing.remove(channel);
                    } else {
                        call.ring = found.get();
                        CrashPoint.reached("ring-back-on-file");
                        onFile(call, found.get());
                    }
                })
                .onFailure(e -> {
                    // Without our word the PBX makes an end, and leaves a note for later.
                    ringing.remove(channel);
                    log.error("a call that came in is not on file trunk={} why=\"{}\"", trunk, e.getMessage());
                });
    }

    /** What rings in the PBX, and what the database holds for ringing, are the same from here on. */
    Future<Void> reconcile(List<LiveChannel> channels) {
        Set<String> waiting = channels.stream()
                .filter(channel -> channel.caller() != null)
                .map(LiveChannel::id)
                .collect(Collectors.toSet());
        Set<String> alive = channels.stream().map(LiveChannel::id).collect(Collectors.toSet());
        List.copyOf(ringing.values()).stream()
                .filter(call -> !alive.contains(call.channel)
                        && (call.attempt == null || !alive.contains(call.attempt.toString())))
                .forEach(call -> ended(call.channel));
        for (LiveChannel channel : channels) {
            String caller = channel.caller();
            if (caller != null) {
                rings(channel.id(), channel.endpoint(), caller, clock.instant());
            }
        }
        unwritten = false;
        return store.ringing().compose(rows -> {
            Future<Void> all = Future.succeededFuture();
            for (RingBack row : rows) {
                if (!waiting.contains(row.channel()) && !ringing.containsKey(row.channel())) {
                    all = all.compose(done -> missed(row, RingBack.Missed.SERVER_LOST, clock.instant()));
                }
            }
            return all;
        });
    }

    /** A customer of this organisation is on the line and waits. */
    boolean waits(UUID org) {
        return ringing.values().stream().anyMatch(call -> call.waits() && ofOrg(call, org));
    }

    /** There is something to look at in the PBX. */
    boolean any() {
        return !ringing.isEmpty() || unwritten;
    }

    boolean nobodyWaits() {
        return ringing.values().stream().noneMatch(RingingCall::waits);
    }

    /** Somebody is ready, or a customer is not being called any more: those who wait are tried, oldest first. */
    Future<Void> serve(UUID org) {
        var waiting = new ArrayList<RingingCall>();
        ringing.values().stream()
                .filter(call -> call.waits() && ofOrg(call, org))
                .forEach(waiting::add);
        Future<Void> all = Future.succeededFuture();
        for (RingingCall call : waiting) {
            all = all.compose(done -> tryOne(call));
        }
        return all;
    }

    /** It may be possible again to put customers through. */
    void wake() {
        ringing.values().stream().filter(RingingCall::waits).toList().forEach(this::tryOne);
    }

    /** No new talk: those who wait are told. */
    void close() {
        closing = true;
        ringing.values().stream()
                .filter(RingingCall::waits)
                .toList()
                .forEach(call -> tellNobody(call, RingBack.Missed.CLOSED));
    }

    /** A channel that the PBX named has ended. */
    void ended(String channel) {
        RingingCall call = ringing.remove(channel);
        if (call == null) {
            ringing.values()
                    .removeIf(other ->
                            other.attempt != null && other.attempt.toString().equals(channel));
            return;
        }
        call.gone = true;
        vertx.cancelTimer(call.timer);
        if (call.attempt != null) {
            // It never became the attempt's channel, or its end would have been the attempt's.
            flow.get(call.attempt).ifPresent(talks::notPutThrough);
        } else if (call.ring != null && !call.decided && !call.claiming) {
            call.decided = true;
            missed(call.ring, RingBack.Missed.GAVE_UP, clock.instant());
        }
    }

    private void onFile(RingingCall call, RingBack ring) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, ring.answerUntil());
        log.info(
                "customer rings call={} callback={} within_ms={}",
                ring.id(),
                ring.callback(),
                Math.max(0, left.toMillis()));
        telephony
                .takeNote(call.channel, (left.isNegative() ? Duration.ZERO : left).plus(PBX_MARGIN))
                .onFailure(e -> log.warn(
                        "a call is not told that it is on file call={} why=\"{}\"", ring.id(), e.getMessage()));
        if (call.gone) {
            call.decided = true;
            missed(ring, RingBack.Missed.GAVE_UP, now);
            return;
        }
        RingBack.Missed hopeless = ring.hopeless();
        if (hopeless != null) {
            tellNobody(call, hopeless);
        } else if (closing) {
            tellNobody(call, RingBack.Missed.CLOSED);
        } else {
            call.timer = vertx.setTimer(Math.max(1, left.toMillis()), tick -> timeIsUp(call));
            tryOne(call);
        }
    }

    private Future<Void> tryOne(RingingCall call) {
        RingBack ring = call.ring;
        if (ring == null
                || !call.waits()
                || call.claiming
                || gate.closedBecause().isPresent()) {
            return Future.succeededFuture();
        }
        call.claiming = true;
        return claimer.claim(ring).transform(done -> {
            call.claiming = false;
            if (done.failed()) {
                log.warn(
                        "customer not put through yet call={} why=\"{}\"",
                        ring.id(),
                        done.cause().getMessage());
            } else if (done.result() instanceof RingBackClaimer.Result.Claimed claimed) {
                talks.claimed(call, claimed);
                return Future.succeededFuture();
            } else if (done.result() instanceof RingBackClaimer.Result.Occupied) {
                talks.giveWay(ring);
            }
            if (call.gone && !call.decided) {
                call.decided = true;
                missed(ring, RingBack.Missed.GAVE_UP, clock.instant());
            } else if (done.failed()) {
                vertx.setTimer(AGAIN_MILLIS, tick -> tryOne(call));
            }
            return Future.succeededFuture();
        });
    }

    private void timeIsUp(RingingCall call) {
        if (!call.waits()) {
            return;
        }
        if (call.claiming) {
            call.timer = vertx.setTimer(AGAIN_MILLIS, tick -> timeIsUp(call));
            return;
        }
        tellNobody(
                call,
                gate.closedBecause().isPresent()
                        ? RingBack.Missed.CLOSED
                        : talks.talks(call) ? RingBack.Missed.ALREADY_TALKING : RingBack.Missed.NOBODY_READY);
    }

    /** On file first: a crash between is found as a call that nobody decided. */
    private void tellNobody(RingingCall call, RingBack.Missed why) {
        RingBack ring = call.ring;
        if (ring == null || call.decided || call.claiming) {
            return;
        }
        call.decided = true;
        vertx.cancelTimer(call.timer);
        missed(ring, why, clock.instant())
                .onComplete(done -> telephony
                        .tellNobodyIsFree(call.channel)
                        .onFailure(
                                e -> log.warn("nobody-free not said call={} why=\"{}\"", ring.id(), e.getMessage())));
    }

    /** Should it not be written, the row goes on saying that it rings, and the next look at the PBX finds it. */
    Future<Void> missed(RingBack ring, RingBack.Missed why, Instant at) {
        return store.missed(ring, why, at)
                .onSuccess(again -> {
                    CrashPoint.reached("ring-back-missed");
                    log.info(
                            "customer not put through call={} callback={} why={} call_again_at={}",
                            ring.id(),
                            ring.callback(),
                            why,
                            again.map(Instant::toString).orElse("-"));
                    UUID callback = ring.callback();
                    if (callback != null) {
                        again.ifPresent(due -> loop.willBeDue(ring.org(), callback, due));
                    }
                })
                .onFailure(e -> {
                    unwritten = true;
                    log.error("a missed call is not written yet call={} why=\"{}\"", ring.id(), e.getMessage());
                })
                .mapEmpty();
    }

    private static boolean ofOrg(RingingCall call, UUID org) {
        return call.ring != null && call.ring.org().equals(org);
    }
}
