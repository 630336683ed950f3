package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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

/** Agents and departments that must not call a customer (R15). A claim looks here, so that a change holds at once. */
public final class Conflicts {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Conflicts(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param agent code of the agent; null: all of {@code department} */
    public record Conflict(
            UUID id,
            UUID customerId,
            String customerRef,
            String customerName,
            @Nullable String agent,
            @Nullable String agentName,
            @Nullable String department,
            String reason,
            @Nullable String author,
            Instant createdAt) {}

    /** @param agent code */
    public record NewConflict(
            @Nullable String agent, @Nullable String department, String reason) {
        void check() {
            boolean both = agent != null && department != null;
            if (both || agent == null && department == null) {
                throw Refusal.invalid("agent", agent, Remedy.AGENT_OR_DEPARTMENT.with());
            }
        }
    }

    /**
     * Newest first.
     *
     * @param customerId null: of all customers
     */
    public Future<List<Conflict>> list(
            UUID orgId, @Nullable UUID customerId, @Nullable Instant afterAt, @Nullable UUID afterId, int limit) {
        return database.pool()
                .preparedQuery("SELECT x.*, u.external_ref, u.name AS customer_name, a.code, a.name AS agent_name,"
                        + " w.display_name FROM conflict_of_interest x JOIN customer u ON u.id = x.customer_id"
                        + " LEFT JOIN agent a ON a.id = x.agent_id LEFT JOIN app_user w ON w.id = x.created_by"
                        + " WHERE x.org_id = $1 AND ($2::uuid IS NULL OR x.customer_id = $2)"
                        + " AND ($3::timestamptz IS NULL OR (x.created_at, x.id) < ($3, $4))"
                        + " ORDER BY x.created_at DESC, x.id DESC LIMIT $5")
                .execute(Tuple.of(orgId, customerId)
                        .addValue(Times.atOrNull(afterAt))
                        .addUUID(afterId)
                        .addInteger(limit))
                .map(rows -> {
                    var conflicts = new ArrayList<Conflict>();
                    rows.forEach(row -> conflicts.add(read(row)));
                    return conflicts;
                });
    }

    /** @throws Refusal (as failure) when customer or agent are not the organisation's, or it is noted already */
    public Future<UUID> add(SqlConnection transaction, UUID orgId, UUID userId, UUID customerId, NewConflict conflict) {
        conflict.check();
        UUID id = Ids.next();
        return transaction
                .preparedQuery("SELECT u.id, (SELECT a.id FROM agent a WHERE a.org_id = $1 AND a.code = $3) AS agent"
                        + " FROM customer u WHERE u.org_id = $1 AND u.id = $2")
                .execute(Tuple.of(orgId, customerId, conflict.agent()))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", customerId));
                    }
                    UUID agent = rows.iterator().next().getUUID("agent");
                    if (conflict.agent() != null && agent == null) {
                        return Future.failedFuture(Refusal.invalid("agent", conflict.agent(), Remedy.NO_AGENT.with()));
                    }
                    return transaction
                            .preparedQuery(
                                    "INSERT INTO conflict_of_interest (id, org_id, customer_id, agent_id, department,"
                                            + " reason, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                            .execute(Tuple.of(id, orgId, customerId, agent)
                                    .addString(conflict.department())
                                    .addString(conflict.reason())
                                    .addUUID(userId)
                                    .addValue(Times.at(clock.instant())));
                })
                .recover(failure -> Future.failedFuture(known(failure, conflict)))
                .compose(done -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                orgId,
                                userId,
                                "conflict.add",
                                "customer",
                                customerId,
                                new JsonObject()
                                        .put("agent", conflict.agent())
                                        .put("department", conflict.department())
                                        .put("reason", conflict.reason()))))
                .map(done -> id);
    }

    /** @throws Refusal (as failure) when there is none */
    public Future<Void> remove(UUID orgId, UUID userId, UUID id, String reason) {
        return database.transaction(transaction -> transaction
                .preparedQuery("DELETE FROM conflict_of_interest WHERE org_id = $1 AND id = $2"
                        + " RETURNING customer_id, agent_id, department")
                .execute(Tuple.of(orgId, id))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row gone = rows.iterator().next();
                    return audit.append(
                            transaction,
                            AuditEntry.byUser(
                                    orgId,
                                    userId,
                                    "conflict.remove",
                                    "customer",
                                    gone.getUUID("customer_id"),
                                    new JsonObject()
                                            .put("agentId", gone.getUUID("agent_id"))
                                            .put("department", gone.getString("department"))
                                            .put("reason", reason)));
                }));
    }

    private static Throwable known(Throwable failure, NewConflict conflict) {
        return failure instanceof PgException sql && "23505".equals(sql.getSqlState())
                ? Refusal.conflict(
                        conflict.agent() == null ? "department" : "agent",
                        conflict.agent() == null ? conflict.department() : conflict.agent(),
                        Remedy.CONFLICT_KNOWN.with())
                : failure;
    }

    private static Conflict read(Row row) {
        return new Conflict(
                row.getUUID("id"),
                row.getUUID("customer_id"),
                row.getString("external_ref"),
                row.getString("customer_name"),
                row.getString("code"),
                row.getString("agent_name"),
                row.getString("department"),
                row.getString("reason"),
                row.getString("display_name"),
                Times.instant(row, "created_at"));
    }
}
