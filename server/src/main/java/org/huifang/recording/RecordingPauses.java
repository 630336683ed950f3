package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.recording.PauseRows.Open;
import org.huifang.telephony.RefusedException;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses of recordings: muted in all files while the customer says what must not be kept, marked, and ended at the latest
 * after the campaign's {@code recording.pauseSeconds}. The marker is stored before the sound is muted and ended after it is
 * back, so that no silence is without a marker. When this server is gone the PBX ends the pause; a server of this node that is
 * back mutes again what is still marked, because the agent sees the marker, and ends the row in time.
 */
public final class RecordingPauses {
    private static final Logger log = LoggerFactory.getLogger(RecordingPauses.class);
    private static final long LOOK_MS = 500;
    /** The PBX waits so much longer than the server. */
    static final Duration GRACE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Clock clock;
    private final Telephony telephony;
    private final PauseRows rows;
    private final Consumer<String> crashPoint;
    private final Map<UUID, Open> open = new ConcurrentHashMap<>();
    private final Map<UUID, Boolean> ending = new ConcurrentHashMap<>();
    /** Of an earlier run, and not known to be muted. */
    private final Map<UUID, Open> found = new ConcurrentHashMap<>();

    private boolean loaded;
    private long timer = -1;

    /** @param crashPoint told each step, for fault tests */
    RecordingPauses(Vertx vertx, Clock clock, Telephony telephony, PauseRows rows, Consumer<String> crashPoint) {
        this.vertx = vertx;
        this.clock = clock;
        this.telephony = telephony;
        this.rows = rows;
        this.crashPoint = crashPoint;
    }

    /** Why a part of a call is not recorded. */
    public enum Reason {
        CARD_NUMBER,
        CUSTOMER_ASKED
    }

    /** Begins to end what is due, also what an earlier run of this server began. */
    public void start() {
        timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /** When the recording of the talk that this agent is in goes on by itself; empty: it is not paused. */
    public Future<Optional<Instant>> pausedUntil(UUID agent) {
        return rows.openOf(agent).map(found -> found.map(Open::until));
    }

    /**
     * Pauses the recording of the talk that the agent is in; of a pause that goes on the end is told once more.
     *
     * @return when it ends by itself
     */
    public Future<Instant> begin(UUID agent, UUID user, Reason reason) {
        return rows.begin(agent, user, reason).compose(begun -> {
            crashPoint.accept("pause-begun");
            if (begun.isEmpty()) {
                return Future.failedFuture(Refusal.conflict("id", agent, Remedy.NO_TALK.with()));
            }
            Open pause = begun.get();
            if (open.putIfAbsent(pause.id(), pause) != null) {
                return Future.succeededFuture(pause.until());
            }
            var atMost = Duration.between(clock.instant(), pause.until()).plus(GRACE);
            return telephony
                    .muteRecording(pause.recording(), atMost)
                    .onSuccess(muted -> {
                        crashPoint.accept("pause-muted");
                        log.info("recording paused attempt={} until={}", pause.recording(), pause.until());
                    })
                    .map(pause.until())
                    .recover(e -> {
                        // It may have been muted all the same.
                        telephony.unmuteRecording(pause.recording());
                        return close(pause, "NOT_MUTED", clock.instant())
                                .compose(closed -> Future.failedFuture(
                                        Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.NOT_PAUSED.with())));
                    });
        });
    }

    /** Ends the pause of the talk that the agent is in; nothing when there is none. */
    public Future<Void> end(UUID agent) {
        return rows.openOf(agent)
                .compose(found -> found.isEmpty() ? Future.succeededFuture() : resume(found.get(), "AGENT"));
    }

    private void look() {
        if (!loaded) {
            loaded = true;
            rows.open()
                    .onSuccess(all -> all.forEach(one -> {
                        if (open.putIfAbsent(one.id(), one) == null) {
                            found.put(one.id(), one);
                        }
                    }))
                    .onFailure(e -> {
                        loaded = false;
                        log.warn("open pauses of recordings not read cause={}", e.toString());
                    });
        }
        if (open.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List.copyOf(found.values()).forEach(pause -> muteAgain(pause, now));
        List<Open> due = open.values().stream()
                .filter(pause -> !now.isBefore(pause.until()))
                .toList();
        due.forEach(pause -> resume(pause, now.isAfter(pause.until().plus(GRACE)) ? "PBX" : "TIME"));
        rows.endWithCalls()
                .onSuccess(ended -> ended.forEach(open::remove))
                .onFailure(e -> log.warn("pauses of ended calls not ended cause={}", e.toString()));
    }

    private void muteAgain(Open pause, Instant now) {
        found.remove(pause.id());
        if (!now.isBefore(pause.until()) || !open.containsKey(pause.id()) || ending.containsKey(pause.id())) {
            return;
        }
        telephony
                .muteRecording(
                        pause.recording(), Duration.between(now, pause.until()).plus(GRACE))
                .onSuccess(muted -> log.info("recording stays paused attempt={}", pause.recording()))
                .onFailure(e -> {
                    if (!(e instanceof RefusedException)) {
                        found.put(pause.id(), pause);
                    }
                    log.warn("recording not muted again attempt={} cause={}", pause.recording(), e.toString());
                });
    }

    private Future<Void> resume(Open pause, String how) {
        if (ending.putIfAbsent(pause.id(), true) != null) {
            return Future.succeededFuture();
        }
        return telephony
                .unmuteRecording(pause.recording())
                .map(how)
                .recover(e ->
                        e instanceof RefusedException ? Future.succeededFuture("CALL_ENDED") : Future.failedFuture(e))
                .compose(ended -> {
                    crashPoint.accept("pause-unmuted");
                    Instant latest = pause.until().plus(GRACE).plusSeconds(1);
                    Instant now = clock.instant();
                    return close(pause, ended, ended.equals("PBX") && now.isAfter(latest) ? latest : now);
                })
                .onFailure(e -> log.warn(
                        "pause of a recording not ended yet attempt={} cause={}", pause.recording(), e.toString()))
                .onComplete(done -> ending.remove(pause.id()));
    }

    private Future<Void> close(Open pause, String how, Instant at) {
        return rows.end(pause, how, at).onSuccess(ended -> {
            open.remove(pause.id());
            log.info("recording goes on attempt={} how={}", pause.recording(), how);
        });
    }
}
