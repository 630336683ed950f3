package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Scorecards in immutable versions: what a call was scored by stays readable as it was (as R53 asks of questionnaires). */
public final class Scorecards {
    private static final String VERSIONS = """
            SELECT v.*, s.current_version, s.retired_at, u.display_name AS author FROM scorecard s
            JOIN scorecard_version v ON v.scorecard_id = s.id JOIN app_user u ON u.id = v.author_id
            WHERE s.org_id = $1 AND %s ORDER BY s.created_at, s.id, v.version DESC
            """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    Scorecards(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param retiredAt null: it can be used
     * @param reason why this version was published
     */
    public record Published(
            UUID id,
            int version,
            boolean current,
            String nameZh,
            String nameEn,
            List<Scorecard.Item> items,
            String reason,
            String author,
            Instant publishedAt,
            @Nullable Instant retiredAt) {}

    /** The current version of each, retired ones too. */
    public Future<List<Published>> list(UUID orgId) {
        return published(VERSIONS.formatted("v.version = s.current_version"), Tuple.of(orgId));
    }

    /** All versions of one, the newest first; fails with a {@link Refusal} where there is none. */
    public Future<List<Published>> versions(UUID orgId, UUID id) {
        return published(VERSIONS.formatted("s.id = $2"), Tuple.of(orgId, id))
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : Future.succeededFuture(found));
    }

