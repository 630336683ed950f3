package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.message.gateway.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * Matches receipts with messages by gateway and the gateway's id. Either may be stored first: an advisory lock on the id
 * makes the later one see the earlier.
 */
final class Receipts {
    private static final String FOLD = """
            UPDATE message_outbox m SET state = f.state, state_since = $2,
              problem = CASE WHEN f.state = 'DELIVERED' THEN NULL ELSE coalesce($3, m.problem) END, next_try_at = NULL
            FROM (SELECT CASE WHEN bool_and(state = 'DELIVERED') THEN 'DELIVERED' WHEN bool_or(state = 'FAILED') THEN 'FAILED'
                              WHEN bool_or(state = 'EXPIRED') THEN 'EXPIRED' ELSE 'SENT' END AS state
                  FROM message_part WHERE message_id = $1 AND try_id = (SELECT try_id FROM message_outbox WHERE id = $1)) f
            WHERE m.id = $1 AND m.state IN ('SENT', 'FAILED', 'EXPIRED', 'UNKNOWN') AND f.state IS DISTINCT FROM m.state
            """;

    private final Database database;
    private final History history;
    private final Clock clock;

    Receipts(Database database, History history, Clock clock) {
        this.database = database;
        this.history = history;
        this.clock = clock;
    }

    /** A try that a gateway took. */
    record Taken(UUID message, UUID org, UUID tryId, String gateway, List<String> ids) {}

    /** Stores the receipt, and applies it if its message is known already. */
    Future<Void> came(Inbound.Receipt receipt) {
        return database.transaction(connection -> lock(connection, receipt.gateway(), receipt.id())
                .compose(locked -> connection
                        .preparedQuery(
                                "INSERT INTO message_receipt (id, at, gateway, gateway_message_id, state, detail)"
                                        + " VALUES ($1, $2, $3, $4, $5, $6)")
                        .execute(Tuple.of(Ids.next(), Times.at(clock.instant()), receipt.gateway(), receipt.id())
                                .addString(receipt.fate().name())
                                .addString(receipt.detail())))
                .compose(stored -> ofUnansweredTry(connection, receipt))
                .compose(made -> apply(connection, receipt.gateway(), receipt.id())));
    }

    /** A receipt that names our own try tells that the gateway took it, though its answer was lost. */
    private Future<Void> ofUnansweredTry(SqlConnection connection, Inbound.Receipt receipt) {
        UUID tryId = uuid(receipt.id());
        if (tryId == null) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery("SELECT id, org_id FROM message_outbox WHERE try_id = $1 AND gateway = $2"
                        + " AND state = 'UNKNOWN' FOR UPDATE")
                .execute(Tuple.of(tryId, receipt.gateway()))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.succeededFuture();
                    }
                    Row row = found.next();
                    return insert(
                            connection,
                            new Taken(
                                    row.getUUID("id"),
                                    row.getUUID("org_id"),
                                    tryId,
                                    receipt.gateway(),
                                    List.of(receipt.id())),
                            0);
                });
    }

    /** What the gateway took, and the receipts that were faster than its answer. */
    Future<Void> parts(SqlConnection connection, Taken taken) {
        Future<Void> done = Future.succeededFuture();
        for (int i = 0; i < taken.ids().size(); i++) {
            int part = i;
            String id = taken.ids().get(i);
            done = done.compose(before -> lock(connection, taken.gateway(), id))
                    .compose(locked -> insert(connection, taken, part))
                    .compose(inserted -> apply(connection, taken.gateway(), id));
        }
        return done;
    }

    /** Looks whether a receipt for a try without answer came before. */
    Future<Void> early(SqlConnection connection, UUID message, UUID org, UUID tryId, String gateway) {
        return lock(connection, gateway, tryId.toString())
                .compose(locked -> connection
                        .preparedQuery(
                                "SELECT 1 FROM message_receipt WHERE gateway = $1 AND gateway_message_id = $2 LIMIT 1")
                        .execute(Tuple.of(gateway, tryId.toString())))
                .compose(rows -> {
                    var taken = new Taken(message, org, tryId, gateway, List.of(tryId.toString()));
                    return rows.size() == 0
                            ? Future.succeededFuture()
                            : insert(connection, taken, 0)
                                    .compose(inserted -> apply(connection, gateway, tryId.toString()));
                });
    }

    private Future<Void> insert(SqlConnection connection, Taken taken, int part) {
        return connection
                .preparedQuery(
                        "INSERT INTO message_part (gateway, gateway_message_id, message_id, org_id, try_id, part,"
                                + " parts, state, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'SENT', $8)"
                                + " ON CONFLICT DO NOTHING")
                .execute(Tuple.of(taken.gateway(), taken.ids().get(part), taken.message(), taken.org(), taken.tryId())
                        .addInteger(part + 1)
                        .addInteger(taken.ids().size())
                        .addValue(Times.at(clock.instant())))
                .mapEmpty();
    }

    /** The message's row is locked first: receipts of its parts come side by side. A delivery outweighs what came before. */
    private Future<Void> apply(SqlConnection connection, String gateway, String id) {
        var now = Times.at(clock.instant());
        return connection
                .preparedQuery("SELECT m.id, m.org_id, r.state, r.detail FROM message_part p"
                        + " JOIN message_outbox m ON m.id = p.message_id"
                        + " CROSS JOIN LATERAL (SELECT state, detail FROM message_receipt r"
                        + "   WHERE r.gateway = p.gateway AND r.gateway_message_id = p.gateway_message_id"
                        + "   ORDER BY r.state = 'DELIVERED' DESC, r.state <> 'SENT' DESC, r.at DESC LIMIT 1) r"
                        + " WHERE p.gateway = $1 AND p.gateway_message_id = $2 FOR UPDATE OF m")
                .execute(Tuple.of(gateway, id))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.succeededFuture();
                    }
                    Row row = found.next();
                    UUID message = row.getUUID("id");
                    String state = row.getString("state");
                    String detail = row.getString("detail");
                    return connection
                            .preparedQuery("UPDATE message_part SET state = $3, changed_at = $4"
                                    + " WHERE gateway = $1 AND gateway_message_id = $2 AND state IS DISTINCT FROM $3")
                            .execute(Tuple.of(gateway, id, state, now))
                            .compose(changed -> connection
                                    .preparedQuery(FOLD)
                                    .execute(Tuple.of(message, now, problem(state, detail))))
                            .compose(folded -> history.note(
                                    connection,
                                    message,
                                    row.getUUID("org_id"),
                                    "RECEIPT",
                                    new JsonObject()
                                            .put("gateway", gateway)
                                            .put("id", id)
                                            .put("state", state)
                                            .put("detail", detail)));
                });
    }

    private static @Nullable String problem(String state, String detail) {
        return state.equals("FAILED") || state.equals("EXPIRED") ? "the receipt says " + detail : null;
    }

    private static Future<Void> lock(SqlConnection connection, String gateway, String id) {
        return connection
                .preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))")
                .execute(Tuple.of(gateway + "\n" + id))
                .mapEmpty();
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
