package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Imports as the pages show them, and the rows that were refused. */
final class ImportJobs {
    private static final String SELECT = "SELECT j.*, u.display_name AS user_name FROM import_job j"
            + " LEFT JOIN app_user u ON u.id = j.user_id WHERE j.org_id = $1";

    private static final Remedy.Said INTERRUPTED = Remedy.IMPORT_INTERRUPTED.with();
    /** Among the values of a problem: what was given. */
    private static final String GIVEN = "given";

    private final Database database;
    private final Clock clock;

    ImportJobs(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> open(
            UUID id, UUID orgId, @Nullable UUID userId, String node, String kind, String fileName, long bytes) {
        return database.pool()
                .preparedQuery(
                        "INSERT INTO import_job (id, org_id, kind, file_name, state, bytes_total, user_id, node, started_at)"
                                + " VALUES ($1, $2, $3, $4, 'RUNNING', $5, $6, $7, $8)")
                .execute(Tuple.of(id, orgId, kind, fileName, bytes, userId)
                        .addString(node)
                        .addValue(now()))
                .mapEmpty();
    }

    Future<Void> readAs(UUID id, String charset) {
        return database.pool()
                .preparedQuery("UPDATE import_job SET charset = $2 WHERE id = $1")
                .execute(Tuple.of(id, charset))
                .mapEmpty();
    }

    /** Adds to the counts, in the transaction that stores the rows. */
    Future<Void> progress(SqlConnection transaction, UUID id, ImportCounts counts, long bytesRead) {
        return transaction
                .preparedQuery("UPDATE import_job SET rows_read = rows_read + $2, rows_created = rows_created + $3,"
                        + " rows_changed = rows_changed + $4, rows_same = rows_same + $5, rows_bad = rows_bad + $6,"
                        + " bytes_read = $7 WHERE id = $1")
                .execute(Tuple.of(id, counts.read(), counts.created(), counts.changed(), counts.same(), counts.bad())
                        .addLong(bytesRead))
                .mapEmpty();
    }

    Future<Void> refuse(SqlConnection transaction, UUID id, List<Imports.ImportError> errors) {
        return transaction
                .preparedQuery(
                        "INSERT INTO import_error (job_id, line, field, given, reason, remedy_code, remedy_values)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING")
                .executeBatch(errors.stream()
                        .map(error -> Tuple.of(id, error.line(), error.field(), error.value(), error.reason())
                                .addString(error.code())
                                .addValue(json(error.values())))
                        .toList())
                .mapEmpty();
    }

    /** @param problem null: it is done */
    Future<Void> close(SqlConnection transaction, UUID id, @Nullable Refusal problem) {
        var why = problem == null
                ? null
                : problem.fields().isEmpty()
                        ? Refusal.Field.of("file", problem)
                        : problem.fields().get(0);
        return transaction
                .preparedQuery("UPDATE import_job SET state = $2, problem = $3, finished_at = $4, problem_code = $5,"
                        + " problem_values = $6,"
                        + " bytes_read = CASE WHEN $3::text IS NULL THEN bytes_total ELSE bytes_read END WHERE id = $1")
                .execute(Tuple.of(
                        id,
                        problem == null ? "DONE" : "FAILED",
                        problem == null ? null : problem.detail(),
                        now(),
                        why == null ? null : why.code(),
                        why == null ? null : json(valuesOf(why))))
                .mapEmpty();
    }

    /** With what stood there, as the name of a column that is none. */
    private static Map<String, String> valuesOf(Refusal.Field why) {
        var values = new HashMap<>(why.values() == null ? Map.of() : why.values());
        if (why.value() != null) {
            values.put(GIVEN, why.value());
        }
        return values;
    }

    private static @Nullable JsonObject json(@Nullable Map<String, String> values) {
        return values == null ? null : new JsonObject(new LinkedHashMap<>(values));
    }

    private static @Nullable Map<String, String> map(@Nullable JsonObject json) {
        if (json == null) {
            return null;
        }
        var values = new LinkedHashMap<String, String>();
        json.forEach(entry -> values.put(entry.getKey(), String.valueOf(entry.getValue())));
        return values;
    }

    /** What a crash of this node left. */
    Future<Integer> failInterrupted(String node) {
        return database.pool()
                .preparedQuery(
                        "UPDATE import_job SET state = 'FAILED', finished_at = $2, problem = $3, problem_code = $4,"
                                + " problem_values = '{}' WHERE node = $1 AND state = 'RUNNING'")
                .execute(Tuple.of(node, now(), INTERRUPTED.text(), INTERRUPTED.code()))
                .map(rows -> rows.rowCount());
    }

    Future<List<Imports.Import>> list(UUID orgId) {
        return database.pool()
                .preparedQuery(SELECT + " ORDER BY j.started_at DESC LIMIT 100")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var list = new ArrayList<Imports.Import>();
                    rows.forEach(row -> list.add(read(row)));
                    return list;
                });
    }

    Future<Imports.Import> get(UUID orgId, UUID id) {
        return database.pool()
                .preparedQuery(SELECT + " AND j.id = $2")
                .execute(Tuple.of(orgId, id))
                .compose(rows -> {
                    var found = rows.iterator();
                    return found.hasNext()
                            ? Future.succeededFuture(read(found.next()))
                            : Future.failedFuture(Refusal.notFound("id", id));
                });
    }

    Future<List<Imports.ImportError>> errors(UUID id, long afterLine, int limit) {
        return database.pool()
                .preparedQuery("SELECT * FROM import_error WHERE job_id = $1 AND line > $2" + " ORDER BY line LIMIT $3")
                .execute(Tuple.of(id, afterLine, limit))
                .map(rows -> {
                    var list = new ArrayList<Imports.ImportError>();
                    rows.forEach(row -> list.add(new Imports.ImportError(
                            row.getLong("line"),
                            row.getString("field"),
                            row.getString("given"),
                            row.getString("reason"),
                            row.getString("remedy_code"),
                            map(row.getJsonObject("remedy_values")))));
                    return list;
                });
    }

    private java.time.OffsetDateTime now() {
        return Times.at(clock.instant());
    }

    private static Imports.Import read(Row row) {
        Instant started = Times.instant(row, "started_at");
        return new Imports.Import(
                row.getUUID("id"),
                row.getString("kind"),
                row.getString("file_name"),
                row.getString("charset"),
                row.getString("state"),
                row.getString("problem"),
                row.getString("problem_code"),
                map(row.getJsonObject("problem_values")),
                row.getLong("rows_read"),
                row.getLong("rows_created"),
                row.getLong("rows_changed"),
                row.getLong("rows_same"),
                row.getLong("rows_bad"),
                row.getLong("bytes_total"),
                row.getLong("bytes_read"),
                row.getString("user_name"),
                started,
                Times.instantOrNull(row, "finished_at"));
    }
}
