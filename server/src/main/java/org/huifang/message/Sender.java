package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.huifang.CrashPoint;
import org.huifang.campaign.MessageChannel;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Gateways;
import org.huifang.message.gateway.Submitted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due: claim and commit, submit, write what came of it. What is in memory here may vanish at any instant: the
 * row says SENDING until the answer is written, and whoever finds it so after our end knows that nobody knows.
 */
final class Sender {
    private static final Logger log = LoggerFactory.getLogger(Sender.class);
    private static final long EVERY_MS = 250;
    private static final long WRITE_AGAIN_MS = 1_000;
    /** So late after its claim nothing is submitted: others may have taken this server for dead. */
    private static final Duration SUBMIT_WITHIN = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final SendClaimer claimer;
    private final TryResults results;
    private final MessageNode node;
    private final Gateways gateways;
    private final MessageFigures figures;
    private final Map<String, Integer> underWay = new HashMap<>();
    private long timer = -1;
    private boolean claiming;
    private boolean stopped;

    Sender(
            Vertx vertx,
            SendClaimer claimer,
            TryResults results,
            MessageNode node,
            Gateways gateways,
            MessageFigures figures) {
        this.vertx = vertx;
        this.claimer = claimer;
        this.results = results;
        this.node = node;
        this.gateways = gateways;
        this.figures = figures;
    }

    void start() {
        timer = vertx.setPeriodic(EVERY_MS, tick -> run());
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** Whether answers are awaited or not written yet. */
    boolean busy() {
        return claiming || underWay.values().stream().anyMatch(count -> count > 0);
    }

    private void run() {
        if (claiming || stopped || !node.alive().getAsBoolean()) {
            return;
        }
        Set<MessageChannel> channels = open();
        claiming = true;
        claimer.next(channels, this::hasRoom).onComplete(done -> {
            claiming = false;
            if (done.failed()) {
                log.warn("no message claimed why=\"{}\"", done.cause().getMessage());
            } else if (done.result().found()) {
                Attempted attempted = done.result().attempted();
                if (attempted != null) {
                    submit(attempted);
                }
                run();
            }
        });
    }

    /** Tasks need no gateway; of the others those that have room, or no gateway at all. */
    private Set<MessageChannel> open() {
        var open = EnumSet.of(MessageChannel.LETTER, MessageChannel.VISIT);
        for (MessageChannel channel : Set.of(MessageChannel.SMS, MessageChannel.EMAIL)) {
            if (gateways.of(channel).map(this::hasRoom).orElse(true)) {
                open.add(channel);
            }
        }
        return open;
    }

    private boolean hasRoom(Gateway gateway) {
        return gateway.ready() && underWay.getOrDefault(gateway.name(), 0) < gateway.window();
    }

    private void submit(Attempted tried) {
        underWay.merge(tried.gateway().name(), 1, Integer::sum);
        CrashPoint.reached("message-claimed");
        Future<Submitted> submitted = mayStillGo(tried)
                ? tried.gateway().submit(tried.message())
                : Future.succeededFuture(new Submitted.Later("not submitted: this server was too slow"));
        submitted.onSuccess(result -> {
            CrashPoint.reached("message-answered");
            log.info(
                    "message tried message={} gateway={} try={} result={}",
                    tried.id(),
                    tried.gateway().name(),
                    tried.tries(),
                    result.getClass().getSimpleName());
            figures.tried(tried.gateway().name(), result);
            write(tried, result);
        });
    }

    private boolean mayStillGo(Attempted tried) {
        return node.alive().getAsBoolean() && System.nanoTime() - tried.claimedNanos() < SUBMIT_WITHIN.toNanos();
    }

    /** Until it is written: what we know must not be lost to a database that is away for a while. */
    private void write(Attempted tried, Submitted result) {
        results.write(tried, result)
                .onSuccess(written -> {
                    underWay.merge(tried.gateway().name(), -1, Integer::sum);
                    run();
                })
                .onFailure(failure -> {
                    log.warn("result not written yet message={} why=\"{}\"", tried.id(), failure.getMessage());
                    vertx.setTimer(WRITE_AGAIN_MS, tick -> write(tried, result));
                });
    }
}
