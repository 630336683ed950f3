package org.huifang.agent;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who sits at a desk: an agent's browser holds the page "my line" open on this server, and calls are ended there with a
 * button. A page that closes counts for a while longer, so that a reconnect changes nothing. Any thread.
 */
public final class Desks {
    private static final Logger log = LoggerFactory.getLogger(Desks.class);
    private static final long RECONNECT_MILLIS = 5_000;
    /** After a start pages need so long to come back, their longest pause between two tries included. */
    static final long SETTLE_MILLIS = 15_000;

    private final Vertx vertx;
    /** Open pages, and those whose grace lasts, by agent. */
    private final Map<UUID, Integer> pages = new HashMap<>();

    private Consumer<UUID> changed = agent -> {};

    public Desks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** @param changed told whose desk was signed in or out, on any thread */
    synchronized void onChange(Consumer<UUID> changed) {
        this.changed = changed;
    }

    public void opened(UUID agent) {
        if (count(agent, 1) == 1) {
            tell(agent);
        }
    }

    public void closed(UUID agent) {
        vertx.setTimer(RECONNECT_MILLIS, tick -> {
            if (count(agent, -1) == 0) {
                tell(agent);
            }
        });
    }

    public synchronized boolean signedIn(UUID agent) {
        return pages.containsKey(agent);
    }

    private synchronized int count(UUID agent, int more) {
        int open = pages.getOrDefault(agent, 0) + more;
        if (open == 0) {
            pages.remove(agent);
        } else {
            pages.put(agent, open);
        }
        return open;
    }

    private void tell(UUID agent) {
        log.info("desk changed agent_id={} signed_in={}", agent, signedIn(agent));
        Consumer<UUID> listener;
        synchronized (this) {
            listener = changed;
        }
        listener.accept(agent);
    }
}
