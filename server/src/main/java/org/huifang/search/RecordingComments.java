package org.huifang.search;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
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
import org.huifang.db.MonthOfId;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/** Remarks pinned to a moment of the sound. Whoever calls has looked whether this person may hear the recording. */
public final class RecordingComments {
    private static final MonthOfId LENGTH =
            new MonthOfId("SELECT r.org_id, r.duration_ms FROM recording r WHERE r.id = $1 AND {month r.claimed_at}");

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    RecordingComments(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param atMs from the beginning of the sound */
    public record Comment(UUID id, long atMs, String text, UUID authorId, String author, Instant createdAt) {}

    /** In the order of the sound. */
    public Future<List<Comment>> list(UUID recordingId) {
        return database.pool()
                .preparedQuery("SELECT c.id, c.at_ms, c.body, c.author_id, u.display_name, c.created_at"
                        + " FROM recording_comment c JOIN app_user u ON u.id = c.author_id"
                        + " WHERE c.recording_id = $1 AND c.removed_at IS NULL ORDER BY c.at_ms, c.id")
                .execute(Tuple.of(recordingId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Comment(
                                row.getUUID(0),
                                row.getLong(1),
                                row.getString(2),
                                row.getUUID(3),
                                row.getString(4),
                                Times.instant(row, "created_at")))
                        .toList());
    }

    public Future<UUID> pin(SignedIn who, UUID recordingId, long atMs, String text) {
        UUID id = Ids.next();
        String body = text.strip();
        if (body.isEmpty()) {
            return Future.failedFuture(Refusal.invalid("text", text, Remedy.IS_MISSING.with()));
        }
        return database.transaction(connection -> LENGTH.find(connection, recordingId, Tuple.of(recordingId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("attemptId", recordingId));
                    }
                    var row = found.next();
                    Long length = row.getLong("duration_ms");
                    if (length == null || atMs > length) {
                        return Future.failedFuture(
                                Refusal.invalid("atMs", atMs, Remedy.PAST_THE_END.with(length == null ? 0 : length)));
                    }
                    UUID orgId = row.getUUID("org_id");
                    return connection
                            .preparedQuery(
                                    "INSERT INTO recording_comment (id, org_id, recording_id, at_ms, body, author_id,"
                                            + " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
                            .execute(Tuple.of(id, orgId, recordingId, atMs, body, who.userId())
                                    .addValue(Times.at(clock.instant())))
                            .compose(done -> audit.append(
                                    connection,
                                    AuditEntry.byUser(
                                            orgId,
                                            who.userId(),
                                            "recording.comment",
                                            "recording",
                                            recordingId,
                                            new JsonObject()
                                                    .put("comment", id.toString())
                                                    .put("atMs", atMs))))
                            .map(id);
                }));
    }

    /** Only one's own; it is shown no more, and stays for the record. */
    public Future<Void> takeBack(SignedIn who, UUID recordingId, UUID id) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT org_id, author_id FROM recording_comment"
                        + " WHERE id = $1 AND recording_id = $2 AND removed_at IS NULL FOR UPDATE")
                .execute(Tuple.of(id, recordingId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    var row = found.next();
                    if (!row.getUUID("author_id").equals(who.userId())) {
                        return Future.failedFuture(Refusal.forbidden(Remedy.NOT_YOURS.with()));
                    }
                    return connection
                            .preparedQuery(
                                    "UPDATE recording_comment SET removed_at = $2, removed_by = $3 WHERE id = $1")
                            .execute(Tuple.of(id, Times.at(clock.instant()), who.userId()))
                            .compose(done -> audit.append(
                                    connection,
                                    AuditEntry.byUser(
                                            row.getUUID("org_id"),
                                            who.userId(),
                                            "recording.comment_removed",
                                            "recording",
                                            recordingId,
                                            new JsonObject().put("comment", id.toString()))));
                }));
    }
}