    private Future<List<Published>> published(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).compose(rows -> {
            var found = new ArrayList<Row>();
            rows.forEach(found::add);
            UUID[] ids = found.stream().map(row -> row.getUUID("scorecard_id")).toArray(UUID[]::new);
            return items(database.pool(), ids)
                    .map(items ->
                            found.stream().map(row -> published(row, items)).toList());
        });
    }

    private record VersionKey(UUID id, int version) {}

    private static Future<Map<VersionKey, List<Scorecard.Item>>> items(SqlClient client, UUID[] ids) {
        return client.preparedQuery("SELECT * FROM scorecard_item WHERE scorecard_id = ANY ($1)"
                        + " ORDER BY scorecard_id, version, position")
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .map(rows -> {
                    var items = new LinkedHashMap<VersionKey, List<Scorecard.Item>>();
                    for (Row row : rows) {
                        items.computeIfAbsent(
                                        new VersionKey(row.getUUID("scorecard_id"), row.getInteger("version")),
                                        key -> new ArrayList<>())
                                .add(item(row));
                    }
                    return items;
                });
    }

    private static Scorecard.Item item(Row row) {
        String cause = row.getString("cause");
        return new Scorecard.Item(
                row.getString("code"),
                row.getString("text_zh"),
                row.getString("text_en"),
                row.getInteger("weight"),
                row.getBoolean("fatal"),
                cause == null ? null : Scorecard.Cause.valueOf(cause));
    }

    private static Published published(Row row, Map<VersionKey, List<Scorecard.Item>> items) {
        UUID id = row.getUUID("scorecard_id");
        int version = row.getInteger("version");
        return new Published(
                id,
                version,
                version == row.getInteger("current_version"),
                row.getString("name_zh"),
                row.getString("name_en"),
                items.getOrDefault(new VersionKey(id, version), List.of()),
                row.getString("reason"),
                row.getString("author"),
                Times.instant(row, "published_at"),
                Times.instantOrNull(row, "retired_at"));
    }

    /** The current version, to begin something with; fails with a {@link Refusal} where it is retired or there is none. */
    Future<Scorecard> current(SqlConnection connection, UUID orgId, UUID id) {
        return connection
                .preparedQuery("SELECT current_version, retired_at FROM scorecard WHERE id = $1 AND org_id = $2")
                .execute(Tuple.of(id, orgId))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.invalid("scorecardId", id, Remedy.NOT_FOUND.with()));
                    }
                    Row row = rows.iterator().next();
                    return row.getValue("retired_at") == null
                            ? version(connection, orgId, id, row.getInteger("current_version"))
                            : Future.failedFuture(Refusal.conflict("scorecardId", id, Remedy.SCORECARD_RETIRED.with()));
                });
    }

    Future<Scorecard> version(SqlClient client, UUID orgId, UUID id, int version) {
        return client.preparedQuery("SELECT v.name_zh, v.name_en, i.* FROM scorecard_version v"
                        + " JOIN scorecard_item i ON i.scorecard_id = v.scorecard_id AND i.version = v.version"
                        + " WHERE v.scorecard_id = $1 AND v.version = $2 AND v.org_id = $3 ORDER BY i.position")
                .execute(Tuple.of(id, version, orgId))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.invalid("version", version, Remedy.NOT_FOUND.with()));
                    }
                    var items = new ArrayList<Scorecard.Item>();
                    rows.forEach(row -> items.add(item(row)));
                    Row first = rows.iterator().next();
                    return Future.succeededFuture(new Scorecard(
                            id, version, first.getString("name_zh"), first.getString("name_en"), List.copyOf(items)));
                });
    }

    /** A new scorecard, as version 1. */
    public Future<UUID> make(SignedIn who, Scorecard.Draft draft, String reason) {
        draft.check();
        UUID id = Ids.next();
        return database.transaction(connection -> connection
                .preparedQuery("INSERT INTO scorecard (id, org_id, current_version, created_at) VALUES ($1, $2, 1, $3)")
                .execute(Tuple.of(id, who.orgId(), Times.at(clock.instant())))
                .compose(made -> publish(connection, who, id, 1, draft, reason))
                .map(id));
    }

    /**
     * The next version.
     *
     * @param basedOn the version that the author saw; refused when another was published meanwhile
     */
    public Future<Integer> publish(SignedIn who, UUID id, int basedOn, Scorecard.Draft draft, String reason) {
        draft.check();
        return database.transaction(connection -> lock(connection, who, id).compose(row -> {
            int current = row.getInteger("current_version");
            if (row.getValue("retired_at") != null) {
                return Future.failedFuture(Refusal.conflict("id", id, Remedy.SCORECARD_RETIRED.with()));
            }
            if (current != basedOn) {
                return Future.failedFuture(Refusal.conflict("basedOn", basedOn, Remedy.NEWER_VERSION.with(current)));
            }
            return publish(connection, who, id, current + 1, draft, reason)
                    .compose(done -> connection
                            .preparedQuery("UPDATE scorecard SET current_version = $2 WHERE id = $1")
                            .execute(Tuple.of(id, current + 1)))
                    .map(current + 1);
        }));
    }

    private Future<Void> publish(
            SqlConnection connection, SignedIn who, UUID id, int version, Scorecard.Draft draft, String reason) {
        var rows = new ArrayList<Tuple>();
        for (Scorecard.Item item : draft.items()) {
            Scorecard.Cause cause = item.cause();
            rows.add(Tuple.of(id, version, (short) (rows.size() + 1), item.code(), item.textZh(), item.textEn())
                    .addShort((short) item.weight())
                    .addBoolean(item.fatal())
                    .addString(cause == null ? null : cause.name()));
        }
        return connection
                .preparedQuery("INSERT INTO scorecard_version (scorecard_id, version, org_id, name_zh, name_en, reason,"
                        + " author_id, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                .execute(Tuple.of(id, version, who.orgId(), draft.nameZh(), draft.nameEn(), reason)
                        .addUUID(who.userId())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(stored -> connection
                        .preparedQuery(
                                "INSERT INTO scorecard_item (scorecard_id, version, position, code, text_zh, text_en,"
                                        + " weight, fatal, cause) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                        .executeBatch(rows))
                .compose(stored -> note(
                        connection,
                        who,
                        id,
                        "scorecard.publish",
                        new JsonObject()
                                .put("version", version)
                                .put("items", draft.items().size())
                                .put("reason", reason)));
    }

    /** Nobody begins with it any more; what was scored by it stays. */
    public Future<Void> retire(SignedIn who, UUID id, String reason) {
        return database.transaction(connection -> lock(connection, who, id)
                .compose(row -> row.getValue("retired_at") == null
                        ? connection
                                .preparedQuery("UPDATE scorecard SET retired_at = $2, retired_by = $3 WHERE id = $1")
                                .execute(Tuple.of(id, Times.at(clock.instant()), who.userId()))
                        : Future.failedFuture(Refusal.conflict("id", id, Remedy.SCORECARD_RETIRED.with())))
                .compose(
                        done -> note(connection, who, id, "scorecard.retire", new JsonObject().put("reason", reason))));
    }

    private static Future<Row> lock(SqlConnection connection, SignedIn who, UUID id) {
        return connection
                .preparedQuery("SELECT * FROM scorecard WHERE id = $1 AND org_id = $2 FOR UPDATE")
                .execute(Tuple.of(id, who.orgId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : Future.succeededFuture(rows.iterator().next()));
    }

    private Future<Void> note(SqlConnection connection, SignedIn who, UUID id, String action, JsonObject detail) {
        return audit.append(connection, AuditEntry.byUser(who.orgId(), who.userId(), action, "scorecard", id, detail));
    }
}
