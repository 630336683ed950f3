package org.huifang.agent;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Who the agents are: code, name, phone, languages and login. Their presence is not changed here. */
public final class Agents {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Agents(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public record Agent(
            UUID id,
            String code,
            String name,
            String endpoint,
            List<String> languages,
            @Nullable String department,
            int skill,
            @Nullable String login,
            String presence,
            String wanted,
            Instant since,
            boolean line,
            @Nullable String pauseReason) {}

    /**
     * An agent as an admin gives it.
     *
     * @param department that conflicts of interest speak of (R15)
     * @param skill that a campaign may ask for, 1 to 9; null: as it is, 5 for a new agent
     * @param login the user who is this agent; null: nobody signs in as this agent
     */
    public record AgentInput(
            String code,
            String name,
            String endpoint,
            @Nullable List<String> languages,
            @Nullable String department,
            @Nullable Integer skill,
            @Nullable String login) {
        private String[] languagesOrPreset() {
            return languages == null ? new String[] {"zh"} : languages.toArray(String[]::new);
        }
    }

    public Future<List<Agent>> list(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT a.*, u.login FROM agent a LEFT JOIN app_user u ON u.id = a.user_id"
                        + " WHERE a.org_id = $1 ORDER BY a.code")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var agents = new ArrayList<Agent>();
                    for (Row row : rows) {
                        agents.add(new Agent(
                                row.getUUID("id"),
                                row.getString("code"),
                                row.getString("name"),
                                row.getString("endpoint"),
                                Arrays.asList(row.getArrayOfStrings("languages")),
                                row.getString("department"),
                                row.getShort("skill"),
                                row.getString("login"),
                                row.getString("presence"),
                                row.getString("wanted"),
                                Times.instant(row, "presence_since"),
                                row.getString("line_id") != null,
                                row.getString("pause_reason")));
                    }
                    return agents;
                });
    }

    public Future<UUID> create(SqlConnection transaction, UUID orgId, UUID by, AgentInput agent) {
        UUID id = Ids.next();
        return userOf(transaction, orgId, agent.login())
                .compose(user -> transaction
                        .preparedQuery(
                                "INSERT INTO agent (id, org_id, user_id, code, name, endpoint, languages, presence_since, department, skill)"
                                        + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, 5))")
                        .execute(Tuple.of(id, orgId, user, agent.code(), agent.name())
                                .addString(agent.endpoint())
                                .addArrayOfString(agent.languagesOrPreset())
                                .addValue(Times.at(clock.instant()))
                                .addString(agent.department())
                                .addInteger(agent.skill())))
                .recover(failure -> Future.failedFuture(taken(failure, agent)))
                .compose(done -> audit.append(transaction, entry(orgId, by, "agent.create", id, agent)))
                .map(done -> id);
    }

    public Future<Void> update(UUID orgId, UUID by, UUID id, AgentInput agent) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT code, endpoint, presence FROM agent WHERE id = $1 AND org_id = $2 FOR UPDATE")
                .execute(Tuple.of(id, orgId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row before = found.next();
                    if (!before.getString("code").equals(agent.code())) {
                        return Future.failedFuture(Refusal.conflict("code", agent.code(), Remedy.CANNOT_CHANGE.with()));
                    }
                    if (!before.getString("endpoint").equals(agent.endpoint())
                            && !before.getString("presence").equals("LOGGED_OUT")) {
                        return Future.failedFuture(
                                Refusal.conflict("endpoint", agent.endpoint(), Remedy.LOGGED_OUT_ONLY.with()));
                    }
                    return userOf(connection, orgId, agent.login())
                            .compose(user -> connection
                                    .preparedQuery(
                                            "UPDATE agent SET user_id = $2, name = $3, endpoint = $4, languages = $5,"
                                                    + " department = $6, skill = coalesce($7, skill) WHERE id = $1")
                                    .execute(Tuple.of(id, user, agent.name(), agent.endpoint())
                                            .addArrayOfString(agent.languagesOrPreset())
                                            .addString(agent.department())
                                            .addInteger(agent.skill())))
                            .recover(failure -> Future.failedFuture(taken(failure, agent)))
                            .compose(done -> audit.append(connection, entry(orgId, by, "agent.update", id, agent)));
                }));
    }

    private static Future<@Nullable UUID> userOf(SqlConnection connection, UUID orgId, @Nullable String login) {
        if (login == null) {
            return Future.succeededFuture(null);
        }
        return connection
                .preparedQuery("SELECT id FROM app_user WHERE org_id = $1 AND login = $2")
                .execute(Tuple.of(orgId, login))
                .compose(rows -> {
                    var found = rows.iterator();
                    return found.hasNext()
                            ? Future.succeededFuture(found.next().getUUID(0))
                            : Future.failedFuture(Refusal.invalid("login", login, Remedy.NO_USER.with()));
                });
    }

    private static Throwable taken(Throwable failure, AgentInput agent) {
        if (failure instanceof PgException sql && "23505".equals(sql.getSqlState())) {
            String constraint = String.valueOf(sql.getConstraint());
            if (constraint.contains("endpoint")) {
                return Refusal.conflict("endpoint", agent.endpoint(), Remedy.PHONE_OF_ANOTHER.with());
            }
            return constraint.contains("user_id")
                    ? Refusal.conflict("login", agent.login(), Remedy.AGENT_ALREADY.with())
                    : Refusal.conflict("code", agent.code(), Remedy.TAKEN_BY_AGENT.with());
        }
        return failure;
    }

    private static AuditEntry entry(UUID orgId, UUID by, String action, UUID id, AgentInput agent) {
        return AuditEntry.byUser(
                orgId,
                by,
                action,
                "agent",
                id,
                new JsonObject().put("code", agent.code()).put("endpoint", agent.endpoint()));
    }
}
