package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alarm of a recording whose hold stands in the rows and not on its file; ends by itself when both agree. */
final class HoldAlarm {
    private static final Logger log = LoggerFactory.getLogger(HoldAlarm.class);
    private static final String KIND = "HOLD_NOT_IN_STORE";

    private final Database database;
    private final Clock clock;

    HoldAlarm(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> raise(UUID recording, boolean held, Throwable cause) {
        log.warn("the store does not take a hold recording={} held={} cause={}", recording, held, cause.toString());
        return database.pool()
                .preparedQuery(
                        "INSERT INTO alarm (id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5)"
                                + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail")
                .execute(Tuple.of(
                        Ids.next(),
                        KIND,
                        recording.toString(),
                        (held ? "cannot be held in the store: " : "is still held in the store: ") + cause,
                        Times.at(clock.instant())))
                .mapEmpty();
    }

    Future<Void> clear(UUID recording) {
        return database.pool()
                .preparedQuery(
                        "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL")
                .execute(Tuple.of(KIND, recording.toString(), Times.at(clock.instant())))
                .mapEmpty();
    }
}
