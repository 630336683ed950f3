package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Map;
import org.huifang.db.Database;
import org.huifang.db.Ids;

/**
 * Alarms of one kind that say what is so at this moment: open for each subject it is so for, cleared for every other. A process
 * that dies between leaves some open or unsaid until the next look, which says all of it again.
 */
final class StandingAlarms {
    private static final String RAISE =
            "INSERT INTO alarm (id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5)"
                    + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail";
    private static final String CLEAR =
            "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND cleared_at IS NULL AND subject <> ALL ($2)";

    private final Database database;
    private final String kind;
    private final Runnable changed;

    /** @param changed told when alarms were raised, said again or cleared, after they were */
    StandingAlarms(Database database, String kind, Runnable changed) {
        this.database = database;
        this.kind = kind;
        this.changed = changed;
    }

    /** @param details by subject: all that is so now */
    Future<Void> say(Map<String, String> details, Instant now) {
        return database.pool()
                .preparedQuery(CLEAR)
                .execute(Tuple.of(kind, details.keySet().toArray(String[]::new), Claimer.utc(now)))
                .compose(cleared -> raise(details, now).map(raised -> cleared.rowCount() > 0 || !details.isEmpty()))
                .map(news -> {
                    if (news) {
                        changed.run();
                    }
                    return null;
                });
    }

    private Future<Void> raise(Map<String, String> details, Instant now) {
        if (details.isEmpty()) {
            return Future.succeededFuture();
        }
        var rows = details.entrySet().stream()
                .map(alarm -> Tuple.of(Ids.next(), kind, alarm.getKey(), alarm.getValue(), Claimer.utc(now)))
                .toList();
        return database.pool().preparedQuery(RAISE).executeBatch(rows).mapEmpty();
    }
}
