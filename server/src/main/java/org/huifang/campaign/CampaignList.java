package org.huifang.campaign;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Reads campaigns and the versions of their rules. */
public final class CampaignList {
    private static final String COLUMNS = "c.id, c.code, c.name, c.state, c.demo, t.name AS trunk, c.current_version,"
            + " c.created_at, (SELECT count(*) FROM callback b WHERE b.campaign_id = c.id AND b.state = 'WAITING') AS waiting"
            + " FROM campaign c JOIN trunk t ON t.id = c.trunk_id WHERE c.org_id = $1";

    private final Database database;

    public CampaignList(Database database) {
        this.database = database;
    }

    public record Summary(
            UUID id,
            String code,
            String name,
            String state,
            boolean demo,
            String trunk,
            int version,
            long waiting,
            Instant createdAt) {}

    public record Version(
            int version, String reason, @Nullable String author, Instant publishedAt, JsonObject rules) {}

    /** @param rules the version in force */
    public record Detail(
            UUID id,
            String code,
            String name,
            String state,
            boolean demo,
            String trunk,
            int version,
            long waiting,
            Instant createdAt,
            JsonObject rules,
            List<Version> versions) {}

    public Future<List<Summary>> all(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT " + COLUMNS + " ORDER BY c.code")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var list = new ArrayList<Summary>();
                    rows.forEach(row -> list.add(summary(row)));
                    return list;
                });
    }

    public Future<Detail> get(UUID orgId, UUID id) {
        return database.pool()
                .preparedQuery("SELECT " + COLUMNS + " AND c.id = $2")
                .execute(Tuple.of(orgId, id))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Summary summary = summary(found.next());
                    return versions(id).map(versions -> detail(summary, versions));
                });
    }

    private Future<List<Version>> versions(UUID id) {
        return database.pool()
                .preparedQuery(
                        "SELECT r.*, u.display_name AS author FROM campaign_rules r"
                                + " LEFT JOIN app_user u ON u.id = r.author_id WHERE r.campaign_id = $1 ORDER BY r.version DESC")
                .execute(Tuple.of(id))
                .map(rows -> {
                    var list = new ArrayList<Version>();
                    for (Row row : rows) {
                        list.add(new Version(
                                row.getInteger("version"),
                                row.getString("reason"),
                                row.getString("author"),
                                Times.instant(row, "published_at"),
                                withPresets(row.getJsonObject("rules"))));
                    }
                    return list;
                });
    }

    private static Detail detail(Summary summary, List<Version> versions) {
        JsonObject current = versions.stream()
                .filter(version -> version.version() == summary.version())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("campaign " + summary.id() + " lacks its current rules"))
                .rules();
        return new Detail(
                summary.id(),
                summary.code(),
                summary.name(),
                summary.state(),
                summary.demo(),
                summary.trunk(),
                summary.version(),
                summary.waiting(),
                summary.createdAt(),
                current,
                versions);
    }

    private static Summary summary(Row row) {
        return new Summary(
                row.getUUID("id"),
                row.getString("code"),
                row.getString("name"),
                row.getString("state"),
                row.getBoolean("demo"),
                row.getString("trunk"),
                row.getInteger("current_version"),
                row.getLong("waiting"),
                Times.instant(row, "created_at"));
    }

    /** A version may be older than a rule: what it leaves out holds at its preset, and is shown so. */
    private static JsonObject withPresets(JsonObject stored) {
        return new JsonObject(RulesJson.write(CampaignRules.presets())).mergeIn(stored, false);
    }
}
