package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's right to dial: a row with an epoch that grows at each start, and a lease that must be renewed. A process
 * that lost either may not place calls, however late it notices: {@link #valid} is judged by this machine's own clock,
 * counted from before the renewal was asked for.
 */
public final class NodeLease {
    private static final Logger log = LoggerFactory.getLogger(NodeLease.class);

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final String name;
    private final Duration length;
    private UUID id = new UUID(0, 0);
    private long epoch;
    private volatile long validUntilNanos = System.nanoTime();
    private long timer = -1;
    private boolean superseded;
    private boolean renewalFailed;
    private Runnable onBack = () -> {};
    private Runnable onSuperseded = () -> {};

    public NodeLease(Database database, Vertx vertx, Clock clock, String name, Duration length) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.name = name;
        this.length = length;
    }

    /** Takes the node's row with the next epoch, and keeps renewing. */
    public Future<Void> start() {
        long asked = System.nanoTime();
        return database.pool()
                .preparedQuery("INSERT INTO node (id, name, epoch, lease_until, started_at) VALUES ($1, $2, 1, $3, $4)"
                        + " ON CONFLICT (name) DO UPDATE SET epoch = node.epoch + 1, lease_until = $3, started_at = $4,"
                        + " blocked_reason = NULL RETURNING id, epoch")
                .execute(Tuple.of(Ids.next(), name, leaseEnd(), now()))
                .map(rows -> {
                    id = rows.iterator().next().getUUID(0);
                    epoch = rows.iterator().next().getLong(1);
                    validUntilNanos = asked + length.toNanos();
                    timer = vertx.setPeriodic(length.toMillis() / 4, tick -> renew());
                    log.info("node started node={} epoch={}", name, epoch);
                    return null;
                });
    }

    /** Told when the lease is renewed after a failure: something may have been missed meanwhile. */
    public void onBack(Runnable back) {
        onBack = back;
    }

    /** Told once, when another process has taken over this node's name. */
    public void onSuperseded(Runnable ended) {
        onSuperseded = ended;
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    public long epoch() {
        return epoch;
    }

    /** May this process place calls now? */
    public boolean valid() {
        return !superseded && System.nanoTime() - validUntilNanos < 0;
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void renew() {
        long asked = System.nanoTime();
        database.pool()
                .preparedQuery("UPDATE node SET lease_until = $3 WHERE id = $1 AND epoch = $2")
                .execute(Tuple.of(id, epoch, leaseEnd()))
                .onSuccess(rows -> {
                    if (rows.rowCount() == 1) {
                        validUntilNanos = asked + length.toNanos();
                        if (renewalFailed) {
                            renewalFailed = false;
                            log.info("lease renewed again node={}", name);
                            onBack.run();
                        }
                    } else if (!superseded) {
                        superseded = true;
                        log.error(
                                "another server runs under this node's name and has taken over node={} epoch={}"
                                        + " remedy=\"give each server a node.name of its own, then restart this one\"",
                                name,
                                epoch);
                        onSuperseded.run();
                    }
                })
                .onFailure(e -> {
                    renewalFailed = true;
                    log.warn("lease not renewed node={} why=\"{}\"", name, e.getMessage());
                });
    }

    private OffsetDateTime leaseEnd() {
        return now().plus(length);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
