package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;

/** Who scores calls: compliance and the records managers of the unit. */
public final class Auditors {
    private static final String ELIGIBLE =
            "u.org_id = $1 AND NOT u.disabled AND u.roles && '{COMPLIANCE,RECORDS_MANAGER}'";

    private final Database database;

    Auditors(Database database) {
        this.database = database;
    }

    public record Auditor(UUID id, String name) {}

    /** By name. */
    public Future<List<Auditor>> list(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT u.id, u.display_name FROM app_user u WHERE " + ELIGIBLE
                        + " ORDER BY u.display_name, u.id")
                .execute(Tuple.of(orgId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Auditor(row.getUUID("id"), row.getString("display_name")))
                        .toList());
    }

    /** Fails with a {@link Refusal} where one is none, or spoke in the call. */
    static Future<Void> check(SqlConnection connection, UUID orgId, UUID agentId, List<UUID> auditors) {
        return connection
                .preparedQuery("SELECT count(*) AS n, count(a.id) AS spoke FROM app_user u"
                        + " LEFT JOIN agent a ON a.user_id = u.id AND a.id = $3 WHERE " + ELIGIBLE
                        + " AND u.id = ANY ($2)")
                .execute(Tuple.of(orgId)
                        .addArrayOfUUID(auditors.toArray(UUID[]::new))
                        .addUUID(agentId))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getLong("n") != auditors.size()) {
                        return Future.failedFuture(Refusal.invalid("auditors", null, Remedy.TWO_AUDITORS.with()));
                    }
                    return row.getLong("spoke") == 0
                            ? Future.succeededFuture()
                            : Future.failedFuture(Refusal.invalid("auditors", null, Remedy.OWN_CALL.with()));
                });
    }
}
