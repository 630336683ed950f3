package org.huifang.agent;

import io.vertx.core.Vertx;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.huifang.db.Ids;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls agents' phones to nail up their lines; nobody's phone twice at a time, and who wants to work again and again. */
final class PhoneCalls {
    private static final Logger log = LoggerFactory.getLogger(PhoneCalls.class);
    /** A little more than a phone is let ring. */
    private static final long AGAIN_MILLIS = 15_000;

    private final AgentStore store;
    private final Telephony telephony;
    private final Vertx vertx;
    /** Phones that ring now, by the id of the channel that calls them. */
    private final Map<String, String> ringing = new ConcurrentHashMap<>();

    private UUID node = new UUID(0, 0);
    private long timer = -1;

    PhoneCalls(AgentStore store, Telephony telephony, Vertx vertx) {
        this.store = store;
        this.telephony = telephony;
        this.vertx = vertx;
    }

    void start(UUID node) {
        this.node = node;
        timer = vertx.setPeriodic(AGAIN_MILLIS, tick -> callMissing());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** The link was away: what rang may have ended unseen. */
    void forgetAll() {
        ringing.clear();
    }

    /** The phone was taken, or the call has ended. */
    void over(String line) {
        ringing.remove(line);
    }

    /** Everybody of this server who wants to work and has no line. */
    void callMissing() {
        if (telephony.linked()) {
            store.withoutLine(node)
                    .onSuccess(agents -> agents.forEach(agent -> call(agent.line())))
                    .onFailure(e -> log.warn("phones not called why=\"{}\"", e.getMessage()));
        }
    }

    void call(AgentLine agent) {
        if (ringing.containsValue(agent.endpoint())) {
            return;
        }
        String line = "line-" + Ids.next();
        ringing.put(line, agent.endpoint());
        // A phone that cannot be reached at all gives no end of a channel.
        vertx.setTimer(AGAIN_MILLIS, tick -> over(line));
        telephony.callLine(line, agent.endpoint()).onFailure(e -> {
            over(line);
            log.warn("agent's phone not called agent={} why=\"{}\"", agent.code(), e.getMessage());
        });
    }
}
