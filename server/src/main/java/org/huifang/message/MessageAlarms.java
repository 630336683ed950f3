package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/** Keeps table {@code alarm} as this room finds things: an alarm per kind and subject, open while it holds. */
final class MessageAlarms {
    private final Database database;
    private final Clock clock;
    private final Runnable changed;
    private final Map<String, String> known = new HashMap<>();

    /** @param changed told when an alarm came or went */
    MessageAlarms(Database database, Clock clock, Runnable changed) {
        this.database = database;
        this.clock = clock;
        this.changed = changed;
    }

    /** @param detail empty: all is well */
    Future<Void> set(String kind, String subject, String detail) {
        String key = kind + "\n" + subject;
        if (detail.equals(known.get(key))) {
            return Future.succeededFuture();
        }
        return (detail.isEmpty() ? clear(kind, subject) : raise(kind, subject, detail)).map(done -> {
            known.put(key, detail);
            changed.run();
            return null;
        });
    }

    private Future<Void> raise(String kind, String subject, String detail) {
        return database.pool()
                .preparedQuery(
                        "INSERT INTO alarm (id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5)"
                                + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail")
                .execute(Tuple.of(Ids.next(), kind, subject, detail, Times.at(clock.instant())))
                .mapEmpty();
    }

    private Future<Void> clear(String kind, String subject) {
        return database.pool()
                .preparedQuery(
                        "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL")
                .execute(Tuple.of(kind, subject, Times.at(clock.instant())))
                .mapEmpty();
    }
}
