package org.huifang.report;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes the board to those who look at it. Rooms say that something changed; at most one reading in 150 ms follows, and
 * one every 2 s for what other nodes and the clock change. While nobody looks, nothing is read.
 */
public final class BoardFeed {
    private static final Logger log = LoggerFactory.getLogger(BoardFeed.class);
    private static final long BETWEEN_MS = 150;
    private static final long REFRESH_MS = 2_000;

    private final Vertx vertx;
    private final BoardReader reader;
    private final Context context;
    /** Only touched on the context, as are all fields below. */
    private final Map<UUID, List<Consumer<Board>>> viewers = new HashMap<>();

    private final Map<UUID, Board> shown = new HashMap<>();
    private boolean pending;
    private boolean changedMeanwhile;
    private long refreshTimer = -1;

    public BoardFeed(Vertx vertx, BoardReader reader) {
        this.vertx = vertx;
        this.reader = reader;
        this.context = vertx.getOrCreateContext();
    }

    /** A hint that the board may show something new; cheap, from any thread. */
    public void changed() {
        context.runOnContext(ignored -> soon());
    }

    /**
     * Shows the board now and at every change, on the feed's context.
     *
     * @return ends it
     */
    public Runnable watch(UUID orgId, Consumer<Board> viewer) {
        context.runOnContext(ignored -> {
            viewers.computeIfAbsent(orgId, id -> new ArrayList<>()).add(viewer);
            reader.read(orgId)
                    .onSuccess(board -> context.runOnContext(now -> viewer.accept(board)))
                    .onFailure(failure -> log.warn("board not read cause={}", failure.toString()));
            if (refreshTimer < 0) {
                refreshTimer = vertx.setPeriodic(REFRESH_MS, timer -> soon());
            }
        });
        return () -> context.runOnContext(ignored -> {
            List<Consumer<Board>> same = viewers.getOrDefault(orgId, List.of());
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

    /** At once after a quiet time, then not again before 150 ms. */
    private void push() {
        changedMeanwhile = false;
        var readings = new ArrayList<Future<?>>();
        for (UUID orgId : List.copyOf(viewers.keySet())) {
            readings.add(reader.read(orgId)
                    .onSuccess(board -> context.runOnContext(ignored -> show(orgId, board)))
                    .onFailure(failure -> log.warn("board not read cause={}", failure.toString())));
        }
        Future.join(readings)
                .onComplete(done -> vertx.setTimer(
                        BETWEEN_MS,
                        timer -> context.runOnContext(ignored -> {
                            pending = false;
                            if (changedMeanwhile) {
                                soon();
                            }
                        })));
    }

    private void show(UUID orgId, Board board) {
        @Nullable Board before = shown.put(orgId, board);
        if (!board.showsTheSameAs(before)) {
            List.copyOf(viewers.getOrDefault(orgId, List.of())).forEach(viewer -> viewer.accept(board));
        }
    }
}
