package org.huifang.telephony.ami;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.huifang.telephony.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of {@code dialplan/etc/huifang/ring_watch.conf}: one channel in Asterisk that limits rings while
 * nobody else sees them begin (R32). Brings it into being, and tells it that the server watches.
 */
final class RingWatch {
    /** How the ids of the watches' channels begin. */
    static final String CHANNEL = "huifang-ring-watch-";

    private static final Logger log = LoggerFactory.getLogger(RingWatch.class);
    /** Asterisk looks by itself after 0.4 s without a sign; acknowledgements so far apart are near enough to that. */
    private static final long LAPSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** After a lapse the events of its time may still be on their way: as long as a silent link is believed to live. */
    private static final long DOUBT_NANOS = TimeUnit.MILLISECONDS.toNanos(AmiLink.READ_TIMEOUT_MILLIS + 2_000);

    private static final long BRING_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String node;
    private final String channel;
    private final Function<ManagerAction, Future<Void>> send;
    private final AtomicLong signs = new AtomicLong(System.nanoTime());
    private volatile long acknowledged = System.nanoTime() - DOUBT_NANOS;
    private volatile long lapsed = System.nanoTime();
    private volatile long brought = System.nanoTime() - BRING_AGAIN_NANOS;

    /** @param node the server's name: lower case letters, digits and dashes */
    RingWatch(String node, Function<ManagerAction, Future<Void>> send) {
        if (!node.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("node " + node + " will not be sent to Asterisk");
        }
        this.node = node;
        this.channel = CHANNEL + node;
        this.send = send;
    }

    String node() {
        return node;
    }

    /** After each link-up: there may be none yet. */
    void ensure() {
        send.apply(new GetVarAction(channel, "HF_WATCH")).onFailure(this::bring);
    }

    void sign() {
        send.apply(new SetVarAction(channel, "HF_BEAT", Long.toString(signs.incrementAndGet())))
                .onSuccess(done -> taken())
                .onFailure(this::bring);
    }

    /** Asterisk may have watched alone now or a moment ago. */
    boolean lapsed() {
        long now = System.nanoTime();
        return now - acknowledged > LAPSE_NANOS || now - lapsed < DOUBT_NANOS;
    }

    private void taken() {
        long now = System.nanoTime();
        if (now - acknowledged > LAPSE_NANOS) {
            lapsed = now;
        }
        acknowledged = now;
    }

    private void bring(Throwable why) {
        long now = System.nanoTime();
        if (!(why instanceof RefusedException) || now - brought < BRING_AGAIN_NANOS) {
            return;
        }
        brought = now;
        send.apply(AmiActions.ringWatch(channel, node))
                .onSuccess(done -> log.info("ring watch begun channel={}", channel))
                .onFailure(e -> log.warn(
                        "no ring watch channel={} why=\"{}\" remedy=\"does extensions.conf include huifang/ring_watch.conf?\"",
                        channel,
                        e.getMessage()));
    }
}
