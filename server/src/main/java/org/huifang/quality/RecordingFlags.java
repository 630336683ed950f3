package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * Recordings that somebody marked for attention, with the reason, and who took the mark off again and why. Whoever calls has
 * looked whether this person may hear the recording. {@code recording.flagged}, which searches use, follows in the same
 * transaction.
 */
public final class RecordingFlags {
    private static final String LIST = """
            SELECT f.*, s.display_name AS setter, t.display_name AS taker FROM recording_flag f
            JOIN app_user s ON s.id = f.set_by LEFT JOIN app_user t ON t.id = f.taken_by
            WHERE f.recording_id = $1 ORDER BY f.set_at DESC, f.id DESC LIMIT 100
            """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    RecordingFlags(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param takenAt null: it is marked now */
    public record Flag(
            UUID id,
            String reason,
            String setBy,
            Instant setAt,
            @Nullable String takenBy,
            @Nullable Instant takenAt,
            @Nullable String takeReason) {}

    /** The newest first. */
    public Future<List<Flag>> list(UUID recordingId) {
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(recordingId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RecordingFlags::flag)
                        .toList());
    }

    public Future<UUID> mark(SignedIn who, UUID recordingId, String reason) {
        UUID id = Ids.next();
        return database.transaction(transaction -> switched(transaction, recordingId, true)
                .compose(orgId -> transaction
                        .preparedQuery("INSERT INTO recording_flag (id, org_id, recording_id, reason, set_by, set_at)"
                                + " VALUES ($1, $2, $3, $4, $5, $6)")
                        .execute(Tuple.of(id, orgId, recordingId, reason, who.userId(), Times.at(clock.instant())))
                        .compose(made -> note(transaction, orgId, who, "recording.flag", recordingId, id, reason)))
                .map(id));
    }

    public Future<Void> takeOff(SignedIn who, UUID recordingId, String reason) {
        return database.transaction(transaction -> switched(transaction, recordingId, false)
                .compose(orgId -> transaction
                        .preparedQuery("UPDATE recording_flag SET taken_by = $2, taken_at = $3, take_reason = $4"
                                + " WHERE recording_id = $1 AND taken_at IS NULL RETURNING id")
                        .execute(Tuple.of(recordingId, who.userId(), Times.at(clock.instant()), reason))
                        .compose(rows -> note(
                                transaction,
                                orgId,
                                who,
                                "recording.unflag",
                                recordingId,
                                rows.rowCount() == 0
                                        ? null
                                        : rows.iterator().next().getUUID(0),
                                reason))));
    }

    /** @return the unit whose recording it is */
    private static Future<UUID> switched(SqlConnection transaction, UUID recordingId, boolean flagged) {
        return transaction
                .preparedQuery("UPDATE recording SET flagged = $2 WHERE id = $1 AND flagged <> $2 RETURNING org_id")
                .execute(Tuple.of(recordingId, flagged))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict(
                                "attemptId",
                                recordingId,
                                flagged ? Remedy.FLAGGED_ALREADY.with() : Remedy.NOT_FLAGGED.with()))
                        : Future.succeededFuture(rows.iterator().next().getUUID(0)));
    }

    private Future<Void> note(
            SqlConnection transaction,
            UUID orgId,
            SignedIn who,
            String action,
            UUID recordingId,
            @Nullable UUID flag,
            String reason) {
        var detail = new JsonObject().put("reason", reason);
        if (flag != null) {
            detail.put("flag", flag.toString());
        }
        return audit.append(
                transaction, AuditEntry.byUser(orgId, who.userId(), action, "recording", recordingId, detail));
    }

    private static Flag flag(Row row) {
        return new Flag(
                row.getUUID("id"),
                row.getString("reason"),
                row.getString("setter"),
                Times.instant(row, "set_at"),
                row.getString("taker"),
                Times.instantOrNull(row, "taken_at"),
                row.getString("take_reason"));
    }
}
