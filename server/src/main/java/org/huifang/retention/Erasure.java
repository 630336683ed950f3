package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Times;
import org.huifang.recording.store.Lock;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Erases recordings under the purging role. Each in a transaction of its own that locks the row, looks again at retention and
 * holds (one that arrived meanwhile wins), takes the key, and writes the certificate to the ledger. Facts of the call stay.
 */
final class Erasure {
    /** One whose hold was lifted waits until the store knows. */
    private static final String NEXT = """
            SELECT i.*, p.org_id FROM purge p JOIN purge_item i ON i.purge_id = p.id
            WHERE p.state = 'RUNNING' AND i.state = 'LISTED' AND (i.retry_at IS NULL OR i.retry_at <= $1)
              AND NOT EXISTS (SELECT FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id
                              WHERE h.recording_id = i.recording_id AND l.state = 'LIFTED' AND NOT h.store_agrees)
            ORDER BY p.started_at, i.recording_id LIMIT 1
            """;

    private static final String LOCK = """
            SELECT i.*, p.org_id, s.requested_by, s.decided_by, s.id AS consent
            FROM purge p JOIN purge_item i ON i.purge_id = p.id
            JOIN second_person s ON s.subject_id = p.id AND s.kind = 'purge.execute' AND s.used_at IS NOT NULL
            WHERE p.state = 'RUNNING' AND i.state = 'LISTED' AND i.purge_id = $1 AND i.recording_id = $2 FOR UPDATE OF i
            """;
    private static final String NOW =
            "SELECT state, held, retain_until, key_id, sha256_stored, store, stored_as, store_version FROM recording"
                    + " WHERE claimed_at = $1 AND id = $2 FOR UPDATE";
    private static final String HELD = "SELECT 1 FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id"
            + " WHERE h.recording_id = $1 AND l.state IN ('PROPOSED', 'PLACED') LIMIT 1";
    private static final String NEXT_FILE = """
            SELECT i.*, p.org_id FROM purge p JOIN purge_item i ON i.purge_id = p.id
            WHERE p.state = 'RUNNING' AND i.state = 'ERASED' AND (i.retry_at IS NULL OR i.retry_at <= $1)
            ORDER BY p.started_at, i.recording_id LIMIT 1
            """;

    private final Audit audit;
    private final Clock clock;
    private final String node;
    private final Consumer<String> crashPoint;

    Erasure(Audit audit, Clock clock, String node, Consumer<String> crashPoint) {
        this.audit = audit;
        this.clock = clock;
        this.node = node;
        this.crashPoint = crashPoint;
    }

    /** A line of a purge's list, and where its file is. */
    record Line(UUID purge, UUID recording, UUID orgId, Stored stored) {}

    /** The next one whose key may go; null: there is none now. */
    Future<@Nullable Line> next(Pool role) {
        return line(role, NEXT);
    }

