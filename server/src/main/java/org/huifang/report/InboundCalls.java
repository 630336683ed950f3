package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** The calls that came in, newest first (R44). */
public final class InboundCalls {
    private static final String PAGE = """
            SELECT i.id, i.started_at, t.name AS trunk, i.state, i.reason, i.unknown_caller, i.customer_id, c.name AS customer_name,
                   i.callback_id, i.attempt_id, a.code AS agent_code, i.put_through_at, i.answered_at, i.ended_at, i.call_again_at
            FROM inbound_call i
            JOIN trunk t ON t.id = i.trunk_id
            LEFT JOIN customer c ON c.id = i.customer_id
            LEFT JOIN agent a ON a.id = i.agent_id
            WHERE i.org_id = $1 AND ($2::text IS NULL OR i.state = $2)
              AND ($3::timestamptz IS NULL OR (i.started_at, i.id) < ($3, $4))
            ORDER BY i.started_at DESC, i.id DESC LIMIT $5
            """;

    private final Database database;

    public InboundCalls(Database database) {
        this.database = database;
    }

    /**
     * @param unknownCaller E.164; null: a customer's number, or none came
     * @param waitedMs from the first ring to the answer, or to the end; null: it still rings
     */
    public record Call(
            UUID id,
            Instant startedAt,
            String trunk,
            String state,
            @Nullable String reason,
            @Nullable String unknownCaller,
            @Nullable UUID customerId,
            @Nullable String customerName,
            @Nullable UUID callbackId,
            @Nullable UUID attemptId,
            @Nullable String agentCode,
            @Nullable Long waitedMs,
            @Nullable Instant answeredAt,
            @Nullable Instant endedAt,
            @Nullable Instant callAgainAt) {
        public Call withCaller(@Nullable String shown) {
            return new Call(
                    id,
                    startedAt,
                    trunk,
                    state,
                    reason,
                    shown,
                    customerId,
                    customerName,
                    callbackId,
                    attemptId,
                    agentCode,
                    waitedMs,
                    answeredAt,
                    endedAt,
                    callAgainAt);
        }
    }

    public Future<List<Call>> list(UUID orgId, @Nullable String state, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(
                        orgId,
                        state,
                        after == null ? null : Times.at(after.at()),
                        after == null ? null : after.id(),
                        limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(InboundCalls::call)
                        .toList());
    }

    private static Call call(Row row) {
        Instant started = Times.instant(row, "started_at");
        Instant answered = Times.instantOrNull(row, "answered_at");
        Instant ended = Times.instantOrNull(row, "ended_at");
        Instant until = answered == null ? ended : answered;
        return new Call(
                row.getUUID("id"),
                started,
                row.getString("trunk"),
                row.getString("state"),
                row.getString("reason"),
                row.getString("unknown_caller"),
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getUUID("callback_id"),
                row.getUUID("attempt_id"),
                row.getString("agent_code"),
                until == null
                        ? null
                        : Math.max(0, Duration.between(started, until).toMillis()),
                answered,
                ended,
                Times.instantOrNull(row, "call_again_at"));
    }
}
