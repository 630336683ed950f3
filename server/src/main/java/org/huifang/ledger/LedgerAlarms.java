package org.huifang.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alarms of this room. Each round of its work says anew what is so: one that could not be stored is said again. */
final class LedgerAlarms {
    /** A witness took nothing for three times its interval. */
    static final String WITNESS_SILENT = "WITNESS_SILENT";
    /** A witness holds what is not in this log, or a signed head is not. */
    static final String LEDGER_FORKED = "LEDGER_FORKED";
    /** The scrubber found a break in the chain, or a row that is not what the log says. */
    static final String LEDGER_BROKEN = "LEDGER_BROKEN";
    /** The same kind as when somebody listens: a stored file is not what was sealed. */
    static final String RECORDING_DAMAGED = "RECORDING_DAMAGED";

    private static final Logger log = LoggerFactory.getLogger(LedgerAlarms.class);
    private final Database database;
    private final Clock clock;

    LedgerAlarms(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> raise(String kind, String subject, String detail) {
        log.error("alarm raised kind={} subject={} detail=\"{}\"", kind, subject, detail);
        return database.pool()
                .preparedQuery(
                        "INSERT INTO alarm (id, kind, subject, detail, raised_at) VALUES ($1, $2, $3, $4, $5)"
                                + " ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = EXCLUDED.detail")
                .execute(Tuple.of(Ids.next(), kind, subject, detail, Times.at(clock.instant())))
                .onFailure(e -> log.warn("alarm not stored kind={} subject={} cause={}", kind, subject, e.toString()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    Future<Void> clear(String kind, String subject) {
        return database.pool()
                .preparedQuery(
                        "UPDATE alarm SET cleared_at = $3 WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL")
                .execute(Tuple.of(kind, subject, Times.at(clock.instant())))
                .onFailure(e -> log.warn("alarm not cleared kind={} subject={} cause={}", kind, subject, e.toString()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