    /**
     * @param now the witnesses' time
     * @param lock what the store itself says of the file
     */
    Future<Void> erase(SqlConnection transaction, Line line, Instant now, Lock lock) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(line.purge(), line.recording()))
                .compose(items -> {
                    if (items.rowCount() == 0) {
                        return Future.succeededFuture(); // another server was at it
                    }
                    Row item = items.iterator().next();
                    return transaction
                            .preparedQuery(NOW)
                            .execute(Tuple.of(item.getOffsetDateTime("claimed_at"), item.getUUID("recording_id")))
                            .compose(rows -> {
                                crashPoint.accept("purge-locked");
                                Row row = rows.rowCount() == 0
                                        ? null
                                        : rows.iterator().next();
                                return transaction
                                        .preparedQuery(HELD)
                                        .execute(Tuple.of(item.getUUID("recording_id")))
                                        .compose(holds -> {
                                            String why = keptBecause(item, row, holds.rowCount() > 0, now, lock);
                                            return why == null
                                                    ? erase(transaction, item, now)
                                                    : spare(transaction, item, why);
                                        });
                            });
                });
    }

    /** Where our rows and the store disagree, whoever keeps is right: without its key the file would be of no use. */
    private static @Nullable String keptBecause(Row item, @Nullable Row now, boolean hold, Instant time, Lock lock) {
        if (now == null) {
            return "NOT_FOUND";
        }
        if (hold || now.getBoolean("held")) {
            return "HELD";
        }
        Instant until = Times.instantOrNull(now, "retain_until");
        if (until == null || until.isAfter(time)) {
            return "RETAINED";
        }
        if (lock.held()) {
            return "STORE_HOLDS";
        }
        if (lock.until() != null && lock.until().isAfter(time)) {
            return "STORE_RETAINS";
        }
        boolean same = item.getUUID("key_id").equals(now.getUUID("key_id"))
                && Arrays.equals(
                        item.getBuffer("sha256_stored").getBytes(),
                        now.getBuffer("sha256_stored").getBytes())
                && stored(item).equals(stored(now)); // else its file, moved since, would outlive its key
        return same ? null : "CHANGED";
    }

    private static Stored stored(Row row) {
        return new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version"));
    }

    private Future<Void> erase(SqlConnection transaction, Row item, Instant now) {
        var at = Times.at(clock.instant());
        UUID id = item.getUUID("recording_id");
        return transaction
                .preparedQuery("UPDATE purge SET witnessed_at = $2, problem = NULL WHERE id = $1")
                .execute(Tuple.of(item.getUUID("purge_id"), Times.at(now)))
                .compose(done -> transaction
                        .preparedQuery(
                                "UPDATE purge_item SET state = 'ERASED', erased_at = $3 WHERE purge_id = $1 AND recording_id = $2")
                        .execute(Tuple.of(item.getUUID("purge_id"), id, at)))
                .compose(done -> transaction
                        .preparedQuery(
                                "UPDATE recording SET state = 'PURGED', key_id = NULL, purged_at = $3 WHERE claimed_at = $1"
                                        + " AND id = $2")
                        .execute(Tuple.of(item.getOffsetDateTime("claimed_at"), id, at)))
                .compose(done -> transaction
                        .preparedQuery("DELETE FROM recording_key WHERE id = $1")
                        .execute(Tuple.of(item.getUUID("key_id"))))
                .compose(done -> audit.append(
                        transaction,
                        AuditEntry.byNode(
                                item.getUUID("org_id"),
                                node,
                                "purge.execute",
                                "recording",
                                id,
                                certificate(item, now))))
                .onSuccess(done -> crashPoint.accept("purge-certified"));
    }

    private static JsonObject certificate(Row item, Instant now) {
        var hex = HexFormat.of();
        return new JsonObject()
                .put("purge", item.getUUID("purge_id").toString())
                .put("proposedBy", item.getUUID("requested_by").toString())
                .put("approvedBy", item.getUUID("decided_by").toString())
                .put("consent", item.getUUID("consent").toString())
                .put("witness", now.toString())
                .put("retainUntil", Times.instant(item, "retain_until").toString())
                .put("key", item.getUUID("key_id").toString())
                .put("sizeBytes", item.getLong("size_bytes"))
                .put(
                        "sha256Stored",
                        hex.formatHex(item.getBuffer("sha256_stored").getBytes()))
                .put("sha256Sound", hex.formatHex(item.getBuffer("sha256_sound").getBytes()));
    }

    private Future<Void> spare(SqlConnection transaction, Row item, String why) {
        return transaction
                .preparedQuery(
                        "UPDATE purge_item SET state = 'SPARED', spared_why = $3 WHERE purge_id = $1 AND recording_id = $2")
                .execute(Tuple.of(item.getUUID("purge_id"), item.getUUID("recording_id"), why))
                .compose(done -> audit.append(
                        transaction,
                        AuditEntry.byNode(
                                item.getUUID("org_id"),
                                node,
                                "purge.spare",
                                "recording",
                                item.getUUID("recording_id"),
                                new JsonObject()
                                        .put("purge", item.getUUID("purge_id").toString())
                                        .put("why", why))));
    }

    /** The next one whose key is gone and whose file is not. */
    Future<@Nullable Line> nextFile(Pool role) {
        return line(role, NEXT_FILE);
    }

    private Future<@Nullable Line> line(Pool role, String which) {
        return role.preparedQuery(which)
                .execute(Tuple.of(Times.at(clock.instant())))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Line(
                            row.getUUID("purge_id"), row.getUUID("recording_id"), row.getUUID("org_id"), stored(row));
                });
    }

    /** What moves left in other places goes when their stores let it; how many there are is told. */
    Future<Void> fileGone(SqlConnection transaction, Line file) {
        return transaction
                .preparedQuery(
                        "UPDATE purge_item SET state = 'DONE', file_gone_at = $3, problem = NULL WHERE purge_id = $1"
                                + " AND recording_id = $2 AND state = 'ERASED'")
                .execute(Tuple.of(file.purge(), file.recording(), Times.at(clock.instant())))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.succeededFuture()
                        : copiesLeft(transaction, file)
                                .compose(left -> audit.append(
                                        transaction,
                                        AuditEntry.byNode(
                                                file.orgId(),
                                                node,
                                                "purge.file-gone",
                                                "recording",
                                                file.recording(),
                                                new JsonObject()
                                                        .put(
                                                                "purge",
                                                                file.purge().toString())
                                                        .put(
                                                                "store",
                                                                file.stored().store())
                                                        .put(
                                                                "name",
                                                                file.stored().name())
                                                        .put(
                                                                "version",
                                                                file.stored().version())
                                                        .put("unreadableCopiesLeft", left)))));
    }

    private static Future<Long> copiesLeft(SqlConnection transaction, Line file) {
        return transaction
                .preparedQuery("SELECT count(*) FROM recording_source WHERE recording_id = $1 AND deleted_at IS NULL")
                .execute(Tuple.of(file.recording()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** The file stays for now. */
    Future<Void> later(Pool role, Line line, String problem, Instant again) {
        return role.preparedQuery(
                        "UPDATE purge_item SET problem = $3, retry_at = $4 WHERE purge_id = $1 AND recording_id = $2")
                .execute(Tuple.of(line.purge(), line.recording(), problem, Times.at(again)))
                .mapEmpty();
    }

    /** All that is in a store which does not answer waits, and its purges say why. */
    Future<Void> storeAway(Pool role, String store, String problem, Instant again) {
        return role.preparedQuery("UPDATE purge_item i SET retry_at = $2 FROM purge p WHERE p.id = i.purge_id"
                        + " AND p.state = 'RUNNING' AND i.state IN ('LISTED', 'ERASED') AND i.store = $1"
                        + " AND (i.retry_at IS NULL OR i.retry_at < $2)")
                .execute(Tuple.of(store, Times.at(again)))
                .compose(
                        put -> role.preparedQuery("UPDATE purge p SET problem = $2 WHERE p.state = 'RUNNING' AND EXISTS"
                                        + " (SELECT FROM purge_item i WHERE i.purge_id = p.id AND i.state IN ('LISTED', 'ERASED')"
                                        + " AND i.store = $1)")
                                .execute(Tuple.of(store, problem)))
                .mapEmpty();
    }

    /** Closes purges of which nothing is left to do. */
    Future<Void> finish(Pool role) {
        return role.preparedQuery(
                        "UPDATE purge p SET state = 'DONE', finished_at = $1, problem = NULL WHERE p.state = 'RUNNING'"
                                + " AND NOT EXISTS (SELECT FROM purge_item i WHERE i.purge_id = p.id AND i.state IN ('LISTED', 'ERASED'))")
                .execute(Tuple.of(Times.at(clock.instant())))
                .mapEmpty();
    }
}
