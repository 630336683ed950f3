package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * A request that makes something is done once for its {@code Idempotency-Key}. Key, work and answer share one
 * transaction: a second request with the key waits for the first and repeats its answer; a crash leaves neither.
 */
final class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private final Database database;
    private final NumberKeys keys;
    private final Clock clock;

    Idempotency(Database database, NumberKeys keys, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
    }

    /** @param work may be asked for again after a failure; its answer holds ids only, because it is stored */
    Future<Reply> once(Request request, Function<SqlConnection, Future<Reply>> work) {
        String key = request.http().request().getHeader("Idempotency-Key");
        return database.transaction(
                connection -> key == null ? work.apply(connection) : once(connection, request, key, work));
    }

    private Future<Reply> once(
            SqlConnection connection, Request request, String key, Function<SqlConnection, Future<Reply>> work) {
        SignedIn who = request.who();
        Buffer hash = hash(request, who);
        return connection
                .preparedQuery(
                        "INSERT INTO idempotency_key (org_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4)"
                                + " ON CONFLICT DO NOTHING")
                .execute(Tuple.of(who.orgId(), key, hash, Times.at(clock.instant())))
                .compose(inserted -> inserted.rowCount() == 1
                        ? work.apply(connection).compose(reply -> remember(connection, who, key, reply))
                        : repeat(connection, who, key, hash));
    }

    private static Future<Reply> remember(SqlConnection connection, SignedIn who, String key, Reply reply) {
        @Nullable JsonObject body = reply.body() == null ? null : new JsonObject(Json.write(reply.body()));
        return connection
                .preparedQuery("UPDATE idempotency_key SET status = $3, response = $4 WHERE org_id = $1 AND key = $2")
                .execute(Tuple.of(who.orgId(), key, reply.status(), body))
                .map(stored -> reply);
    }

    private static Future<Reply> repeat(SqlConnection connection, SignedIn who, String key, Buffer hash) {
        return connection
                .preparedQuery(
                        "SELECT request_hash, status, response FROM idempotency_key WHERE org_id = $1 AND key = $2")
                .execute(Tuple.of(who.orgId(), key))
                .compose(rows -> {
                    var row = rows.iterator().next();
                    return row.getBuffer("request_hash").equals(hash)
                            ? Future.succeededFuture(new Reply(row.getInteger("status"), row.getJsonObject("response")))
                            : Future.failedFuture(Refusal.conflict("Idempotency-Key", key, Remedy.KEY_USED.with()));
                });
    }

    /** Under the installation's key, because bodies hold numbers and passwords. */
    private Buffer hash(Request request, SignedIn who) {
        var http = request.http().request();
        Buffer asked = Buffer.buffer(http.method() + " " + http.path() + "\n" + who.userId() + "\n", "UTF-8")
                .appendBuffer(request.rawBody());
        return keys.fingerprint("idempotency", asked.getBytes());
    }

    Future<Integer> forgetOld() {
        return database.pool()
                .preparedQuery("DELETE FROM idempotency_key WHERE created_at < $1")
                .execute(Tuple.of(Times.at(clock.instant().minus(KEPT))))
                .map(rows -> rows.rowCount());
    }
}
