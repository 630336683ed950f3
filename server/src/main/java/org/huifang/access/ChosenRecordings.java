package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * Which recordings somebody means: named one by one, or by a filter that is frozen to those that there are at this moment.
 *
 * @param ids null: by the filter
 */
public record ChosenRecordings(
        @Nullable List<UUID> ids, @Nullable Filter filter) {
    private static final String BY_ID =
            "SELECT id, claimed_at FROM recording WHERE id = ANY ($1) AND org_id = $2 AND state <> 'PURGED'"
                    + " ORDER BY claimed_at, id FOR UPDATE";
    private static final String BY_FILTER = """
            SELECT id, claimed_at FROM recording
            WHERE org_id = $1 AND claimed_at >= $2::timestamptz - interval '1 day' AND claimed_at < $3
              AND started_at >= $2 AND started_at < $3 AND state <> 'PURGED'
              AND ($4::text IS NULL OR campaign_id = (SELECT id FROM campaign WHERE org_id = $1 AND code = $4))
              AND ($5::text IS NULL OR agent_id = (SELECT id FROM agent WHERE org_id = $1 AND code = $5))
              AND ($6::text IS NULL OR customer_id = (SELECT id FROM customer WHERE org_id = $1 AND external_ref = $6))
            ORDER BY claimed_at, id LIMIT $7 FOR UPDATE
            """;

    /**
     * All that is given must fit.
     *
     * @param from the answer of the first call, @param to before that of the last
     * @param campaign code, @param agent code, @param customer reference
     */
    public record Filter(
            Instant from,
            Instant to,
            @Nullable String campaign,
            @Nullable String agent,
            @Nullable String customer) {}

    /** A recording of the set. */
    public record One(UUID id, Instant claimedAt) {}

    /**
     * The set as it is now, each row locked in their order until the transaction's end.
     *
     * @return fails with a {@link Refusal} when nothing fits, more than {@code most} do, or a named one is not the unit's
     */
    public Future<List<One>> freeze(SqlConnection transaction, UUID orgId, int most) {
        if ((ids == null) == (filter == null)) {
            return Future.failedFuture(Refusal.invalid("recordings", null, Remedy.IDS_OR_FILTER.with()));
        }
        return found(transaction, orgId, most).compose(rows -> {
            if (rows.rowCount() > most) {
                return Future.failedFuture(Refusal.invalid("recordings", rows.rowCount(), Remedy.TOO_MANY.with(most)));
            }
            if (rows.rowCount() == 0 || (ids != null && rows.rowCount() < new LinkedHashSet<>(ids).size())) {
                return Future.failedFuture(Refusal.invalid("recordings", null, Remedy.NO_RECORDINGS.with()));
            }
            return Future.succeededFuture(StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> new One(row.getUUID("id"), Times.instant(row, "claimed_at")))
                    .toList());
        });
    }

    private Future<RowSet<Row>> found(SqlConnection transaction, UUID orgId, int most) {
        if (ids != null) {
            return transaction.preparedQuery(BY_ID).execute(Tuple.of(ids.toArray(UUID[]::new), orgId));
        }
        Filter given = java.util.Objects.requireNonNull(filter);
        return transaction
                .preparedQuery(BY_FILTER)
                .execute(Tuple.of(orgId, Times.at(given.from()), Times.at(given.to()), given.campaign(), given.agent())
                        .addString(given.customer())
                        .addInteger(most + 1));
    }
}
