package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.MonthOfId;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/** The call that a finding is on: one that was recorded, or an attempt that was not. */
record FoundCall(Instant claimedAt, UUID callbackId, UUID agentId) {
    private static final int TIME_ORDERED = 7;
    /** An attempt's id is made when it is claimed; only so long around that is looked for one, among all that there ever were. */
    private static final Duration AROUND = Duration.ofMinutes(5);

    private static final MonthOfId CALL = new MonthOfId("""
            SELECT c.claimed_at, c.callback_id, c.agent_id, (SELECT r.duration_ms FROM recording r
                WHERE r.claimed_at = c.claimed_at AND r.id = $1 AND {month r.claimed_at}) AS duration_ms
            FROM (SELECT claimed_at, callback_id, agent_id FROM recording
                        WHERE id = $1 AND org_id = $2 AND {month claimed_at}
                  UNION SELECT claimed_at, callback_id, agent_id FROM attempt
                        WHERE id = $1 AND org_id = $2 AND claimed_at > $3 AND claimed_at < $4 AND {month claimed_at}) c
            JOIN agent g ON g.id = c.agent_id LIMIT 1
            """);

    /** Fails with the {@link Refusal} where there is none in the unit, or its sound is shorter than the finding's place. */
    static Future<FoundCall> of(SqlConnection transaction, SignedIn by, NewFinding given) {
        UUID id = given.attemptId();
        Instant made =
                id.version() == TIME_ORDERED ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16) : Instant.EPOCH;
        OffsetDateTime from = Times.at(made.minus(AROUND));
        return CALL.find(transaction, id, Tuple.of(id, by.orgId(), from, Times.at(made.plus(AROUND))))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("attemptId", id))
                        : found(rows.iterator().next(), given));
    }

    private static Future<FoundCall> found(Row row, NewFinding given) {
        Long length = row.getLong("duration_ms");
        Long at = given.atMs();
        return at != null && (length == null || at > length)
                ? Future.failedFuture(
                        Refusal.invalid("atMs", at, Remedy.PAST_THE_END.with(length == null ? 0 : length)))
                : Future.succeededFuture(new FoundCall(
                        Times.instant(row, "claimed_at"), row.getUUID("callback_id"), row.getUUID("agent_id")));
    }
}
