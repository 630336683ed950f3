package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.CrashPoint;
import org.huifang.agent.ReadyAgent;
import org.huifang.callback.CallbackState;
import org.huifang.callback.Contacts;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.ShortTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Claims the best due callback for a ready agent, in one transaction: number and callback locked, window, limits and stop
 * checked again at that moment (R31, R33), agent reserved, intent written. Nothing is dialled before it has committed.
 */
final class Claimer {
    /** What one try came to. */
    sealed interface Result {
        /**
         * @param callsToday of the agent, with this one
         * @param fewestCalls the organisation wants them dealt out evenly (R16)
         */
        record Claimed(Claim claim, int callsToday, boolean fewestCalls) implements Result {}

        /**
         * A callback was due but may not be called now; try again.
         *
         * @param callback which; empty: another server took it
         * @param again when it may be called; empty: not any more
         */
        record Moved(Optional<UUID> callback, Optional<DueTimes.Due> again) implements Result {
            static Moved to(UUID callback, Optional<Instant> again) {
                return new Moved(Optional.of(callback), again.map(at -> new DueTimes.Due(callback, at)));
            }
        }

        /** Nothing due for this agent. */
        record Nothing() implements Result {}

        /** The agent is not ready any more, or this node's lease ended. */
        record AgentGone() implements Result {}
    }

    /** Agents are kept free so long before an appointment, if they are needed for it (R36). */
    static final Duration KEPT_FREE_FOR = Duration.ofSeconds(60);
    /** An appointment is left to the ready agent who talked for so long; then it is anybody's who may. */
    private static final Duration LEFT_TO_ONE_FOR = Duration.ofSeconds(5);

    private static final String DEADLOCK = "40P01";
    private static final Set<String> CALLED_ONCE = Set.of("live_attempt_customer", "live_attempt_number");

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
        return claim(ClaimSql.CANDIDATE, agent, deadTrunks);
    }

    /** The same among what campaigns that over-dial may call with a reserved agent only. */
    Future<Result> claimBarredFromPower(ReadyAgent agent, UUID[] deadTrunks) {
        return claim(ClaimSql.BARRED_FROM_POWER, agent, deadTrunks);
    }

    private Future<Result> claim(String candidate, ReadyAgent agent, UUID[] deadTrunks) {
        return database.shortTransaction(transaction -> {
                    Instant now = clock.instant();
                    return transaction
                            .execute(
                                    candidate,
                                    Tuple.of(
                                            agent.org(),
                                            utc(now),
                                            agent.id(),
                                            deadTrunks,
                                            utc(now.plus(KEPT_FREE_FOR)),
                                            utc(now.minus(LEFT_TO_ONE_FOR))))
                            .compose(rows -> rows.size() == 0
                                    ? Future.succeededFuture((Result) new Result.Nothing())
                                    : decide(transaction, agent, rows.iterator().next(), now));
                })
                .recover(e -> e instanceof AgentNotReady
                        ? Future.succeededFuture(new Result.AgentGone())
                        : calledElsewhere(e)
                                ? Future.succeededFuture(new Result.Moved(Optional.empty(), Optional.empty()))
                                : Future.failedFuture(e));
    }

    /**
     * Another server claimed the same number, or another of the same customer, after ours had looked and before it locked: theirs
     * stands. If that call is being ended just then, either transaction may be the one that gives way to the other.
     */
    static boolean calledElsewhere(Throwable e) {
        return e instanceof PgException refused
                && (DEADLOCK.equals(refused.getSqlState())
                        || "23505".equals(refused.getSqlState()) && CALLED_ONCE.contains(refused.getConstraint()));
    }

    /**
     * Claims the best due callback of a campaign that over-dials, without an agent.
     *
     * @param transaction in which the pacing allowed one more call
     */
    Future<Result> claimUnassigned(ShortTransaction transaction, UUID org, UUID campaign, UUID[] deadTrunks) {
        Instant now = clock.instant();
        return transaction
                .execute(ClaimSql.UNASSIGNED, Tuple.of(org, utc(now), lease.id(), deadTrunks, campaign))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(new Result.Nothing())
                        : decide(transaction, null, rows.iterator().next(), now));
    }

    /** Which callbacks fall due next, or fell due already; earliest first. */
    Future<List<DueTimes.Due>> upcoming(UUID org, UUID[] deadTrunks, int limit) {
        return upcoming(ClaimSql.UPCOMING, org, deadTrunks, limit);
    }

    /** The same of what customers of campaigns that over-dial asked for. */
    Future<List<DueTimes.Due>> upcomingAsked(UUID org, UUID[] deadTrunks, int limit) {
        return upcoming(ClaimSql.UPCOMING_ASKED, org, deadTrunks, limit);
    }

    private Future<List<DueTimes.Due>> upcoming(String sql, UUID org, UUID[] deadTrunks, int limit) {
        return database.keyed()
                .preparedQuery(sql)
                .execute(Tuple.of(org, utc(clock.instant()), deadTrunks, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new DueTimes.Due(
                                row.getUUID(0), row.getOffsetDateTime(1).toInstant()))
                        .toList());
    }

    private Future<Result> decide(ShortTransaction transaction, @Nullable ReadyAgent agent, Row row, Instant now) {
        if (!row.getBuffer("phone_key").equals(row.getBuffer("number_key"))) {
            return follow(transaction, row);
        }
        return rulesCache
                .get(transaction.connection(), row.getUUID("campaign_id"), row.getInteger("current_version"))
                .compose(rules -> {
                    var due = new DueCallback(
                            row,
                            rules.withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))),
                            workingDays.of(row.getString("calendar")),
                            now);
                    return due.bar()
                            .map(next -> move(transaction, row, now, next))
                            .orElseGet(() -> take(
                                    transaction, due.claim(agent), due.contacts(), agent, row.getString("share_by")));
                });
    }

    /** Do-not-call and limits of the number that would be dialled hold, not those of the one before: its row is locked next. */
    private static Future<Result> follow(ShortTransaction transaction, Row row) {
        return transaction
                .execute(ClaimSql.FOLLOW, Tuple.of(row.getUUID("id"), row.getBuffer("phone_key")))
                .map(Result.Moved.to(
                        row.getUUID("id"),
                        Optional.of(row.getOffsetDateTime("next_at").toInstant())));
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
                .map(Result.Moved.to(
                        row.getUUID("id"),
                        waits
                                ? Optional.of(
                                        ((CallbackState.Waiting) next).slot().from())
                                : Optional.empty()));
    }

    private Future<Result> take(
            ShortTransaction transaction, Claim claim, Contacts contacts, @Nullable ReadyAgent agent, String shareBy) {
        CrashPoint.reached("claim-before-commit");
        Future<RowSet<Row>> taken =
                transaction.execute(agent == null ? ClaimSql.TAKE_UNASSIGNED : ClaimSql.TAKE, Tuple.from(new Object[] {
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
                    agent == null ? null : agent.line(),
                    contacts.number().today(),
                    contacts.number().week(),
                    contacts.number().inAll(),
                    contacts.campaign().today(),
                    contacts.campaign().week(),
                    contacts.campaign().inAll(),
                    LocalDate.ofInstant(claim.claimedAt(), ZoneOffset.UTC),
                    contacts.number().date()
                }));
        // If the agent is gone nothing was written, and nothing is committed.
        transaction.commit();
        return taken.compose(rows -> rows.size() == 1
                ? Future.succeededFuture(new Result.Claimed(
                        claim, rows.iterator().next().getInteger("calls_today"), shareBy.equals("FEWEST_CALLS")))
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
