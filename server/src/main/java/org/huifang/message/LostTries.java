package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.message.gateway.Asked;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Gateways;
import org.jspecify.annotations.Nullable;

/**
 * Tries whose answer nobody waits for any more: those of a server that is gone become UNKNOWN, and where the gateway can
 * be asked, it is. Only its word that it never got a message lets that be sent again.
 */
final class LostTries {
    /** So long after its lease even a stalled server submits nothing any more. */
    private static final Duration AFTER_LEASE = Duration.ofSeconds(10);

    private static final int MOST_QUESTIONS = 10;

    private static final String LOST = """
            SELECT m.id, m.org_id, m.try_id, m.gateway FROM message_outbox m JOIN node n ON n.id = m.node_id
            WHERE m.state = 'SENDING' AND NOT (m.node_id = $2 AND m.node_epoch = $3)
              AND (n.lease_until < $1 OR n.epoch > m.node_epoch)
            LIMIT 1 FOR UPDATE OF m SKIP LOCKED
            """;
    private static final String TO_ASK = """
            SELECT m.id, m.org_id, m.try_id, m.gateway, m.asked, m.channel FROM message_outbox m
            WHERE m.state = 'UNKNOWN' AND m.next_try_at <= $1 ORDER BY m.next_try_at LIMIT 1 FOR UPDATE OF m SKIP LOCKED
            """;

    private final Database database;
    private final Gateways gateways;
    private final MessageNode node;
    private final Receipts receipts;
    private final History history;
    private final Clock clock;

    LostTries(Database database, Gateways gateways, MessageNode node, Receipts receipts, History history, Clock clock) {
        this.database = database;
        this.gateways = gateways;
        this.node = node;
        this.receipts = receipts;
        this.history = history;
        this.clock = clock;
    }

    /** One after the other until none is left; yields how many. */
    Future<Integer> takeUp() {
        return takeUpOne().compose(found -> found ? takeUp().map(more -> more + 1) : Future.succeededFuture(0));
    }

    private Future<Boolean> takeUpOne() {
        Instant now = clock.instant();
        return database.transaction(connection -> connection
                .preparedQuery(LOST)
                .execute(Tuple.of(Times.at(now.minus(AFTER_LEASE)), node.id(), node.epoch()))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.succeededFuture(false);
                    }
                    Row row = found.next();
                    Gateway gateway = gateways.named(row.getString("gateway"));
                    boolean repeat = gateway != null && gateway.knowsRepetitions();
                    boolean ask = gateway != null && gateway.canBeAsked();
                    String why = "the server stopped between submission and answer";
                    return connection
                            .preparedQuery("UPDATE message_outbox SET state = $2, problem = $3, state_since = $4,"
                                    + " next_try_at = $5, node_id = NULL, node_epoch = NULL, asked = 0 WHERE id = $1")
                            .execute(Tuple.of(row.getUUID("id"), repeat ? "WAITING" : "UNKNOWN", why, Times.at(now))
                                    .addValue(
                                            repeat
                                                    ? Times.at(now)
                                                    : ask ? Times.at(now.plus(TryResults.ASK_AFTER)) : null))
                            .compose(moved -> note(connection, row, repeat ? "ANSWER_LOST" : "UNKNOWN", why))
                            .compose(noted -> repeat
                                    ? Future.<Void>succeededFuture()
                                    : receipts.early(
                                            connection,
                                            row.getUUID("id"),
                                            row.getUUID("org_id"),
                                            row.getUUID("try_id"),
                                            row.getString("gateway")))
                            .map(done -> true);
                }));
    }

    /** Asks for one try; yields whether there was one. */
    Future<Boolean> askForOne() {
        Instant now = clock.instant();
        return database.transaction(connection -> connection
                        .preparedQuery(TO_ASK)
                        .execute(Tuple.of(Times.at(now)))
                        .compose(rows -> {
                            var found = rows.iterator();
                            if (!found.hasNext()) {
                                return Future.succeededFuture((Row) null);
                            }
                            Row row = found.next();
                            int asked = row.getInteger("asked") + 1;
                            return connection
                                    .preparedQuery(
                                            "UPDATE message_outbox SET asked = $2, next_try_at = $3 WHERE id = $1")
                                    .execute(Tuple.of(row.getUUID("id"), asked)
                                            .addValue(
                                                    asked >= MOST_QUESTIONS
                                                            ? null
                                                            : Times.at(now.plus(TryResults.pause(asked)))))
                                    .map(row);
                        }))
                .compose(row -> row == null ? Future.succeededFuture(false) : ask(row));
    }

    private Future<Boolean> ask(Row row) {
        Gateway gateway = gateways.named(row.getString("gateway"));
        return (gateway == null
                        ? Future.<Asked>succeededFuture(new Asked.CannotTell("this server does not know the gateway"))
                        : gateway.ask(row.getUUID("id"), row.getUUID("try_id")))
                .compose(answer -> database.transaction(connection -> heard(connection, row, answer)))
                .map(done -> true);
    }

    private Future<Void> heard(SqlConnection connection, Row row, Asked answer) {
        if (answer instanceof Asked.Has has) {
            return move(connection, row, "SENT", null)
                    .compose(moved -> note(connection, row, "ASKED", "the gateway has it"))
                    .compose(noted -> receipts.parts(
                            connection,
                            new Receipts.Taken(
                                    row.getUUID("id"),
                                    row.getUUID("org_id"),
                                    row.getUUID("try_id"),
                                    row.getString("gateway"),
                                    has.ids())));
        } else if (answer instanceof Asked.HasNot) {
            return move(connection, row, "WAITING", clock.instant())
                    .compose(moved -> note(connection, row, "ASKED", "the gateway never got it"));
        }
        return note(connection, row, "ASKED", ((Asked.CannotTell) answer).why());
    }

    private Future<Void> move(SqlConnection connection, Row row, String state, @Nullable Instant next) {
        return connection
                .preparedQuery(SendSql.AFTER_TRY)
                .execute(Tuple.of(row.getUUID("id"), row.getUUID("try_id"), state, null, Times.at(clock.instant()))
                        .addString(null)
                        .addValue(Times.atOrNull(next))
                        .addArrayOfString(new String[] {"UNKNOWN"}))
                .mapEmpty();
    }

    private Future<Void> note(SqlConnection connection, Row row, String kind, String why) {
        UUID tryId = row.getUUID("try_id");
        return history.note(
                connection,
                row.getUUID("id"),
                row.getUUID("org_id"),
                kind,
                new JsonObject()
                        .put("try", tryId.toString())
                        .put("gateway", row.getString("gateway"))
                        .put("why", why));
    }
}
