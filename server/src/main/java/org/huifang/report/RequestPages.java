package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What customers asked other employees for, newest first (R45). */
public final class RequestPages {
    private static final String PAGE = """
            SELECT r.id, r.taken_at, t.display_name AS taken_by, r.customer_id, u.name AS customer_name, r.callback_id, c.state,
                   r.callback_made, p.name AS campaign_name, r.wished_at, r.note, r.agent_id, a.code AS agent_code, r.seen_at,
                   s.display_name AS seen_by
            FROM customer_request r
            JOIN app_user t ON t.id = r.taken_by
            JOIN customer u ON u.id = r.customer_id
            JOIN callback c ON c.id = r.callback_id
            JOIN campaign p ON p.id = c.campaign_id
            LEFT JOIN agent a ON a.id = r.agent_id
            LEFT JOIN app_user s ON s.id = r.seen_by
            WHERE r.org_id = $1 AND (NOT $2 OR r.seen_at IS NULL)
              AND ($3::timestamptz IS NULL OR (r.taken_at, r.id) < ($3, $4))
            ORDER BY r.taken_at DESC, r.id DESC LIMIT $5
            """;

    private final Database database;

    public RequestPages(Database database) {
        this.database = database;
    }

    /**
     * @param callbackState where the callback stands now
     * @param callbackMade false: it was open already
     * @param agentCode whom it concerns; null: whoever is there
     */
    public record Asked(
            UUID id,
            Instant takenAt,
            String takenBy,
            UUID customerId,
            String customerName,
            UUID callbackId,
            String callbackState,
            boolean callbackMade,
            String campaignName,
            Instant wishedAt,
            String note,
            @Nullable UUID agentId,
            @Nullable String agentCode,
            @Nullable Instant seenAt,
            @Nullable String seenBy) {}

    /** @param unseen only those that nobody has read */
    public Future<List<Asked>> list(
            UUID orgId, boolean unseen, @Nullable Instant afterAt, @Nullable UUID afterId, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(orgId, unseen, Times.atOrNull(afterAt), afterId, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RequestPages::asked)
                        .toList());
    }

    private static Asked asked(Row row) {
        return new Asked(
                row.getUUID("id"),
                Times.instant(row, "taken_at"),
                row.getString("taken_by"),
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getUUID("callback_id"),
                row.getString("state"),
                row.getBoolean("callback_made"),
                row.getString("campaign_name"),
                Times.instant(row, "wished_at"),
                row.getString("note"),
                row.getUUID("agent_id"),
                row.getString("agent_code"),
                Times.instantOrNull(row, "seen_at"),
                row.getString("seen_by"));
    }
}
