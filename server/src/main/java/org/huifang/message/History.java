package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.UUID;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/** Appends what happened to a message, in the transaction of what happened. */
final class History {
    private final Clock clock;

    History(Clock clock) {
        this.clock = clock;
    }

    /** @param detail never a number, an address or a text */
    Future<Void> note(SqlConnection transaction, UUID message, UUID org, String kind, JsonObject detail) {
        return transaction
                .preparedQuery("INSERT INTO message_event (id, message_id, org_id, at, kind, detail)"
                        + " VALUES ($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.of(Ids.next(), message, org, Times.at(clock.instant()), kind, detail))
                .mapEmpty();
    }
}
