package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What the sweeps found wrong with recordings, newest first, and what people say to it. */
public final class RecordingFindings {
    private static final String PAGE = """
            SELECT f.*, r.callback_id, r.started_at, u.display_name AS explained_by_name
            FROM recording_finding f
            LEFT JOIN recording r ON r.id = f.recording_id
            LEFT JOIN app_user u ON u.id = f.explained_by
            WHERE (f.org_id = $1 OR f.org_id IS NULL) AND ($2::text IS NULL OR f.state = $2)
              AND ($3::timestamptz IS NULL OR (f.found_at, f.id) < ($3, $4))
            ORDER BY f.found_at DESC, f.id DESC LIMIT $5
            """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public RecordingFindings(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param subject the recording's id, or a file's name
     * @param attemptId null: no call is known
     * @param answeredAt when the call was answered
     */
    public record Finding(
            UUID id,
            String kind,
            String subject,
            @Nullable UUID attemptId,
            @Nullable UUID callbackId,
            @Nullable Instant answeredAt,
            String detail,
            String state,
            Instant foundAt,
            Instant seenAt,
            @Nullable String explainedBy,
            @Nullable Instant explainedAt,
            @Nullable String explanation) {}

    /** @param after the last finding of the page before; null: the first page */
    public Future<List<Finding>> list(
            UUID orgId, @Nullable String state, @Nullable Instant after, @Nullable UUID afterId, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(orgId, state, after == null ? null : Times.at(after), afterId, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RecordingFindings::finding)
                        .toList());
    }

    /** Says why it is so; kept with the name, in the audit log too. A later word replaces an earlier one there alone. */
    public Future<Void> explain(UUID orgId, UUID user, UUID finding, String explanation) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE recording_finding SET state = CASE state WHEN 'OPEN' THEN 'EXPLAINED' ELSE state END,"
                                + " explained_by = $3, explained_at = $4, explanation = $5"
                                + " WHERE id = $1 AND (org_id = $2 OR org_id IS NULL) RETURNING kind, subject")
                .execute(Tuple.of(finding, orgId, user, Times.at(clock.instant()), explanation))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", finding));
                    }
                    Row row = rows.iterator().next();
                    return audit.append(
                            transaction,
                            AuditEntry.byUser(
                                    orgId,
                                    user,
                                    "recording.explain",
                                    "recording",
                                    row.getString("subject"),
                                    new JsonObject()
                                            .put("kind", row.getString("kind"))
                                            .put("explanation", explanation)));
                }));
    }

    private static Finding finding(Row row) {
        return new Finding(
                row.getUUID("id"),
                row.getString("kind"),
                row.getString("subject"),
                row.getUUID("recording_id"),
                row.getUUID("callback_id"),
                Times.instantOrNull(row, "started_at"),
                row.getString("detail"),
                row.getString("state"),
                Times.instant(row, "found_at"),
                Times.instant(row, "seen_at"),
                row.getString("explained_by_name"),
                Times.instantOrNull(row, "explained_at"),
                row.getString("explanation"));
    }
}
