package org.huifang.recording;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises and clears this room's alarms in table {@code alarm}; one open alarm per kind and subject. Written one after
 * the other, so that a clear never overtakes its alarm, and tried again every 2 s while the database does not answer.
 */
final class Alarms {
    private static final Logger log = LoggerFactory.getLogger(Alarms.class);
    private static final int MOST_WAITING = 10_000;
    private static final long AGAIN_MS = 2000;

    private final Vertx vertx;
    private final Database database;
    private final Clock clock;
    private final RecordingNode node;
    private final Deque<Change> waiting = new ArrayDeque<>();
    private boolean writing;

    private record Change(String kind, String subject, String sql, Tuple values) {}

    Alarms(Vertx vertx, Database database, Clock clock, RecordingNode node) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /** @param subject what it is about: an attempt's id, a node's name, a folder */
    void raise(String kind, String subject, String detail) {
        log.error("alarm raised kind={} subject={} detail={}", kind, subject, detail);
        add(new Change(
                kind,
                subject,
                "INSERT INTO alarm (id, node_id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5, $6)"
                        + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail",
                Tuple.of(Ids.next(), node.id(), kind, subject, detail, Times.at(clock.instant()))));
    }

    void clear(String kind, String subject) {
        add(new Change(
                kind,
                subject,
                "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL",
                Tuple.of(kind, subject, Times.at(clock.instant()))));
    }

    private synchronized void add(Change change) {
        if (waiting.size() >= MOST_WAITING) {
            Change lost = waiting.removeFirst();
            log.error("alarm not stored, too many wait kind={} subject={}", lost.kind(), lost.subject());
        }
        waiting.addLast(change);
        if (!writing) {
            writing = true;
            next();
        }
    }

    private synchronized void next() {
        Change change = waiting.peekFirst();
        if (change == null) {
            writing = false;
            return;
        }
        database.pool().preparedQuery(change.sql()).execute(change.values()).onComplete(written -> {
            if (written.succeeded()) {
                done(change);
                next();
            } else {
                log.warn(
                        "alarm not stored yet kind={} subject={} cause={}",
                        change.kind(),
                        change.subject(),
                        written.cause().toString());
                vertx.setTimer(AGAIN_MS, timer -> next());
            }
        });
    }

    private synchronized void done(Change change) {
        waiting.removeFirstOccurrence(change);
    }
}
