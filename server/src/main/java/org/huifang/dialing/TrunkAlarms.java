package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people that a trunk fails, and that it works again: the board shows it, and whoever watches alarms is woken. */
final class TrunkAlarms {
    private static final Logger log = LoggerFactory.getLogger(TrunkAlarms.class);
    static final String KIND = "TRUNK_FAILS";

    private final Database database;
    private final Clock clock;
    private final Runnable changed;

    TrunkAlarms(Database database, Clock clock, Runnable changed) {
        this.database = database;
        this.clock = clock;
        this.changed = changed;
    }

    void raise(UUID trunk, long pauseSeconds) {
        write(database.pool()
                .preparedQuery("INSERT INTO alarm (id, kind, subject, detail, raised_at)"
                        + " SELECT $1, $2, name, $3, $4 FROM trunk WHERE id = $5"
                        + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO NOTHING")
                .execute(Tuple.of(
                        Ids.next(),
                        KIND,
                        "calls through it fail; nothing is dialled there for " + pauseSeconds
                                + " s, then one call tries it",
                        Claimer.utc(clock.instant()),
                        trunk))
                .mapEmpty());
    }

    void clear(UUID trunk) {
        write(database.pool()
                .preparedQuery("UPDATE alarm SET cleared_at = $1 WHERE kind = $2 AND cleared_at IS NULL"
                        + " AND subject = (SELECT name FROM trunk WHERE id = $3)")
                .execute(Tuple.of(Claimer.utc(clock.instant()), KIND, trunk))
                .mapEmpty());
    }

    private void write(Future<Void> written) {
        written.onSuccess(done -> changed.run())
                .onFailure(e -> log.error("a trunk's alarm could not be written why=\"{}\"", e.getMessage()));
    }
}
