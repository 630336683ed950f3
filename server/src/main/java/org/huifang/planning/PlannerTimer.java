package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the planner every few minutes, and soon after events came in. */
public final class PlannerTimer {
    private static final Logger log = LoggerFactory.getLogger(PlannerTimer.class);
    private static final long EVERY_MILLIS = 300_000;
    private static final long SOON_MILLIS = 2_000;

    private final Vertx vertx;
    private final Planner planner;
    private long regular = -1;
    private long soon = -1;
    private boolean stopped;
    private boolean again;
    private Future<Void> round = Future.succeededFuture();

    public PlannerTimer(Vertx vertx, Planner planner) {
        this.vertx = vertx;
        this.planner = planner;
    }

    public void start() {
        regular = vertx.setPeriodic(SOON_MILLIS, EVERY_MILLIS, timer -> hint());
    }

    /** There may be something to plan; from any thread. */
    public synchronized void hint() {
        if (!stopped && soon < 0) {
            soon = vertx.setTimer(SOON_MILLIS, timer -> run());
        }
    }

    private synchronized void run() {
        soon = -1;
        if (stopped) {
            return;
        }
        if (!round.isComplete()) {
            again = true;
            return;
        }
        round = planner.run(null)
                .<Void>mapEmpty()
                .otherwise(failure -> {
                    log.warn("planning will be tried again why=\"{}\"", failure.toString());
                    return null;
                })
                .onComplete(done -> oncemore());
    }

    private synchronized void oncemore() {
        if (again) {
            again = false;
            hint();
        }
    }

    /** Ends after the round under way. */
    public synchronized Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(regular);
        vertx.cancelTimer(soon);
        return round;
    }
}
