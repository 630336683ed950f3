package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** The list of callbacks, newest first, in pages that stay fast however far down one reads. */
public final class CallbackPages {
    private static final Set<String> STATES =
            Set.of("WAITING", "LIVE", "WRAP_UP", "DONE", "EXHAUSTED", "CANCELLED", "REVIEW", "UNKNOWN");

    static final String COLUMNS = "c.id, p.code AS campaign, p.name AS campaign_name, u.id AS customer_id,"
            + " u.name AS customer_name, u.external_ref AS customer_ref, c.occasion_key, c.state, c.reason, c.state_since,"
            + " c.next_at, c.dialable_until, c.attempts, c.counted, c.last_attempt_at, c.created_at";

    private final Database database;

    public CallbackPages(Database database) {
        this.database = database;
    }

    /** @param state one or more, parted by commas; null means no limit, here and in the others */
    public record Filter(
            @Nullable String state,
            @Nullable String campaign,
            @Nullable UUID customer,
            @Nullable String start,
            @Nullable String reason) {
        public Filter {
            if (state != null && !STATES.containsAll(List.of(state.split(",")))) {
                throw Refusal.invalid(
                        "state",
                        state,
                        Remedy.USE_ONE_OF.with(
                                String.join(", ", STATES.stream().sorted().toList())));
            }
        }
    }

    public record CallbackSummary(
            UUID id,
            String campaign,
            String campaignName,
            UUID customerId,
            String customerName,
            String customerRef,
            String occasion,
            String state,
            String reason,
            Instant stateSince,
            @Nullable Instant nextAt,
            @Nullable Instant dialableUntil,
            int attempts,
            int counted,
            @Nullable Instant lastAttemptAt,
            Instant createdAt) {}

    public Future<List<CallbackSummary>> list(UUID orgId, Filter filter, @Nullable Place after, int limit) {
        String start = filter.start() == null ? null : filter.start().replaceAll("([%_\\\\])", "\\\\$1") + "%";
        return database.pool()
                .preparedQuery("SELECT " + COLUMNS + " FROM callback c JOIN campaign p ON p.id = c.campaign_id"
                        + " JOIN customer u ON u.id = c.customer_id WHERE c.org_id = $1"
                        + " AND ($2::text[] IS NULL OR c.state = ANY ($2)) AND ($3::text IS NULL OR p.code = $3)"
                        + " AND ($4::text IS NULL OR u.name LIKE $4 OR u.external_ref LIKE $4)"
                        + " AND ($5::timestamptz IS NULL OR (c.created_at, c.id) < ($5, $6))"
                        + " AND ($8::uuid IS NULL OR c.customer_id = $8) AND ($9::text IS NULL OR c.reason = $9)"
                        + " ORDER BY c.created_at DESC, c.id DESC LIMIT $7")
                .execute(Tuple.of(orgId)
                        .addArrayOfString(
                                filter.state() == null ? null : filter.state().split(","))
                        .addString(filter.campaign())
                        .addString(start)
                        .addValue(after == null ? null : Times.at(after.at()))
                        .addUUID(after == null ? null : after.id())
                        .addInteger(limit)
                        .addUUID(filter.customer())
                        .addString(filter.reason()))
                .map(rows -> {
                    var list = new ArrayList<CallbackSummary>();
                    rows.forEach(row -> list.add(summary(row)));
                    return list;
                });
    }

    static CallbackSummary summary(Row row) {
        return new CallbackSummary(
                row.getUUID("id"),
                row.getString("campaign"),
                row.getString("campaign_name"),
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getString("customer_ref"),
                row.getString("occasion_key"),
                row.getString("state"),
                row.getString("reason"),
                Times.instant(row, "state_since"),
                Times.instantOrNull(row, "next_at"),
                Times.instantOrNull(row, "dialable_until"),
                row.getInteger("attempts"),
                row.getInteger("counted"),
                Times.instantOrNull(row, "last_attempt_at"),
                Times.instant(row, "created_at"));
    }
}
