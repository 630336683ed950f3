package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** A recording whose row is locked, so that scores of it are given one after the other. */
record ScoredCall(
        UUID id,
        OffsetDateTime claimedAt,
        UUID agentId,
        UUID campaignId,
        @Nullable Long durationMs) {

    /** Fails with a {@link Refusal} where it is not of the auditor's unit, has no sound, or is the auditor's own call. */
    static Future<ScoredCall> lock(SqlConnection transaction, SignedIn who, UUID recordingId) {
        return transaction
                .preparedQuery("SELECT claimed_at, agent_id, campaign_id, state, duration_ms FROM recording"
                        + " WHERE id = $1 AND org_id = $2 FOR UPDATE")
                .execute(Tuple.of(recordingId, who.orgId()))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.notFound("attemptId", recordingId));
                    }
                    Row row = rows.iterator().next();
                    String state = row.getString("state");
                    if (!List.of("SEALED", "PARTIAL").contains(state)) {
                        return Future.failedFuture(
                                Refusal.conflict("attemptId", recordingId, Remedy.NO_SOUND.with(state)));
                    }
                    UUID agent = row.getUUID("agent_id");
                    if (Objects.equals(agent, who.agentId())) {
                        return Future.failedFuture(Refusal.forbidden(Remedy.OWN_CALL.with()));
                    }
                    return Future.succeededFuture(new ScoredCall(
                            recordingId,
                            row.getOffsetDateTime("claimed_at"),
                            agent,
                            row.getUUID("campaign_id"),
                            row.getLong("duration_ms")));
                });
    }

    /** @throws Refusal where a mark lies behind the end of the sound */
    void check(List<MarkedItem> marks) {
        for (MarkedItem one : marks) {
            Long at = one.atMs();
            if (at != null && durationMs != null && at > durationMs) {
                throw Refusal.invalid("marks", one.item(), Remedy.PAST_THE_END.with(durationMs));
            }
        }
    }
}
