package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.MonthBounds;
import org.huifang.db.Times;
import org.huifang.recording.store.Stored;

/** The rows of moves, of this node's share in them, and of what they leave behind. */
final class MoveRows {
    private static final UUID LEAST = new UUID(0, 0);
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Duration ASK_AGAIN = Duration.ofDays(1);

    /** Only while everything is as it was when the copy was made: a hold or a longer retention in between is noticed. */
    private static final MonthBounds SWITCH = new MonthBounds("""
            UPDATE recording SET store = $3, stored_as = $4, store_version = $5
            WHERE claimed_at = $1 AND id = $2 AND {month claimed_at} AND store = $6 AND stored_as = $7
              AND store_version IS NOT DISTINCT FROM $8 AND retain_until = $9 AND held = $10
              AND state IN ('SEALED', 'PARTIAL')
            """);

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final RecordingNode node;

    MoveRows(Database database, Audit audit, Clock clock, RecordingNode node) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
    }

    /** A move that runs, and the last of this node's recordings that was looked at. */
    record Share(
            UUID move, UUID orgId, String from, String to, Instant sealedBefore, Instant claimedAt, UUID recordingId) {}

    /**
     * What a move left where a recording was.
     *
     * @param held the recording is under a legal hold now, wherever it is
     */
    record Source(UUID id, UUID recordingId, Stored stored, boolean held) {}

    /** Moves in which this node is not at the end; its share begins with the first look. */
    Future<List<Share>> running() {
        return database.pool()
                .preparedQuery("INSERT INTO recording_move_node (move_id, node_id, claimed_at, recording_id)"
                        + " SELECT m.id, $1, $2, $3 FROM recording_move m WHERE m.state = 'RUNNING'"
                        + " ON CONFLICT DO NOTHING")
                .execute(Tuple.of(node.id(), Times.at(EARLIEST), LEAST))
                .compose(made -> database.pool()
                        .preparedQuery("SELECT m.*, n.claimed_at, n.recording_id FROM recording_move m"
                                + " JOIN recording_move_node n ON n.move_id = m.id AND n.node_id = $1"
                                + " WHERE m.state = 'RUNNING' AND n.ended_at IS NULL ORDER BY m.asked_at")
                        .execute(Tuple.of(node.id())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Share(
                                row.getUUID("id"),
                                row.getUUID("org_id"),
                                row.getString("from_store"),
                                row.getString("to_store"),
                                Times.instant(row, "sealed_before"),
                                Times.instant(row, "claimed_at"),
                                row.getUUID("recording_id")))
                        .collect(Collectors.toUnmodifiableList()));
    }

    Future<Boolean> runs(UUID move) {
        return database.pool()
                .preparedQuery("SELECT 1 FROM recording_move WHERE id = $1 AND state = 'RUNNING'")
                .execute(Tuple.of(move))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The next of this node's recordings behind the share's place. */
    Future<List<MovingRecording>> next(Share share, int limit) {
        return database.pool()
                .preparedQuery("SELECT * FROM recording WHERE node_id = $1 AND org_id = $2 AND store = $3"
                        + " AND state IN ('SEALED', 'PARTIAL') AND sealed_at < $4 AND (claimed_at, id) > ($5, $6)"
                        + " ORDER BY claimed_at, id LIMIT $7")
                .execute(Tuple.of(
                        node.id(),
                        share.orgId(),
                        share.from(),
                        Times.at(share.sealedBefore()),
                        Times.at(share.claimedAt()),
                        share.recordingId(),
                        limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(MoveRows::recording)
                        .collect(Collectors.toUnmodifiableList()));
    }

    /** The recording as it is now; empty when it is no sealed one any more. */
    Future<Optional<MovingRecording>> now(MovingRecording known) {
        return database.pool()
                .preparedQuery("SELECT * FROM recording WHERE claimed_at = $1 AND id = $2"
                        + " AND state IN ('SEALED', 'PARTIAL')")
                .execute(Tuple.of(Times.at(known.claimedAt()), known.id()))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(recording(rows.iterator().next())));
    }

    /**
     * Commits that the recording is at its new place, with its audit entry, the share's progress and what is left to delete.
     *
     * @return false when it changed since it was read: nothing was written
     */
    Future<Boolean> switched(Share share, MovingRecording from, Stored to) {
        return database.transaction(transaction -> transaction
                .preparedQuery(SWITCH.of(from.claimedAt()))
                .execute(Tuple.tuple()
                        .addOffsetDateTime(Times.at(from.claimedAt()))
                        .addUUID(from.id())
                        .addString(to.store())
                        .addString(to.name())
                        .addString(to.version())
                        .addString(from.stored().store())
                        .addString(from.stored().name())
                        .addString(from.stored().version())
                        .addOffsetDateTime(Times.at(from.retainUntil()))
                        .addBoolean(from.held()))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.succeededFuture(false)
                        : leave(transaction, from)
                                .compose(left -> audit.append(transaction, moved(share, from, to)))
                                .compose(noted -> progress(transaction, share, from, 1, 0))
                                .map(true)));
    }

    private Future<?> leave(SqlConnection transaction, MovingRecording from) {
        var now = Times.at(clock.instant());
        return transaction
                .preparedQuery("INSERT INTO recording_source (id, node_id, recording_id, store, name, version, left_at,"
                        + " delete_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)")
                .execute(
                        Tuple.of(Ids.next(), node.id(), from.id(), from.stored().store())
                                .addString(from.stored().name())
                                .addString(from.stored().version())
                                .addOffsetDateTime(now));
    }

    private AuditEntry moved(Share share, MovingRecording from, Stored to) {
        return AuditEntry.byNode(
                from.orgId(),
                node.name(),
                "recording.move",
                "recording",
                from.id(),
                new JsonObject()
                        .put("move", share.move().toString())
                        .put("from", from.stored().store())
                        .put("fromVersion", from.stored().version())
                        .put("to", to.store())
                        .put("toVersion", to.version())
                        .put("sha256Stored", HexFormat.of().formatHex(from.sha256Stored())));
    }

    private Future<Void> progress(SqlConnection transaction, Share share, MovingRecording seen, int moved, int failed) {
        return transaction
                .preparedQuery(
                        "UPDATE recording_move_node SET claimed_at = $3, recording_id = $4, moved = moved + $5,"
                                + " bytes = bytes + $6, failed = failed + $7, problem = NULL WHERE move_id = $1 AND node_id = $2")
                .execute(Tuple.of(
                        share.move(),
                        node.id(),
                        Times.at(seen.claimedAt()),
                        seen.id(),
                        moved,
                        moved == 0 ? 0L : seen.sizeBytes(),
                        failed))
                .mapEmpty();
    }

    /** Goes past one that cannot be moved, or that needs no moving any more. */
    Future<Void> passed(Share share, MovingRecording seen, boolean damaged) {
        return database.transaction(transaction -> progress(transaction, share, seen, 0, damaged ? 1 : 0));
    }

    Future<Void> standsStill(Share share, String problem) {
        return database.pool()
                .preparedQuery("UPDATE recording_move_node SET problem = $3 WHERE move_id = $1 AND node_id = $2")
                .execute(Tuple.of(share.move(), node.id(), problem))
                .mapEmpty();
    }

    /** This node is through; the move is done when every server that lives is. */
    Future<Void> ended(Share share) {
        var now = Times.at(clock.instant());
        return database.transaction(transaction -> transaction
                .preparedQuery("UPDATE recording_move_node SET ended_at = $3, problem = NULL"
                        + " WHERE move_id = $1 AND node_id = $2")
                .execute(Tuple.of(share.move(), node.id(), now))
                .compose(done -> transaction
                        .preparedQuery("UPDATE recording_move m SET state = 'DONE', ended_at = $2 WHERE m.id = $1"
                                + " AND m.state = 'RUNNING' AND NOT EXISTS (SELECT FROM node n WHERE n.lease_until > $2"
                                + " AND NOT EXISTS (SELECT FROM recording_move_node s WHERE s.move_id = m.id"
                                + " AND s.node_id = n.id AND s.ended_at IS NOT NULL))"
                                + " AND NOT EXISTS (SELECT FROM recording_move_node s JOIN node n ON n.id = s.node_id"
                                + " WHERE s.move_id = m.id AND s.ended_at IS NULL AND n.lease_until > $2)")
                        .execute(Tuple.of(share.move(), now)))
                .mapEmpty());
    }

    /** What is left to delete now; never a place to which the recording has come back. */
    Future<List<Source>> sources(int limit) {
        return database.pool()
                .preparedQuery(
                        "SELECT s.*, EXISTS (SELECT FROM recording h WHERE h.id = s.recording_id AND h.held) AS held"
                                + " FROM recording_source s WHERE s.node_id = $1 AND s.deleted_at IS NULL"
                                + " AND s.delete_after <= $2 AND NOT EXISTS (SELECT FROM recording r WHERE r.id = s.recording_id"
                                + " AND r.store = s.store AND r.stored_as = s.name"
                                + " AND r.store_version IS NOT DISTINCT FROM s.version) ORDER BY s.delete_after LIMIT $3")
                .execute(Tuple.of(node.id(), Times.at(clock.instant()), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Source(
                                row.getUUID("id"),
                                row.getUUID("recording_id"),
                                new Stored(row.getString("store"), row.getString("name"), row.getString("version")),
                                row.getBoolean("held")))
                        .collect(Collectors.toUnmodifiableList()));
    }

    Future<Void> deleted(Source source) {
        return database.pool()
                .preparedQuery("UPDATE recording_source SET deleted_at = $2, problem = NULL WHERE id = $1")
                .execute(Tuple.of(source.id(), Times.at(clock.instant())))
                .mapEmpty();
    }

    /** The store refuses; asked again when the recording's retention has ended, at the earliest in a day. */
    Future<Void> refused(Source source, String problem) {
        return database.pool()
                .preparedQuery("UPDATE recording_source s SET problem = $2, delete_after = greatest($3::timestamptz,"
                        + " (SELECT r.retain_until FROM recording r WHERE r.id = s.recording_id)) WHERE s.id = $1")
                .execute(Tuple.of(source.id(), problem, Times.at(clock.instant().plus(ASK_AGAIN))))
                .mapEmpty();
    }

    private static MovingRecording recording(Row row) {
        return new MovingRecording(
                row.getUUID("id"),
                Times.instant(row, "claimed_at"),
                Times.instant(row, "started_at"),
                row.getUUID("org_id"),
                row.getUUID("key_id"),
                new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version")),
                row.getLong("size_bytes"),
                row.getBuffer("sha256_stored").getBytes(),
                Times.instant(row, "retain_until"),
                row.getBoolean("held"));
    }
}
