package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What waits for a second person, and what was decided, newest first. */
public final class Consents {
    private static final String PAGE = """
            SELECT s.*, asker.display_name AS asker, decider.display_name AS decider
            FROM second_person s JOIN app_user asker ON asker.id = s.requested_by
            LEFT JOIN app_user decider ON decider.id = s.decided_by
            WHERE s.org_id = $1 AND (NOT $2 OR s.decision IS NULL)
              AND ($3::timestamptz IS NULL OR (s.requested_at, s.id) < ($3, $4))
            ORDER BY s.requested_at DESC, s.id DESC LIMIT $5
            """;

    private final Database database;

    public Consents(Database database) {
        this.database = database;
    }

    /**
     * @param kind what it allows, as {@code hold.place}; @param subjectId of what
     * @param content SHA-256 of exactly that; whoever decides sends it back
     * @param shown in short
     * @param own the reader asked for it, and so cannot decide
     */
    public record Consent(
            UUID id,
            String kind,
            UUID subjectId,
            String content,
            JsonObject shown,
            String reason,
            String requestedBy,
            Instant requestedAt,
            Instant expiresAt,
            boolean own,
            @Nullable String decision,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String decisionReason,
            @Nullable Instant usedAt) {}

    /** @param open only those that nobody decided yet */
    public Future<List<Consent>> list(UUID orgId, UUID reader, boolean open, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(
                        orgId,
                        open,
                        after == null ? null : Times.at(after.at()),
                        after == null ? null : after.id(),
                        limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> consent(row, reader))
                        .toList());
    }

    private static Consent consent(Row row, UUID reader) {
        return new Consent(
                row.getUUID("id"),
                row.getString("kind"),
                row.getUUID("subject_id"),
                HexFormat.of().formatHex(row.getBuffer("content").getBytes()),
                row.getJsonObject("shown"),
                row.getString("reason"),
                row.getString("asker"),
                Times.instant(row, "requested_at"),
                Times.instant(row, "expires_at"),
                row.getUUID("requested_by").equals(reader),
                row.getString("decision"),
                row.getString("decider"),
                Times.instantOrNull(row, "decided_at"),
                row.getString("decision_reason"),
                Times.instantOrNull(row, "used_at"));
    }
}
