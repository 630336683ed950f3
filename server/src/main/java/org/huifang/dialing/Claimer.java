package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.CrashPoint;
import org.huifang.agent.ReadyAgent;
import org.huifang.callback.CallbackState;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.Band;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.ShortTransaction;

/**
 * Claims the best due callback for a ready agent, in one transaction: number and callback locked, window, limits and stop
 * checked again at that moment (R31, R33), agent reserved, intent written. Nothing is dialled before it has committed.
 */
final class Claimer {
    /** What one try came to. */
    sealed interface Result {
        record Claimed(Claim claim) implements Result {}

        /** A callback was due but may not be called now; it was given another slot. Try again. */
        record Moved(Optional<Instant> again) implements Result {}

        /** Nothing due for this agent. */
        record Nothing() implements Result {}

        /** The agent is not ready any more, or this node's lease ended. */
        record AgentGone() implements Result {}
    }

    private final Database database;
    private final Clock clock;
    private final NodeLease lease;
    private final WorkingDays workingDays;
    private final RulesCache rulesCache;

    Claimer(Database database, Clock clock, NodeLease lease, WorkingDays workingDays, RulesCache rulesCache) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
        this.workingDays = workingDays;
        this.rulesCache = rulesCache;
    }

    /** @param deadTrunks trunks that are not to be used now */
    Future<Result> claim(ReadyAgent agent, UUID[] deadTrunks) {
        return database.shortTransaction(transaction -> {
                    Instant now = clock.instant();
                    return transaction
                            .execute(ClaimSql.CANDIDATE, Tuple.of(agent.org(), utc(now), agent.code(), deadTrunks))
                            .compose(rows -> rows.size() == 0
                                    ? Future.succeededFuture((Result) new Result.Nothing())
                                    : decide(transaction, agent, rows.iterator().next(), now));
                })
                .recover(e -> e instanceof AgentNotReady
                        ? Future.succeededFuture(new Result.AgentGone())
                        : Future.failedFuture(e));
    }

    /** The next times at which callbacks fall due, or fell due already; earliest first. */
    Future<List<Instant>> upcoming(UUID org, UUID[] deadTrunks, int limit) {
        return database.keyed()
                .preparedQuery(ClaimSql.UPCOMING)
                .execute(Tuple.of(org, utc(clock.instant()), deadTrunks, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getOffsetDateTime(0).toInstant())
                        .toList());
    }

    private Future<Result> decide(ShortTransaction transaction, ReadyAgent agent, Row row, Instant now) {
        if (!row.getBuffer("phone_key").equals(row.getBuffer("number_key"))) {
            return follow(transaction, row);
        }
        return rulesCache
                .get(transaction.connection(), row.getUUID("campaign_id"), row.getInteger("current_version"))
                .compose(campaignRules -> {
                    CampaignRules rules = campaignRules.withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots")));
                    var zone = ZoneId.of(row.getString("zone"));
                    var hours = new CallingHours(rules, zone, workingDays.of(row.getString("calendar")));
                    var planner = new SlotPlanner(rules, zone, workingDays.of(row.getString("calendar")));
                    var tried = Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands"));
                    if (row.getOffsetDateTime("stopped_at") != null) {
                        return move(transaction, row, now, new CallbackState.Cancelled("STOPPED"));
                    }
                    if (overDailyLimit(rules, row, hours.dateAt(now))) {
                        return move(transaction, row, now, planner.nextDate(now, tried, WaitReason.DAILY_LIMIT));
                    }
                    Optional<Band> band = rules.relaxed() ? hours.bandAt(now) : hours.allowedAt(now, tried);
                    if (band.isEmpty()) {
                        return move(transaction, row, now, planner.waiting(now, tried, WaitReason.OUTSIDE_WINDOW));
                    }
                    return take(
                            transaction,
                            claim(agent, row, rules, zone, tried, hours.dateAt(now), band.get(), now),
                            agent);
                });
    }

    /** Do-not-call and limits of the number that would be dialled hold, not those of the one before: its row is locked next. */
    private static Future<Result> follow(ShortTransaction transaction, Row row) {
        return transaction
                .execute(ClaimSql.FOLLOW, Tuple.of(row.getUUID("id"), row.getBuffer("phone_key")))
                .map(new Result.Moved(
                        Optional.of(row.getOffsetDateTime("next_at").toInstant())));
    }

    private static boolean overDailyLimit(CampaignRules rules, Row row, LocalDate today) {
        return !rules.relaxed()
                && today.equals(row.getLocalDate("local_date"))
                && (row.getInteger("dials_today") >= rules.maxDialsPerDay() || row.getInteger("counted_today") >= 1);
    }

    private static Future<Result> move(ShortTransaction transaction, Row row, Instant now, CallbackState next) {
        boolean waits = next instanceof CallbackState.Waiting;
        return transaction
                .execute(
                        ClaimSql.MOVE,
                        Tuple.of(
                                row.getUUID("id"),
                                utc(now),
                                next.code(),
                                next.reasonCode(),
                                waits
                                        ? utc(((CallbackState.Waiting) next)
                                                .slot()
                                                .from())
                                        : null,
                                waits
                                        ? utc(((CallbackState.Waiting) next)
                                                .slot()
                                                .until())
                                        : null))
                .map(new Result.Moved(
                        waits
                                ? Optional.of(
                                        ((CallbackState.Waiting) next).slot().from())
                                : Optional.empty()));
    }

    private Claim claim(
            ReadyAgent agent,
            Row row,
            CampaignRules rules,
            ZoneId zone,
            Tried tried,
            LocalDate today,
            Band band,
            Instant now) {
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
                agent.id(),
                agent.channel(),
                row.getBuffer("number_key").getBytes(),
                row.getUUID("trunk_id"),
                row.getString("trunk_name"),
                DialString.of(row.getString("e164"), row.getString("number_style"), row.getString("prefix")),
                row.getString("caller_id"),
                row.getBoolean("progress_counts"),
                row.getInteger("attempts") + 1,
                now,
                zone,
                row.getString("calendar"),
                today,
                band,
                new OutcomePolicy.Before(
                        row.getInteger("counted"), row.getInteger("uncounted"), row.getInteger("failures"), tried));
    }

    private Future<Result> take(ShortTransaction transaction, Claim claim, ReadyAgent agent) {
        CrashPoint.reached("claim-before-commit");
        Future<RowSet<Row>> taken = transaction.execute(ClaimSql.TAKE, Tuple.from(new Object[] {
            claim.attempt(),
            claim.org(),
            claim.callback(),
            claim.campaign(),
            claim.rulesVersion(),
            claim.customer(),
            claim.agent(),
            io.vertx.core.buffer.Buffer.buffer(claim.numberKey()),
            claim.trunk(),
            lease.id(),
            lease.epoch(),
            claim.seq(),
            utc(claim.claimedAt()),
            claim.zone().getId(),
            claim.localDate(),
            claim.band().start(),
            claim.band().end(),
            Ids.next(),
            lease.name(),
            agent.line()
        }));
        // If the agent is gone nothing was written, and nothing is committed.
        transaction.commit();
        return taken.compose(rows -> rows.size() == 1
                ? Future.succeededFuture(new Result.Claimed(claim))
                : Future.failedFuture(new AgentNotReady()));
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Ends the claim without noise: an agent who pauses at that moment is no error. */
    private static final class AgentNotReady extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AgentNotReady() {
            super("agent not ready", null, false, false);
        }
    }
}
