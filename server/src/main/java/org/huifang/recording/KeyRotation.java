package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the newest rotation: uses its master key for new recordings and wraps the keys of all others anew, batch by batch,
 * each in one transaction. No file is touched. May be killed at any instant: a batch is done or it is not, and what is wrapped
 * by another key is found by its index.
 */
final class KeyRotation {
    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
    private static final int BATCH = 200;

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final RecordingNode node;
    private final MasterKeys masters;
    private final Consumer<String> crashPoint;
    private volatile boolean stopped;

    KeyRotation(
            Database database,
            Audit audit,
            Clock clock,
            RecordingNode node,
            MasterKeys masters,
            Consumer<String> crashPoint) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
        this.masters = masters;
        this.crashPoint = crashPoint;
    }

    private record Rotation(UUID id, String toMaster, boolean ended) {}

    /** Says which keys this server can read, takes the one in use, and wraps anew what is not wrapped by it. */
    void run() {
        try {
            masters.lookForMore();
            OnWorker.await(tellKeys());
            Rotation rotation = OnWorker.await(newest());
            if (rotation == null) {
                return;
            }
            if (!masters.use(rotation.toMaster())) {
                throw new IOException("master key " + rotation.toMaster()
                        + " is in use, but not in keys.folder of this server: copy its file there");
            }
            for (String other : masters.ids()) {
                if (!other.equals(rotation.toMaster())) {
                    wrapAnew(rotation, other);
                }
            }
            if (!rotation.ended() && !stopped) {
                OnWorker.await(end(rotation));
            }
        } catch (IOException | RuntimeException e) {
            log.warn("master keys are not rotated now cause={}", e.toString());
        }
    }

    void stop() {
        stopped = true;
    }

    private void wrapAnew(Rotation rotation, String other) throws IOException {
        int done;
        do {
            done = OnWorker.await(database.transaction(transaction -> batch(transaction, rotation, other)));
            crashPoint.accept("rotate-batch");
        } while (done > 0 && !stopped);
    }

    private Future<Integer> batch(SqlConnection transaction, Rotation rotation, String other) {
        return transaction
                .preparedQuery("SELECT id, wrapped FROM recording_key WHERE master_id = $1 ORDER BY id LIMIT " + BATCH
                        + " FOR UPDATE SKIP LOCKED")
                .execute(Tuple.of(other))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.succeededFuture(0);
                    }
                    MasterKey to = masters.current();
                    List<UUID> ids = new ArrayList<>();
                    List<Buffer> wrapped = new ArrayList<>();
                    try {
                        for (Row row : rows) {
                            UUID id = row.getUUID("id");
                            ids.add(id);
                            wrapped.add(Buffer.buffer(to.wrap(
                                    id,
                                    masters.unwrap(id, row.getBuffer("wrapped").getBytes(), other))));
                        }
                    } catch (DamagedRecordingException e) {
                        return Future.failedFuture(e);
                    }
                    return transaction
                            .preparedQuery("UPDATE recording_key k SET wrapped = d.wrapped, master_id = $3"
                                    + " FROM unnest($1::uuid[], $2::bytea[]) AS d (id, wrapped) WHERE k.id = d.id")
                            .execute(Tuple.tuple()
                                    .addArrayOfUUID(ids.toArray(UUID[]::new))
                                    .addArrayOfBuffer(wrapped.toArray(Buffer[]::new))
                                    .addString(to.id()))
                            .compose(updated -> transaction
                                    .preparedQuery("UPDATE key_rotation SET rewrapped = rewrapped + $2 WHERE id = $1")
                                    .execute(Tuple.of(rotation.id(), (long) ids.size())))
                            .map(ids.size());
                });
    }

    /** A server that has not seen the rotation yet may wrap one more by the old key: the next run takes that up too. */
    private Future<Void> end(Rotation rotation) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE key_rotation SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"
                                + " AND NOT EXISTS (SELECT FROM recording_key WHERE master_id < $3 LIMIT 1)"
                                + " AND NOT EXISTS (SELECT FROM recording_key WHERE master_id > $3 LIMIT 1) RETURNING rewrapped")
                .execute(Tuple.of(rotation.id(), Times.at(clock.instant()), rotation.toMaster()))
                .compose(ended -> ended.rowCount() == 0
                        ? Future.succeededFuture()
                        : audit.append(
                                transaction,
                                AuditEntry.byNode(
                                        null,
                                        node.name(),
                                        "key.rotated",
                                        "key_rotation",
                                        rotation.id(),
                                        new JsonObject()
                                                .put("toMaster", rotation.toMaster())
                                                .put(
                                                        "rewrapped",
                                                        ended.iterator().next().getLong(0))))));
    }

    private Future<@Nullable Rotation> newest() {
        return database.pool()
                .query("SELECT id, to_master, ended_at IS NOT NULL AS ended FROM key_rotation"
                        + " ORDER BY asked_at DESC, id DESC LIMIT 1")
                .execute()
                .map(rows -> {
                    for (Row row : rows) {
                        return new Rotation(row.getUUID("id"), row.getString("to_master"), row.getBoolean("ended"));
                    }
                    return null;
                });
    }

    private Future<Void> tellKeys() {
        String[] ids = masters.ids().toArray(String[]::new);
        return database.pool()
                .preparedQuery("DELETE FROM node_master_key WHERE node_id = $1 AND master_id <> ALL($2)")
                .execute(Tuple.tuple().addUUID(node.id()).addArrayOfString(ids))
                .compose(gone -> database.pool()
                        .preparedQuery("INSERT INTO node_master_key (node_id, master_id, seen_at)"
                                + " SELECT $1, unnest($2::text[]), $3 ON CONFLICT DO NOTHING")
                        .execute(Tuple.tuple()
                                .addUUID(node.id())
                                .addArrayOfString(ids)
                                .addOffsetDateTime(Times.at(clock.instant()))))
                .mapEmpty();
    }
}
