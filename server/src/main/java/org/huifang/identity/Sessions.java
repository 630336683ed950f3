package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sign-in, and who a session cookie or API token belongs to. Read anew for every request: nothing to invalidate. */
public final class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    /** A session ends so long after sign-in, however busy it is. */
    public static final Duration LIFE = Duration.ofHours(12);

    private static final String WHO = "u.id AS user_id, u.org_id, u.login, u.display_name, u.roles, u.locale,"
            + " (SELECT a.id FROM agent a WHERE a.user_id = u.id) AS agent_id";

    private final Database database;
    private final PasswordWorker passwords;
    private final Audit audit;
    private final Clock clock;

    public Sessions(Database database, PasswordWorker passwords, Audit audit, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param token the secret for the cookie */
    public record Started(String token, SignedIn who) {}

    /**
     * Signs in. Each try is counted before the password is looked at, so that many at once are no way round the limit:
     * from the fifth on the login is locked for 1, 2, 4 … at most 15 minutes. A try that succeeds resets the count.
     */
    public Future<Started> signIn(String login, String password) {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery("UPDATE app_user u SET failed_logins = failed_logins + 1, locked_until = CASE"
                        + " WHEN failed_logins >= 4 THEN $2 + make_interval(mins => least(15, 1 << least(failed_logins - 4, 4)))"
                        + " END WHERE login = $1 AND NOT disabled AND (locked_until IS NULL OR locked_until <= $2)"
                        + " RETURNING " + WHO + ", password_hash, failed_logins")
                .execute(Tuple.of(login.toLowerCase(Locale.ROOT), Times.at(now)))
                .compose(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    if (!found.hasNext()) {
                        return passwords.matches(password, Passwords.NOBODY).compose(ignored -> {
                            log.info("sign-in refused reason=unknown-locked-or-disabled");
                            return refused();
                        });
                    }
                    Row user = found.next();
                    return passwords
                            .matches(password, user.getString("password_hash"))
                            .compose(right -> right ? start(who(user), now) : failed(user));
                });
    }

    private Future<Started> start(SignedIn who, Instant now) {
        String token = SecretToken.next();
        return database.transaction(connection -> connection
                .preparedQuery("UPDATE app_user SET failed_logins = 0, locked_until = NULL WHERE id = $1")
                .execute(Tuple.of(who.userId()))
                .compose(reset -> connection
                        .preparedQuery("INSERT INTO user_session (token_hash, user_id, created_at, expires_at)"
                                + " VALUES ($1, $2, $3, $4)")
                        .execute(Tuple.of(
                                SecretToken.hash(token), who.userId(), Times.at(now), Times.at(now.plus(LIFE)))))
                .compose(stored -> audit.append(connection, entry(who, "session.sign-in")))
                .map(audited -> new Started(token, who)));
    }

    private Future<Started> failed(Row user) {
        SignedIn who = who(user);
        int tries = user.getInteger("failed_logins");
        log.info("sign-in refused user={} reason=password tries={}", who.userId(), tries);
        return database.<Void>transaction(connection -> audit.append(
                        connection,
                        AuditEntry.byUser(
                                who.orgId(),
                                who.userId(),
                                "session.refused",
                                "user",
                                who.userId(),
                                new JsonObject().put("tries", tries))))
                .compose(audited -> refused());
    }

    public Future<Optional<SignedIn>> bySession(String token) {
        return database.pool()
                .preparedQuery("SELECT " + WHO + " FROM user_session s JOIN app_user u ON u.id = s.user_id"
                        + " WHERE s.token_hash = $1 AND s.expires_at > $2 AND NOT u.disabled")
                .execute(Tuple.of(SecretToken.hash(token), Times.at(clock.instant())))
                .map(Sessions::first);
    }

    public Future<Optional<SignedIn>> byApiToken(String token) {
        return database.pool()
                .preparedQuery("SELECT " + WHO + " FROM api_token t JOIN app_user u ON u.id = t.user_id"
                        + " WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)"
                        + " AND NOT u.disabled")
                .execute(Tuple.of(SecretToken.hash(token), Times.at(clock.instant())))
                .map(Sessions::first);
    }

    public Future<Void> signOut(SignedIn who, String token) {
        return database.transaction(connection -> connection
                .preparedQuery("DELETE FROM user_session WHERE token_hash = $1")
                .execute(Tuple.of(SecretToken.hash(token)))
                .compose(gone -> audit.append(connection, entry(who, "session.sign-out"))));
    }

    /** Ends every session of a user but one ({@code null}: all). */
    static Future<Void> endOthers(
            SqlConnection connection, UUID userId, byte @org.jspecify.annotations.Nullable [] kept) {
        return connection
                .preparedQuery("DELETE FROM user_session WHERE user_id = $1 AND token_hash IS DISTINCT FROM $2")
                .execute(Tuple.of(userId, kept == null ? null : io.vertx.core.buffer.Buffer.buffer(kept)))
                .mapEmpty();
    }

    /** Forgets sessions that ended, so that the table stays small. */
    public Future<Integer> forgetEnded() {
        return database.pool()
                .preparedQuery("DELETE FROM user_session WHERE expires_at <= $1")
                .execute(Tuple.of(Times.at(clock.instant())))
                .map(rows -> rows.rowCount());
    }

    private static Optional<SignedIn> first(Iterable<Row> rows) {
        for (Row row : rows) {
            return Optional.of(who(row));
        }
        return Optional.empty();
    }

    private static SignedIn who(Row row) {
        return new SignedIn(
                row.getUUID("user_id"),
                row.getUUID("org_id"),
                row.getString("login"),
                row.getString("display_name"),
                Arrays.stream(row.getArrayOfStrings("roles"))
                        .map(Role::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getString("locale"),
                row.getUUID("agent_id"));
    }

    private static AuditEntry entry(SignedIn who, String action) {
        return AuditEntry.byUser(who.orgId(), who.userId(), action, "user", who.userId(), new JsonObject());
    }

    private static <T> Future<T> refused() {
        return Future.failedFuture(Refusal.of(Refusal.Kind.NOT_SIGNED_IN, Remedy.SIGN_IN_REFUSED.with()));
    }
}
