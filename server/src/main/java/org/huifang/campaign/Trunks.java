package org.huifang.campaign;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
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

/** The lines out, as campaigns use them. */
public final class Trunks {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Trunks(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public record Trunk(
            UUID id,
            String name,
            @Nullable String callerId,
            String numberStyle,
            String prefix,
            boolean progressCounts,
            boolean simulated) {}

    /** @param name the PJSIP endpoint; what is null takes its preset */
    public record TrunkInput(
            String name,
            @Nullable String callerId,
            @Nullable String numberStyle,
            @Nullable String prefix,
            @Nullable Boolean progressCounts,
            @Nullable Boolean simulated) {
        /** What reaches the dialplan is checked here too, whoever asks. */
        public TrunkInput {
            fits("name", name, "[a-z][a-z0-9-]{0,39}", Remedy.TRUNK_NAME);
            fits("callerId", callerId, "\\+?[0-9]{3,20}", Remedy.CALLER_ID);
            fits("numberStyle", numberStyle, "E164|NATIONAL", Remedy.NUMBER_STYLE);
            fits("prefix", prefix, "[0-9*#]{0,8}", Remedy.PREFIX);
        }

        private static void fits(String field, @Nullable String value, String pattern, Remedy remedy) {
            if (value != null && !value.matches(pattern)) {
                throw Refusal.invalid(field, null, remedy.with());
            }
        }
    }

    public Future<List<Trunk>> list(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT * FROM trunk WHERE org_id = $1 ORDER BY name")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var trunks = new ArrayList<Trunk>();
                    for (Row row : rows) {
                        trunks.add(new Trunk(
                                row.getUUID("id"),
                                row.getString("name"),
                                row.getString("caller_id"),
                                row.getString("number_style"),
                                row.getString("prefix"),
                                row.getBoolean("progress_counts"),
                                row.getBoolean("simulated")));
                    }
                    return trunks;
                });
    }

    public Future<UUID> create(SqlConnection transaction, UUID orgId, UUID userId, TrunkInput trunk) {
        UUID id = Ids.next();
        return transaction
                .preparedQuery(
                        "INSERT INTO trunk (id, org_id, name, caller_id, number_style, prefix, progress_counts, simulated,"
                                + " created_at) VALUES ($1, $2, $3, $4, coalesce($5, 'NATIONAL'), coalesce($6, ''), coalesce($7, false),"
                                + " coalesce($8, false), $9) ON CONFLICT (org_id, name) DO NOTHING")
                .execute(Tuple.of(id, orgId, trunk.name(), trunk.callerId(), trunk.numberStyle())
                        .addString(trunk.prefix())
                        .addBoolean(trunk.progressCounts())
                        .addBoolean(trunk.simulated())
                        .addValue(Times.at(clock.instant())))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("name", trunk.name(), Remedy.TAKEN_BY_TRUNK.with()))
                        : audit.append(transaction, entry(orgId, userId, "trunk.create", id, trunk)))
                .map(done -> id);
    }

    /** Name and {@code simulated} cannot change: campaigns were allowed their rules because of them. */
    public Future<Void> update(UUID orgId, UUID userId, UUID id, TrunkInput trunk) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT name, simulated FROM trunk WHERE id = $1 AND org_id = $2 FOR UPDATE")
                .execute(Tuple.of(id, orgId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row before = found.next();
                    if (!before.getString("name").equals(trunk.name())) {
                        return Future.failedFuture(
                                Refusal.conflict("name", trunk.name(), Remedy.MAKE_A_NEW_TRUNK.with()));
                    }
                    if (trunk.simulated() != null && !trunk.simulated().equals(before.getBoolean("simulated"))) {
                        return Future.failedFuture(
                                Refusal.conflict("simulated", trunk.simulated(), Remedy.MAKE_A_NEW_TRUNK.with()));
                    }
                    return connection
                            .preparedQuery("UPDATE trunk SET caller_id = $2, number_style = coalesce($3, number_style),"
                                    + " prefix = coalesce($4, prefix), progress_counts = coalesce($5, progress_counts)"
                                    + " WHERE id = $1")
                            .execute(Tuple.of(
                                    id, trunk.callerId(), trunk.numberStyle(), trunk.prefix(), trunk.progressCounts()))
                            .compose(updated ->
                                    audit.append(connection, entry(orgId, userId, "trunk.update", id, trunk)));
                }));
    }

    private static AuditEntry entry(UUID orgId, UUID userId, String action, UUID id, TrunkInput trunk) {
        return AuditEntry.byUser(orgId, userId, action, "trunk", id, new JsonObject().put("name", trunk.name()));
    }
}
