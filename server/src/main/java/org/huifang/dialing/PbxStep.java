package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import org.huifang.agent.AgentLines;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this server knows of lines and calls, and what the PBX has, made the same: when the link is there, and every few seconds
 * for events that got lost. No new call before that. On the dialing's context.
 */
final class PbxStep {
    private static final Logger log = LoggerFactory.getLogger(PbxStep.class);
    private static final long LOOK_AFTER_MILLIS = 15_000;
    /** In so long the PBX, which watched alone, has noted every ring that had begun before we were in step. */
    private static final long WATCH_TAKEN_OVER_MILLIS = 700;

    private final Vertx vertx;
    private final Context context;
    private final Telephony telephony;
    private final AgentLines lines;
    private final CallFlow flow;
    private final DialLoop loop;
    private final AttemptJanitor janitor;
    private final RingBacks ringBacks;
    private final MissedNotes missedNotes;
    private final CallListener listener;
    private @Nullable Instant pbxSince;
    private boolean inStep;
    private boolean watching;
    private long lookAfterTimer = -1;
    private long watchTimer = -1;

    PbxStep(
            Vertx vertx,
            Context context,
            Telephony telephony,
            AgentLines lines,
            CallFlow flow,
            DialLoop loop,
            AttemptJanitor janitor,
            RingBacks ringBacks,
            MissedNotes missedNotes,
            CallListener listener) {
        this.vertx = vertx;
        this.context = context;
        this.telephony = telephony;
        this.lines = lines;
        this.flow = flow;
        this.loop = loop;
        this.janitor = janitor;
        this.ringBacks = ringBacks;
        this.missedNotes = missedNotes;
        this.listener = listener;
    }

    void start() {
        lookAfterTimer = vertx.setPeriodic(LOOK_AFTER_MILLIS, tick -> lookAfter());
        watchTimer = vertx.setPeriodic(Telephony.WATCH_MILLIS, tick -> {
            if (watching) {
                telephony.watchRings();
            }
        });
    }

    void stop() {
        vertx.cancelTimer(lookAfterTimer);
        vertx.cancelTimer(watchTimer);
    }

    boolean inStep() {
        return inStep;
    }

    /** When the PBX that is linked was started; null: none is linked. */
    @Nullable
    Instant pbxSince() {
        return pbxSince;
    }

    void linked(Instant since) {
        pbxSince = since;
        getInStep(since);
    }

    void cut() {
        inStep = false;
        watching = false;
        pbxSince = null;
    }

    /** Lines and attempts first, then new calls. */
    private void getInStep(Instant since) {
        telephony
                .liveChannels()
                .compose(channels -> onContext(lines.reconcile(channels)))
                .compose(done -> onContext(janitor.tidy()))
                .onComplete(done -> context.runOnContext(ignored -> {
                    if (!since.equals(pbxSince) || !telephony.linked()) {
                        return;
                    }
                    if (done.succeeded()) {
                        inStep = true;
                        log.info(
                                "in step with the PBX live_attempts={} waiting_agents={}",
                                flow.all().size(),
                                loop.waitingAgents());
                        listener.changed();
                        loop.wake();
                        reconcileRings();
                        missedNotes.takeUp();
                        vertx.setTimer(WATCH_TAKEN_OVER_MILLIS, tick -> takeWatchOver(since));
                    } else {
                        log.warn(
                                "not in step with the PBX yet why=\"{}\"",
                                done.cause().getMessage());
                        vertx.setTimer(1_000, tick -> getInStep(since));
                    }
                }));
    }

    /** From when we were in step on we hear of every ring; those that began just before are read from the PBX's notes. */
    private void takeWatchOver(Instant since) {
        if (inStep && since.equals(pbxSince)) {
            watching = true;
            janitor.tidy();
        }
    }

    private <T> Future<T> onContext(Future<T> future) {
        Promise<T> here = Promise.promise();
        future.onComplete(done -> context.runOnContext(ignored -> here.handle(done)));
        return here.future();
    }

    /** An event that got lost must not keep an attempt alive for ever. */
    private void lookAfter() {
        if (inStep) {
            janitor.tidy();
            lines.releaseStranded(loop::knows);
            if (ringBacks.any()) {
                reconcileRings();
            }
            missedNotes.takeUp();
        }
    }

    /** Who rings now, and who rang while nobody was here. */
    private void reconcileRings() {
        onContext(telephony.liveChannels())
                .compose(ringBacks::reconcile)
                .onFailure(e -> log.warn("calls that came in not looked at yet why=\"{}\"", e.getMessage()));
    }
}
