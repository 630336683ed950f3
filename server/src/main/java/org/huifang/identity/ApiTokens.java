package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Tokens with which a program acts as a user. A token is named by the hex of its hash; the secret is not kept. */
public final class ApiTokens {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public ApiTokens(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public record Token(
            String id,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /** @param token the secret, shown this once */
    public record NewToken(String id, String token) {}

    public Future<List<Token>> list(UUID orgId, UUID userId) {
        return database.pool()
                .preparedQuery("SELECT t.* FROM api_token t JOIN app_user u ON u.id = t.user_id"
                        + " WHERE t.user_id = $1 AND u.org_id = $2 ORDER BY t.created_at")
                .execute(Tuple.of(userId, orgId))
                .map(rows -> {
                    var tokens = new ArrayList<Token>();
                    for (Row row : rows) {
                        tokens.add(new Token(
                                HexFormat.of()
                                        .formatHex(row.getBuffer("token_hash").getBytes()),
                                row.getString("name"),
                                Times.instant(row, "created_at"),
                                Times.instantOrNull(row, "expires_at"),
                                Times.instantOrNull(row, "revoked_at")));
                    }
                    return tokens;
                });
    }

    public Future<NewToken> create(SignedIn by, UUID userId, String name, @Nullable Instant expiresAt) {
        String token = "hf_" + SecretToken.next();
        byte[] hash = SecretToken.hash(token);
        return database.transaction(connection -> connection
                .preparedQuery("INSERT INTO api_token (token_hash, user_id, name, created_at, expires_at)"
                        + " SELECT $1, id, $3, $4, $5 FROM app_user WHERE id = $2 AND org_id = $6")
                .execute(Tuple.of(Buffer.buffer(hash), userId, name, Times.at(clock.instant()))
                        .addValue(Times.atOrNull(expiresAt))
                        .addUUID(by.orgId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", userId))
                        : audit.append(
                                connection,
                                AuditEntry.byUser(
                                        by.orgId(),
                                        by.userId(),
                                        "user.token-create",
                                        "user",
                                        userId,
                                        new JsonObject().put("name", name))))
                .map(done -> new NewToken(HexFormat.of().formatHex(hash), token)));
    }

    public Future<Void> revoke(SignedIn by, UUID userId, String tokenId) {
        return database.transaction(connection -> connection
                .preparedQuery("UPDATE api_token t SET revoked_at = coalesce(t.revoked_at, $4) FROM app_user u"
                        + " WHERE t.token_hash = $1 AND t.user_id = $2 AND u.id = t.user_id AND u.org_id = $3")
                .execute(Tuple.of(
                        Buffer.buffer(HexFormat.of().parseHex(tokenId)), userId, by.orgId(), Times.at(clock.instant())))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("token", null))
                        : audit.append(
                                connection,
                                AuditEntry.byUser(
                                        by.orgId(),
                                        by.userId(),
                                        "user.token-revoke",
                                        "user",
                                        userId,
                                        new JsonObject()))));
    }
}
