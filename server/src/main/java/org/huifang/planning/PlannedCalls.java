package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** The list of a day: whom a campaign will call, in the order in which they fall due. */
public final class PlannedCalls {
    private static final String DAY = """
            SELECT c.id, c.occasion_key, c.state, c.reason, c.next_at, c.dialable_until, c.deadline, u.id AS customer_id,
                   u.external_ref, u.name
            FROM (
              (SELECT * FROM callback w WHERE w.campaign_id = $2 AND w.state = 'WAITING' AND w.next_at >= $3 AND w.next_at < $4
                 AND (w.next_at, w.id) > ($5, $6) ORDER BY w.next_at, w.id LIMIT $7)
              UNION ALL
              (SELECT * FROM callback h WHERE h.campaign_id = $2 AND h.state = 'REVIEW' AND h.reason = 'APPROVAL'
                 AND h.next_at >= $3 AND h.next_at < $4 AND (h.next_at, h.id) > ($5, $6) ORDER BY h.next_at, h.id LIMIT $7)) c
            JOIN customer u ON u.id = c.customer_id
            WHERE c.org_id = $1
            ORDER BY c.next_at, c.id LIMIT $7
            """;

    private static final String LIST = """
            SELECT c.id, c.occasion_key, c.state, c.reason, c.next_at, c.dialable_until, c.deadline, u.id AS customer_id,
                   u.external_ref, u.name
            FROM callback c JOIN customer u ON u.id = c.customer_id
            WHERE c.org_id = $1 AND c.campaign_id = $2 AND c.listed_for = $3 AND c.state = 'REVIEW' AND c.reason = 'APPROVAL'
              AND ($4::timestamptz IS NULL OR (c.next_at, c.id) > ($4, $5))
            ORDER BY c.next_at, c.id LIMIT $6
            """;

    private final Database database;

    PlannedCalls(Database database) {
        this.database = database;
    }

    /** @param late the slot lies after the deadline */
    public record PlannedCall(
            UUID id,
            UUID customerId,
            String ref,
            String name,
            String occasion,
            String state,
            String reason,
            Instant from,
            Instant until,
            @Nullable Instant deadline,
            boolean late) {}

    /** @param date the organisation's */
    public Future<List<PlannedCall>> of(
            UUID orgId, UUID campaignId, LocalDate date, @Nullable Instant afterAt, @Nullable UUID afterId, int limit) {
        return database.pool()
                .preparedQuery("SELECT o.zone FROM campaign c JOIN org_unit o ON o.id = c.org_id"
                        + " WHERE c.org_id = $1 AND c.id = $2")
                .execute(Tuple.of(orgId, campaignId))
                .compose(zones -> {
                    if (zones.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", campaignId));
                    }
                    ZoneId zone = ZoneId.of(zones.iterator().next().getString(0));
                    Instant start = date.atStartOfDay(zone).toInstant();
                    Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
                    return database.pool()
                            .preparedQuery(DAY)
                            .execute(Tuple.of(orgId, campaignId, Times.at(start), Times.at(end))
                                    .addValue(Times.at(afterAt == null ? start.minusSeconds(1) : afterAt))
                                    .addUUID(afterId == null ? new UUID(0, 0) : afterId)
                                    .addInteger(limit));
                })
                .map(PlannedCalls::read);
    }

    /** Those of a list that wait for its approval (R19), whenever they will be called. */
    public Future<List<PlannedCall>> ofList(
            UUID orgId, UUID campaignId, LocalDate list, @Nullable Instant afterAt, @Nullable UUID afterId, int limit) {
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(orgId, campaignId, list)
                        .addValue(Times.atOrNull(afterAt))
                        .addUUID(afterId)
                        .addInteger(limit))
                .map(PlannedCalls::read);
    }

    private static List<PlannedCall> read(RowSet<Row> rows) {
        var calls = new ArrayList<PlannedCall>();
        rows.forEach(row -> {
            Instant from = Times.instant(row, "next_at");
            Instant deadline = Times.instantOrNull(row, "deadline");
            calls.add(new PlannedCall(
                    row.getUUID("id"),
                    row.getUUID("customer_id"),
                    row.getString("external_ref"),
                    row.getString("name"),
                    row.getString("occasion_key"),
                    row.getString("state"),
                    row.getString("reason"),
                    from,
                    Times.instant(row, "dialable_until"),
                    deadline,
                    deadline != null && !from.isBefore(deadline)));
        });
        return calls;
    }
}
