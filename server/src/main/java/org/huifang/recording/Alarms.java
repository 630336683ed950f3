package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises and clears this room's alarms in table {@code alarm}; one open alarm per kind and subject. When the database
 * does not take an alarm it is tried again every 5 s, a thousand times.
 */
final class Alarms {
    private static final Logger log = LoggerFactory.getLogger(Alarms.class);
    private static final int TRIES = 1000;
    private static final long AGAIN_MS = 5000;

    private final Vertx vertx;
    private final Database database;
    private final Clock clock;
    private final RecordingNode node;

    Alarms(Vertx vertx, Database database, Clock clock, RecordingNode node) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /** @param subject what it is about: an attempt's id, a node's name, a folder */
    void raise(String kind, String subject, String detail) {
        log.error("alarm raised kind={} subject={} detail={}", kind, subject, detail);
        insist(
                kind,
                "INSERT INTO alarm (id, node_id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5, $6)"
                        + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO NOTHING",
                Tuple.of(Ids.next(), node.id(), kind, subject, detail, now()),
                TRIES);
    }

    void clear(String kind, String subject) {
        insist(
                kind,
                "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL",
                Tuple.of(kind, subject, now()),
                TRIES);
    }

    private void insist(String kind, String sql, Tuple values, int triesLeft) {
        Future<?> done = database.pool().preparedQuery(sql).execute(values);
        done.onFailure(e -> {
            log.warn("alarm not stored yet kind={} triesLeft={} cause={}", kind, triesLeft, e.toString());
            if (triesLeft > 0) {
                vertx.setTimer(AGAIN_MS, timer -> insist(kind, sql, values, triesLeft - 1));
            }
        });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
