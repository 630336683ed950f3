package org.huifang.message;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.huifang.audit.Audit;
import org.huifang.customer.Consents;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.NumberStops;
import org.huifang.db.Database;
import org.huifang.message.gateway.Gateways;
import org.huifang.message.gateway.Inbound;
import org.jspecify.annotations.Nullable;

/** The room's wiring: what sends, what takes receipts and replies, what looks after both. */
public final class MessageRoom {
    private static final long LOOK_MS = 100;

    private final Vertx vertx;
    private final Gateways gateways;
    private final Inbound inbound;
    private final Sender sender;
    private final MessageWatch watch;

    /**
     * @param gatewaysFile null: messages wait; letters and visits become tasks
     * @param backlog a message that is due so long without being sent raises an alarm
     * @param changed told when something changed that a live board shows
     */
    public MessageRoom(
            Vertx vertx,
            Database database,
            Clock clock,
            MessageNode node,
            NumberKeys keys,
            @Nullable Path gatewaysFile,
            Duration backlog,
            MeterRegistry metrics,
            Runnable changed) {
        this.vertx = vertx;
        var audit = new Audit(clock);
        var history = new History(clock);
        var receipts = new Receipts(database, history, clock);
        var replies = new Replies(
                database,
                keys,
                new NumberStops(database, keys, audit, clock),
                new Consents(database, audit, clock),
                node,
                clock,
                changed);
        this.inbound = onOneContext(vertx, receipts, replies);
        this.gateways = gatewaysFile == null ? Gateways.none() : Gateways.read(vertx, gatewaysFile, inbound);
        var figures = new MessageFigures(metrics);
        gateways.all().forEach(figures::watch);
        this.sender = new Sender(
                vertx,
                new SendClaimer(database, gateways, node, history, clock),
                new TryResults(database, receipts, history, clock),
                node,
                gateways,
                figures);
        this.watch = new MessageWatch(
                vertx,
                database,
                gateways,
                new LostTries(database, gateways, node, receipts, history, clock),
                history,
                new MessageAlarms(database, clock, changed),
                figures,
                backlog,
                clock);
    }

    /** Gateways call from threads of their own. */
    private static Inbound onOneContext(Vertx vertx, Receipts receipts, Replies replies) {
        var context = vertx.getOrCreateContext();
        return new Inbound() {
            @Override
            public Future<Void> receipt(Receipt receipt) {
                return there(() -> receipts.came(receipt));
            }

            @Override
            public Future<Void> reply(Reply reply) {
                return there(() -> replies.came(reply));
            }

            private Future<Void> there(Supplier<Future<Void>> work) {
                Promise<Void> done = Promise.promise();
                context.runOnContext(go -> work.get().onComplete(done));
                return done.future();
            }
        };
    }

    public Gateways gateways() {
        return gateways;
    }

    public Inbound inbound() {
        return inbound;
    }

    public void start() {
        gateways.start();
        sender.start();
        watch.start();
    }

    /** Nothing new is submitted; what is under way is answered and written. */
    public Future<Void> drain() {
        sender.stop();
        return idle();
    }

    private Future<Void> idle() {
        if (!sender.busy()) {
            return Future.succeededFuture();
        }
        Promise<Void> later = Promise.promise();
        vertx.setTimer(LOOK_MS, tick -> idle().onComplete(later));
        return later.future();
    }

    public Future<Void> stop() {
        sender.stop();
        watch.stop();
        return gateways.stop();
    }
}
