package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What people decide about a message: send it again, call an unknown one settled, close a task, tick off a reply. */
public final class MessageDecisions {
    private static final Duration VALID_AGAIN = Duration.ofHours(72);

    private final Database database;
    private final Audit audit;
    private final History history;
    private final Clock clock;

    public MessageDecisions(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.history = new History(clock);
        this.clock = clock;
    }

    /**
     * From the first channel on.
     *
     * @param sendAgain must be true for an UNKNOWN message: the customer may get it twice
     */
    public Future<Void> retry(UUID orgId, UUID userId, UUID id, String reason, boolean sendAgain) {
        return change(orgId, userId, id, "message.retry", reason, (connection, row) -> {
            String state = row.getString("state");
            if (state.equals("UNKNOWN") && !sendAgain) {
                throw Refusal.conflict("sendAgain", false, Remedy.MAY_SEND_TWICE.with());
            }
            if (!Set.of("FAILED", "EXPIRED", "UNKNOWN", "CANCELLED").contains(state)) {
                throw Refusal.conflict("state", state, Remedy.NOT_RESENDABLE.with());
            }
            Instant now = clock.instant();
            return connection
                    .preparedQuery("UPDATE message_outbox SET state = 'WAITING', state_since = $2, next_try_at = $2,"
                            + " valid_until = $3, channel = channels[1], problem = NULL, asked = 0 WHERE id = $1")
                    .execute(Tuple.of(id, Times.at(now), Times.at(now.plus(VALID_AGAIN))))
                    .map("WAITING");
        });
    }

    /** @param as SENT or FAILED, for an UNKNOWN message whose fate a person found out */
    public Future<Void> resolve(UUID orgId, UUID userId, UUID id, String as, String reason) {
        return change(orgId, userId, id, "message.resolve", reason, (connection, row) -> {
            String state = row.getString("state");
            if (!state.equals("UNKNOWN")) {
                throw Refusal.conflict("state", state, Remedy.NOT_UNKNOWN.with());
            }
            return move(connection, id, as);
        });
    }

    /** A letter is written, a visit made. */
    public Future<Void> taskDone(UUID orgId, UUID userId, UUID id, String reason) {
        return change(orgId, userId, id, "message.task_done", reason, (connection, row) -> {
            String state = row.getString("state");
            if (!state.equals("TASK")) {
                throw Refusal.conflict("state", state, Remedy.NOT_A_TASK.with());
            }
            return move(connection, id, "DONE");
        });
    }

    public Future<Void> replyHandled(UUID orgId, UUID userId, UUID id) {
        return database.transaction(connection -> connection
                .preparedQuery("UPDATE message_reply SET handled_at = $3, handled_by = $4"
                        + " WHERE org_id = $1 AND id = $2 AND handled_at IS NULL")
                .execute(Tuple.of(orgId, id, Times.at(clock.instant()), userId))
                .compose(moved -> moved.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : audit.append(
                                connection,
                                AuditEntry.byUser(
                                        orgId, userId, "message.reply_handled", "reply", id, new JsonObject()))));
    }

    private interface Move {
        Future<String> to(SqlConnection connection, Row row);
    }

    private Future<Void> change(UUID orgId, UUID userId, UUID id, String action, @Nullable String reason, Move move) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT state FROM message_outbox WHERE org_id = $1 AND id = $2 FOR UPDATE")
                .execute(Tuple.of(orgId, id))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row row = found.next();
                    String before = row.getString("state");
                    return move.to(connection, row).compose(after -> {
                        var detail = new JsonObject()
                                .put("from", before)
                                .put("to", after)
                                .put("reason", reason == null ? "" : reason);
                        return history.note(
                                        connection,
                                        id,
                                        orgId,
                                        "BY_PERSON",
                                        detail.copy().put("user", userId.toString()))
                                .compose(noted -> audit.append(
                                        connection, AuditEntry.byUser(orgId, userId, action, "message", id, detail)));
                    });
                }));
    }

    private Future<String> move(SqlConnection connection, UUID id, String state) {
        return connection
                .preparedQuery(
                        "UPDATE message_outbox SET state = $2, state_since = $3, next_try_at = NULL WHERE id = $1")
                .execute(Tuple.of(id, state, Times.at(clock.instant())))
                .map(state);
    }
}
