package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.UUID;
import org.huifang.campaign.MessageKind;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.message.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Callbacks to customers who do not want to be called: not called any more, written to instead (R42). */
public final class CallRefusals {
    public static final long EVERY_MS = 2_000;

    private static final Logger log = LoggerFactory.getLogger(CallRefusals.class);

    private static final String NEXT = """
            SELECT c.id FROM customer_consent k JOIN callback c ON c.customer_id = k.customer_id
            WHERE k.channel = 'CALL' AND k.refused_at IS NOT NULL AND c.state = 'WAITING'
            LIMIT 1 FOR UPDATE OF c SKIP LOCKED
            """;

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;
    private boolean running;

    public CallRefusals(Database database, Clock clock) {
        this.database = database;
        this.outbox = new Outbox(clock);
        this.clock = clock;
    }

    /** Goes through them one after the other; at most one such run at a time. */
    public void run() {
        if (running) {
            return;
        }
        running = true;
        all().onComplete(done -> {
            running = false;
            if (done.failed()) {
                log.warn(
                        "refusals of calls not followed why=\"{}\"",
                        done.cause().getMessage());
            }
        });
    }

    private Future<Void> all() {
        return one().compose(found -> found ? all() : Future.succeededFuture());
    }

    private Future<Boolean> one() {
        return database.transaction(connection -> connection
                .query(NEXT)
                .execute()
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.succeededFuture(false);
                    }
                    UUID id = found.next().getUUID(0);
                    return connection
                            .preparedQuery("UPDATE callback SET state = 'CANCELLED', reason = 'REFUSES_CALLS',"
                                    + " state_since = $2, next_at = NULL, dialable_until = NULL WHERE id = $1")
                            .execute(Tuple.of(id, Times.at(clock.instant())))
                            .compose(moved -> outbox.write(connection, id, MessageKind.REFUSES_CALLS, null))
                            .map(written -> true);
                }));
    }
}
