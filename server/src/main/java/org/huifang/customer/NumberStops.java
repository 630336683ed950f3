package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;

/** Do-not-call (R42): holds for a number in the whole organisation, from the commit on, in every campaign. */
public final class NumberStops {
    private final Database database;
    private final NumberKeys keys;
    private final Audit audit;
    private final Clock clock;

    public NumberStops(Database database, NumberKeys keys, Audit audit, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /** Stops a number, also one that no customer has yet; yields how many waiting callbacks were cancelled. */
    public Future<Integer> stop(UUID orgId, UUID userId, PhoneNumber number, String reason) {
        return stop(orgId, userId, keys.of(number), reason);
    }

    /** @param key as in {@code number_ledger}, for those who may not see the number itself */
    Future<Integer> stop(UUID orgId, UUID userId, Buffer key, String reason) {
        return database.transaction(connection -> stop(connection, orgId, "user:" + userId, key, reason));
    }

    /**
     * The same inside a transaction of somebody else.
     *
     * @param actor as in the audit log
     */
    public Future<Integer> stop(SqlConnection connection, UUID orgId, String actor, Buffer key, String reason) {
        var now = Times.at(clock.instant());
        return connection
                .preparedQuery("INSERT INTO number_ledger AS n (org_id, number_key, stopped_at, stop_reason)"
                        + " VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, number_key) DO UPDATE"
                        + " SET stopped_at = coalesce(n.stopped_at, excluded.stopped_at),"
                        + " stop_reason = coalesce(n.stop_reason, excluded.stop_reason)")
                .execute(Tuple.of(orgId, key, now, reason))
                .compose(stopped -> connection
                        .preparedQuery("UPDATE callback SET state = 'CANCELLED', reason = 'STOPPED', state_since = $3"
                                + " WHERE org_id = $1 AND number_key = $2 AND state = 'WAITING'")
                        .execute(Tuple.of(orgId, key, now)))
                .compose(cancelled -> audit.append(
                                connection,
                                new AuditEntry(
                                        orgId,
                                        actor,
                                        "number.stop",
                                        "number",
                                        HexFormat.of().formatHex(key.getBytes()),
                                        new JsonObject().put("reason", reason).put("cancelled", cancelled.rowCount())))
                        .map(audited -> cancelled.rowCount()));
    }

    /** @throws Refusal (as failure) when it is not stopped */
    public Future<Void> release(UUID orgId, UUID userId, PhoneNumber number, String reason) {
        return release(orgId, userId, keys.of(number), reason);
    }

    /** @param key as in {@code number_ledger}, for a number that no customer has */
    public Future<Void> release(UUID orgId, UUID userId, Buffer key, String reason) {
        return database.transaction(connection -> connection
                .preparedQuery("UPDATE number_ledger SET stopped_at = NULL, stop_reason = NULL"
                        + " WHERE org_id = $1 AND number_key = $2 AND stopped_at IS NOT NULL")
                .execute(Tuple.of(orgId, key))
                .compose(released -> released.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("number", null, Remedy.NOT_STOPPED.with()))
                        : audit.append(
                                connection,
                                AuditEntry.byUser(
                                        orgId,
                                        userId,
                                        "number.release",
                                        "number",
                                        HexFormat.of().formatHex(key.getBytes()),
                                        new JsonObject().put("reason", reason)))));
    }
}
