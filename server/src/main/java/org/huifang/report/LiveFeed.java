package org.huifang.report;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes something that is read as a whole (the board, the imports) to those who look at it. Rooms say that something
 * changed; one reading follows, not more often than asked for, and one every 2 s for what other nodes and the clock
 * change. While nobody looks, nothing is read.
 *
 * @param <T> what is read for an organisation
 */
public final class LiveFeed<T> {
    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
    private static final long REFRESH_MS = 2_000;

    private final Vertx vertx;
    private final String name;
    private final long betweenMs;
    private final Function<UUID, Future<T>> reader;
    private final BiPredicate<T, T> showsTheSame;
    private final Context context;
    /** Only touched on the context, as are all fields below. */
    private final Map<UUID, List<Consumer<T>>> viewers = new HashMap<>();

    private final Map<UUID, T> shown = new HashMap<>();
    private boolean pending;
    private boolean changedMeanwhile;
    private long refreshTimer = -1;

    /**
     * @param name for the log
     * @param betweenMs at least so long between two readings
     */
    public LiveFeed(
            Vertx vertx,
            String name,
            long betweenMs,
            Function<UUID, Future<T>> reader,
            BiPredicate<T, T> showsTheSame) {
        this.vertx = vertx;
        this.name = name;
        this.betweenMs = betweenMs;
        this.reader = reader;
        this.showsTheSame = showsTheSame;
        this.context = vertx.getOrCreateContext();
    }

    /** A hint that there may be something new; cheap, from any thread. */
    public void changed() {
        context.runOnContext(ignored -> soon());
    }

    /**
     * Shows it now and at every change, on the feed's context.
     *
     * @return ends it
     */
    public Runnable watch(UUID orgId, Consumer<T> viewer) {
        context.runOnContext(ignored -> {
            viewers.computeIfAbsent(orgId, id -> new ArrayList<>()).add(viewer);
            reader.apply(orgId)
                    .onSuccess(read -> context.runOnContext(now -> viewer.accept(read)))
                    .onFailure(failure -> log.warn("{} not read cause={}", name, failure.toString()));
            if (refreshTimer < 0) {
                refreshTimer = vertx.setPeriodic(REFRESH_MS, timer -> soon());
            }
        });
        return () -> context.runOnContext(ignored -> {
            List<Consumer<T>> same = viewers.getOrDefault(orgId, List.of());
            same.remove(viewer);
            if (same.isEmpty()) {
                viewers.remove(orgId);
                shown.remove(orgId);
            }
            if (viewers.isEmpty()) {
                vertx.cancelTimer(refreshTimer);
                refreshTimer = -1;
            }
        });
    }

    private void soon() {
        if (viewers.isEmpty()) {
            return;
        }
        if (pending) {
            changedMeanwhile = true;
            return;
        }
        pending = true;
        push();
    }

    /** At once after a quiet time, then not again before its time. */
    private void push() {
        changedMeanwhile = false;
        var readings = new ArrayList<Future<?>>();
        for (UUID orgId : List.copyOf(viewers.keySet())) {
            readings.add(reader.apply(orgId)
                    .onSuccess(read -> context.runOnContext(ignored -> show(orgId, read)))
                    .onFailure(failure -> log.warn("{} not read cause={}", name, failure.toString())));
        }
        Future.join(readings)
                .onComplete(done -> vertx.setTimer(
                        betweenMs,
                        timer -> context.runOnContext(ignored -> {
                            pending = false;
                            if (changedMeanwhile) {
                                soon();
                            }
                        })));
    }

    private void show(UUID orgId, T now) {
        @Nullable T before = shown.put(orgId, now);
        if (before == null || !showsTheSame.test(now, before)) {
            List.copyOf(viewers.getOrDefault(orgId, List.of())).forEach(viewer -> viewer.accept(now));
        }
    }
}
