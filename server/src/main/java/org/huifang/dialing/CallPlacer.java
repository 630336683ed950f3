package org.huifang.dialing;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.huifang.CrashPoint;
import org.huifang.agent.ReadyAgent;
import org.huifang.telephony.CallOrder;
import org.huifang.telephony.NotSentException;
import org.huifang.telephony.RefusedException;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a committed claim into an order to the PBX, or into an attempt that was never sent. */
final class CallPlacer {
    private static final Logger log = LoggerFactory.getLogger(CallPlacer.class);
    /** A committed claim that could not be sent for so long is stale: another server may hold our lease by then. */
    private static final Duration SEND_WITHIN = Duration.ofSeconds(2);

    private final Context context;
    private final CallFlow flow;
    private final Telephony telephony;
    private final NodeLease lease;
    private final DialGate gate;
    private final DialLimits limits;

    CallPlacer(Context context, CallFlow flow, Telephony telephony, NodeLease lease, DialGate gate, DialLimits limits) {
        this.context = context;
        this.flow = flow;
        this.telephony = telephony;
        this.lease = lease;
        this.gate = gate;
        this.limits = limits;
    }

    /** @param agent null: nobody is kept for it */
    void place(Claim claim, @Nullable ReadyAgent agent) {
        long notAfter = System.nanoTime() + SEND_WITHIN.toNanos();
        LiveAttempt attempt = flow.track(claim);
        CrashPoint.reached("claimed");
        log.info(
                "attempt claimed attempt={} callback={} agent={} seq={} ready_us={}",
                claim.attempt(),
                claim.callback(),
                agent == null ? "-" : agent.code(),
                claim.seq(),
                agent == null ? 0 : TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - agent.readyNanos()));
        if (!lease.valid() || gate.closedBecause().isPresent()) {
            flow.neverSent(attempt);
            return;
        }
        CallOrder order;
        try {
            order = limits.order(claim, notAfter);
        } catch (IllegalArgumentException e) {
            log.error(
                    "call not placed, its data may not go to the PBX attempt={} why=\"{}\"",
                    claim.attempt(),
                    e.getMessage());
            flow.refusedAtOnce(attempt, "unsafe data");
            return;
        }
        telephony
                .originate(order)
                .onComplete(sent -> context.runOnContext(ignored -> {
                    if (sent.succeeded()) {
                        CrashPoint.reached("originated");
                    } else if (sent.cause() instanceof NotSentException) {
                        flow.neverSent(attempt);
                    } else if (sent.cause() instanceof RefusedException) {
                        flow.refusedAtOnce(attempt, String.valueOf(sent.cause().getMessage()));
                    } else {
                        log.warn(
                                "nobody can tell yet whether a call left attempt={} why=\"{}\"",
                                claim.attempt(),
                                sent.cause().getMessage());
                    }
                }));
    }
}
