package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/**
 * Claims callback, number and an agent for a customer who is on the line, in one transaction and by the same locks as for a call
 * of ours. Windows and limits do not bar what the customer began.
 */
final class RingBackClaimer {
    /** What one try came to. */
    sealed interface Result {
        /** @param agent who takes it */
        record Claimed(Claim claim, String agentCode) implements Result {}

        /** Nobody is ready who may. */
        record NobodyReady() implements Result {}

        /** This customer is being called, or the callback is not open any more. */
        record Occupied() implements Result {}
    }

    private final Database database;
    private final Clock clock;
    private final NodeLease lease;
    private final RingBackStore store;
    private final WorkingDays workingDays;

    RingBackClaimer(Database database, Clock clock, NodeLease lease, RingBackStore store, WorkingDays workingDays) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
        this.store = store;
        this.workingDays = workingDays;
    }

    Future<Result> claim(RingBack ring) {
        return database.transaction(connection -> RingBackStore.lock(connection, ring)
                        .compose(row -> row.isEmpty()
                                ? Future.succeededFuture((Result) new Result.Occupied())
                                : agent(connection, ring, row.get())))
                .recover(e -> e instanceof PgException refused && "23505".equals(refused.getSqlState())
                        ? Future.succeededFuture(new Result.Occupied())
                        : e instanceof NotTaken
                                ? Future.succeededFuture(new Result.NobodyReady())
                                : Future.failedFuture(e));
    }

    private Future<Result> agent(SqlConnection connection, RingBack ring, Row callback) {
        UUID meant = callback.getUUID("agent_id") == null
                ? callback.getUUID("spoke_agent_id")
                : callback.getUUID("agent_id");
        return connection
                .preparedQuery(RingBackSql.AGENT)
                .execute(Tuple.of(ring.org(), lease.id(), ring.customer(), callback.getUUID("campaign_id"), meant)
                        .addUUID(callback.getString("state").equals("WRAP_UP") ? callback.getUUID("agent_id") : null))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(new Result.NobodyReady())
                        : store.rulesOf(connection, callback)
                                .compose(rules -> take(
                                        connection,
                                        ring,
                                        claim(
                                                ring,
                                                callback,
                                                rules,
                                                rows.iterator().next()),
                                        rows.iterator().next().getString("code"))));
    }

    private Future<Result> take(SqlConnection connection, RingBack ring, Claim claim, String agentCode) {
        CrashPoint.reached("ring-back-before-commit");
        return connection
                .preparedQuery(RingBackSql.TAKE)
                .execute(Tuple.from(new Object[] {
                    claim.attempt(),
                    claim.org(),
                    claim.callback(),
                    claim.campaign(),
                    claim.rulesVersion(),
                    claim.customer(),
                    claim.agent(),
                    ring.numberKey(),
                    claim.trunk(),
                    lease.id(),
                    lease.epoch(),
                    claim.seq(),
                    Times.at(claim.claimedAt()),
                    claim.zone().getId(),
                    claim.localDate(),
                    claim.band().start(),
                    claim.band().end(),
                    Ids.next(),
                    ring.id(),
                    LocalDate.ofInstant(claim.claimedAt(), ZoneOffset.UTC),
                    lease.name()
                }))
                .compose(rows -> rows.size() == 1
                        ? Future.succeededFuture(new Result.Claimed(claim, agentCode))
                        : Future.failedFuture(new NotTaken()));
    }

    private Claim claim(RingBack ring, Row row, CampaignRules rules, Row agent) {
        Instant now = clock.instant();
        ZoneId zone = RingBackStore.zone(row);
        var hours = new CallingHours(rules, zone, workingDays.of(row.getString("calendar")));
        return new Claim(
                Ids.next(),
                row.getUUID("org_id"),
                row.getUUID("id"),
                row.getUUID("campaign_id"),
                row.getInteger("current_version"),
                rules,
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getString("language"),
                agent.getUUID("id"),
                agent.getString("line_channel"),
                Objects.requireNonNull(ring.numberKey()).getBytes(),
                row.getUUID("trunk_id"),
                row.getString("trunk_name"),
                "",
                row.getString("caller_id"),
                row.getBoolean("progress_counts"),
                row.getInteger("attempts") + 1,
                now,
                zone,
                row.getString("calendar"),
                hours.dateAt(now),
                hours.bandAt(now).orElseGet(() -> Band.around(LocalTime.ofInstant(now, zone))),
                new OutcomePolicy.Before(
                        row.getInteger("counted"),
                        row.getInteger("uncounted"),
                        row.getInteger("failures"),
                        Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands"))),
                AnswerHours.of(row.getArrayOfShorts("answered_hours")),
                new Claim.Rung(ring.id(), ring.channel()));
    }

    /** Takes everything back without noise. */
    private static final class NotTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotTaken() {
            super("agent, call or lease gone", null, false, false);
        }
    }
}
