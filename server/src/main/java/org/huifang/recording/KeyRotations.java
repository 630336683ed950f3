package org.huifang.recording;

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

/** Master keys as an admin sees them: which there are, which one is in use, and taking another one into use. */
public final class KeyRotations {
    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final MasterKeys masters;

    KeyRotations(Database database, Audit audit, Clock clock, MasterKeys masters) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.masters = masters;
    }

    /**
     * @param id fingerprint; says nothing else about the key
     * @param readBy names of the servers that can read it
     * @param inUse wraps the keys of new recordings
     * @param wrapsKeys are keys of recordings still wrapped by it?
     */
    public record Key(String id, List<String> readBy, boolean inUse, boolean wrapsKeys) {}

    /** @param endedAt null: under way */
    public record Rotation(
            UUID id,
            String toMaster,
            String reason,
            String askedBy,
            Instant askedAt,
            long rewrapped,
            @Nullable Instant endedAt) {}

    public record State(List<Key> keys, List<Rotation> rotations) {}

    public Future<State> state() {
        return rotations().compose(rotations -> keys().map(keys -> new State(keys, rotations)));
    }

    private Future<List<Key>> keys() {
        return database.pool()
                .preparedQuery("SELECT k.master_id, array_agg(n.name ORDER BY n.name) AS names,"
                        + " EXISTS (SELECT FROM recording_key r WHERE r.master_id = k.master_id) AS wraps,"
                        + " k.master_id = coalesce((SELECT r.to_master FROM key_rotation r"
                        + " ORDER BY r.asked_at DESC, r.id DESC LIMIT 1), $1) AS in_use FROM node_master_key k"
                        + " JOIN node n ON n.id = k.node_id GROUP BY k.master_id ORDER BY k.master_id")
                .execute(Tuple.of(masters.current().id()))
                .map(rows -> {
                    List<Key> keys = new ArrayList<>();
                    for (Row row : rows) {
                        keys.add(new Key(
                                row.getString("master_id"),
                                List.of(row.getArrayOfStrings("names")),
                                row.getBoolean("in_use"),
                                row.getBoolean("wraps")));
                    }
                    return keys;
                });
    }

    private Future<List<Rotation>> rotations() {
        return database.pool()
                .query("SELECT r.*, u.display_name FROM key_rotation r JOIN app_user u ON u.id = r.asked_by"
                        + " ORDER BY r.asked_at DESC, r.id DESC LIMIT 20")
                .execute()
                .map(rows -> {
                    List<Rotation> rotations = new ArrayList<>();
                    for (Row row : rows) {
                        rotations.add(new Rotation(
                                row.getUUID("id"),
                                row.getString("to_master"),
                                row.getString("reason"),
                                row.getString("display_name"),
                                Times.instant(row, "asked_at"),
                                row.getLong("rewrapped"),
                                Times.instantOrNull(row, "ended_at")));
                    }
                    return rotations;
                });
    }

    /** Fails with a {@link Refusal} unless it is another key than that in use, and every server which lives can read it. */
    public Future<Void> possible(SqlConnection transaction, String toMaster) {
        return transaction
                .preparedQuery(
                        "SELECT EXISTS (SELECT FROM node_master_key WHERE master_id = $1) AS known,"
                                + " (SELECT string_agg(n.name, ', ' ORDER BY n.name) FROM node n WHERE n.lease_until > $2"
                                + " AND NOT EXISTS (SELECT FROM node_master_key k WHERE k.node_id = n.id"
                                + " AND k.master_id = $1)) AS lacking,"
                                + " $1 = coalesce((SELECT r.to_master FROM key_rotation r ORDER BY r.asked_at DESC,"
                                + " r.id DESC LIMIT 1), $3) AS in_use, EXISTS (SELECT FROM key_rotation WHERE ended_at IS NULL) AS runs")
                .execute(Tuple.of(
                        toMaster, Times.at(clock.instant()), masters.current().id()))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    String lacking = row.getString("lacking");
                    if (!row.getBoolean("known")) {
                        return Future.failedFuture(Refusal.notFound("toMaster", toMaster));
                    }
                    if (row.getBoolean("runs")) {
                        return Future.failedFuture(Refusal.conflict("toMaster", toMaster, Remedy.ROTATION_RUNS.with()));
                    }
                    if (row.getBoolean("in_use")) {
                        return Future.failedFuture(Refusal.conflict("toMaster", toMaster, Remedy.KEY_IN_USE.with()));
                    }
                    return lacking == null
                            ? Future.succeededFuture()
                            : Future.failedFuture(
                                    Refusal.conflict("toMaster", toMaster, Remedy.KEY_LACKING.with(lacking)));
                });
    }

    /**
     * Takes a master key into use, and has all keys wrapped by it.
     *
     * @param askedBy who wanted it, @param approvedBy who agreed
     * @return the rotation's id
     */
    public Future<UUID> begin(
            SqlConnection transaction, UUID org, UUID askedBy, UUID approvedBy, String toMaster, String reason) {
        UUID id = Ids.next();
        return possible(transaction, toMaster)
                .compose(possible -> transaction
                        .preparedQuery("INSERT INTO key_rotation (id, to_master, reason, asked_by, asked_at)"
                                + " VALUES ($1, $2, $3, $4, $5)")
                        .execute(Tuple.of(id, toMaster, reason, askedBy, Times.at(clock.instant()))))
                .compose(made -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                org,
                                approvedBy,
                                "key.rotate",
                                "key_rotation",
                                id,
                                new JsonObject()
                                        .put("toMaster", toMaster)
                                        .put("askedBy", askedBy.toString())
                                        .put("reason", reason))))
                .map(id)
                .recover(e -> Future.failedFuture(
                        e instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState())
                                ? Refusal.conflict("toMaster", toMaster, Remedy.ROTATION_RUNS.with())
                                : e));
    }
}
