package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** The users of an organisation, their passwords, roles; every change is in the audit log. */
public final class Users {
    /** Characters; there is no rule about kinds of characters, length is what counts. */
    public static final int SHORTEST_PASSWORD = 12;

    private final Database database;
    private final PasswordWorker passwords;
    private final Audit audit;
    private final Clock clock;

    public Users(Database database, PasswordWorker passwords, Audit audit, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
    }

    public record User(
            UUID id,
            String login,
            String displayName,
            List<String> roles,
            String locale,
            boolean disabled,
            @Nullable Instant lockedUntil,
            Instant createdAt) {}

    /** @param locale zh or en; null: zh */
    public record NewUser(
            String login,
            String displayName,
            String password,
            Set<Role> roles,
            @Nullable String locale) {}

    /** What is null stays as it is. */
    public record UserChange(
            String displayName,
            Set<Role> roles,
            @Nullable String locale,
            @Nullable Boolean disabled,
            @Nullable String password) {}

    public Future<List<User>> list(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT * FROM app_user WHERE org_id = $1 ORDER BY login")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var users = new ArrayList<User>();
                    for (Row row : rows) {
                        users.add(new User(
                                row.getUUID("id"),
                                row.getString("login"),
                                row.getString("display_name"),
                                Arrays.asList(row.getArrayOfStrings("roles")),
                                row.getString("locale"),
                                row.getBoolean("disabled"),
                                Times.instantOrNull(row, "locked_until"),
                                Times.instant(row, "created_at")));
                    }
                    return users;
                });
    }

    /** @throws Refusal (as failure) when the login is taken */
    public Future<UUID> create(SqlConnection transaction, SignedIn by, NewUser user) {
        UUID id = Ids.next();
        return passwords
                .hash(user.password())
                .compose(hash -> transaction
                        .preparedQuery(
                                "INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, locale,"
                                        + " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (login) DO NOTHING")
                        .execute(Tuple.of(id, by.orgId(), user.login(), user.displayName(), hash)
                                .addArrayOfString(names(user.roles()))
                                .addString(user.locale() == null ? "zh" : user.locale())
                                .addValue(Times.at(clock.instant()))))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("login", user.login(), Remedy.TAKEN.with()))
                        : audit.append(
                                transaction,
                                AuditEntry.byUser(
                                        by.orgId(),
                                        by.userId(),
                                        "user.create",
                                        "user",
                                        id,
                                        new JsonObject()
                                                .put("login", user.login())
                                                .put("roles", rolesJson(user.roles())))))
                .map(done -> id);
    }

    /** A new password, other roles or disabling end the user's sessions. */
    public Future<Void> update(SignedIn by, UUID id, UserChange change) {
        Future<@Nullable String> hashed = change.password() == null
                ? Future.succeededFuture(null)
                : passwords.hash(change.password()).map(hash -> hash);
        return hashed.compose(hash -> database.transaction(connection -> lockUsers(connection, by.orgId())
                .compose(locked -> connection
                        .preparedQuery("SELECT roles, disabled FROM app_user WHERE id = $1 AND org_id = $2")
                        .execute(Tuple.of(id, by.orgId())))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.<Void>failedFuture(Refusal.notFound("id", id));
                    }
                    Row before = found.next();
                    boolean disabled = change.disabled() == null ? before.getBoolean("disabled") : change.disabled();
                    boolean sameRoles = rolesOf(before).equals(change.roles());
                    boolean endSessions = hash != null || disabled || !sameRoles;
                    return connection
                            .preparedQuery(
                                    "UPDATE app_user SET display_name = $2, roles = $3, locale = coalesce($4, locale),"
                                            + " disabled = $5, password_hash = coalesce($6, password_hash),"
                                            + " failed_logins = CASE WHEN $6::text IS NULL THEN failed_logins ELSE 0 END,"
                                            + " locked_until = CASE WHEN $6::text IS NULL THEN locked_until END WHERE id = $1")
                            .execute(Tuple.of(id, change.displayName())
                                    .addArrayOfString(names(change.roles()))
                                    .addString(change.locale())
                                    .addBoolean(disabled)
                                    .addString(hash))
                            .compose(updated -> refuseNoAdmin(connection, by.orgId()))
                            .compose(some ->
                                    endSessions ? Sessions.endOthers(connection, id, null) : Future.succeededFuture())
                            .compose(ended -> audit.append(
                                    connection,
                                    AuditEntry.byUser(
                                            by.orgId(),
                                            by.userId(),
                                            "user.update",
                                            "user",
                                            id,
                                            new JsonObject()
                                                    .put("roles", rolesJson(change.roles()))
                                                    .put("disabled", disabled)
                                                    .put("newPassword", hash != null))));
                })));
    }

    /** @param keptToken the session that asks stays; all others of the user end */
    public Future<Void> changeOwnPassword(SignedIn who, String current, String wanted, @Nullable String keptToken) {
        return database.pool()
                .preparedQuery("SELECT password_hash FROM app_user WHERE id = $1")
                .execute(Tuple.of(who.userId()))
                .compose(rows ->
                        passwords.matches(current, rows.iterator().next().getString(0)))
                .compose(right -> right
                        ? passwords.hash(wanted)
                        : Future.failedFuture(Refusal.invalid("current", null, Remedy.WRONG_PASSWORD.with())))
                .compose(hash -> database.transaction(connection -> connection
                        .preparedQuery("UPDATE app_user SET password_hash = $2 WHERE id = $1")
                        .execute(Tuple.of(who.userId(), hash))
                        .compose(updated -> Sessions.endOthers(
                                connection, who.userId(), keptToken == null ? null : SecretToken.hash(keptToken)))
                        .compose(ended -> audit.append(
                                connection,
                                AuditEntry.byUser(
                                        who.orgId(),
                                        who.userId(),
                                        "user.own-password",
                                        "user",
                                        who.userId(),
                                        new JsonObject())))));
    }

    public Future<Void> changeOwnLocale(SignedIn who, String locale) {
        return database.pool()
                .preparedQuery("UPDATE app_user SET locale = $2 WHERE id = $1")
                .execute(Tuple.of(who.userId(), locale))
                .mapEmpty();
    }

    /** Two admins who disable each other at the same instant must not both succeed. */
    private static Future<Void> lockUsers(SqlConnection connection, UUID orgId) {
        return connection
                .preparedQuery(
                        "SELECT id FROM app_user WHERE org_id = $1 AND 'ADMIN' = ANY (roles) ORDER BY id FOR UPDATE")
                .execute(Tuple.of(orgId))
                .mapEmpty();
    }

    private static Future<Void> refuseNoAdmin(SqlConnection connection, UUID orgId) {
        return connection
                .preparedQuery(
                        "SELECT 1 FROM app_user WHERE org_id = $1 AND 'ADMIN' = ANY (roles) AND NOT disabled LIMIT 1")
                .execute(Tuple.of(orgId))
                .compose(rows -> rows.rowCount() > 0
                        ? Future.succeededFuture()
                        : Future.failedFuture(Refusal.conflict("roles", null, Remedy.LAST_ADMIN.with())));
    }

    private static Set<Role> rolesOf(Row row) {
        return Arrays.stream(row.getArrayOfStrings("roles")).map(Role::valueOf).collect(Collectors.toSet());
    }

    private static String[] names(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).toArray(String[]::new);
    }

    private static JsonArray rolesJson(Set<Role> roles) {
        return new JsonArray(Arrays.asList((Object[]) names(roles)));
    }
}
