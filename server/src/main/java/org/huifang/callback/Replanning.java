package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the waiting callbacks of a campaign to slots that its new rules allow, some hundreds in a transaction. Whatever
 * it does not reach (a crash) is still safe: the claim checks the window again, under the rules then in force.
 */
public final class Replanning {
    private static final Logger log = LoggerFactory.getLogger(Replanning.class);
    private static final int BATCH = 500;
    /** Waits that only the window caused; a retry's delay is kept. */
    private static final Set<String> FREE = Set.of("PLANNED", "NOT_BEFORE", "OUTSIDE_WINDOW", "RULES_CHANGED");

    private final Database database;
    private final WorkingDays workingDays;
    private final Clock clock;

    public Replanning(Database database, WorkingDays workingDays, Clock clock) {
        this.database = database;
        this.workingDays = workingDays;
        this.clock = clock;
    }

    /** Yields how many were moved. An appointment stays when the customer asked for it. */
    public Future<Integer> run(UUID campaignId, CampaignRules rules) {
        return from(campaignId, rules, new UUID(0, 0), 0)
                .onSuccess(moved -> log.info("callbacks planned anew campaign={} moved={}", campaignId, moved));
    }

    private Future<Integer> from(UUID campaignId, CampaignRules rules, UUID after, int movedBefore) {
        var last = new UUID[] {after};
        return database.<Integer>transaction(connection -> connection
                        .preparedQuery(
                                "SELECT c.*, coalesce(u.zone, o.zone) AS zone, o.calendar, u.own_slots FROM callback c"
                                        + " JOIN customer u ON u.id = c.customer_id JOIN org_unit o ON o.id = c.org_id"
                                        + " WHERE c.campaign_id = $1 AND c.state = 'WAITING' AND NOT c.appointment AND c.id > $2"
                                        + " ORDER BY c.id LIMIT " + BATCH + " FOR UPDATE OF c SKIP LOCKED")
                        .execute(Tuple.of(campaignId, after))
                        .compose(rows -> {
                            var moves = new ArrayList<Tuple>();
                            for (Row row : rows) {
                                last[0] = row.getUUID("id");
                                plan(row, rules, moves);
                            }
                            return move(connection, moves);
                        }))
                .compose(moved -> last[0].equals(after)
                        ? Future.succeededFuture(movedBefore)
                        : from(campaignId, rules, last[0], movedBefore + moved));
    }

    private void plan(Row row, CampaignRules rules, List<Tuple> moves) {
        Instant now = clock.instant();
        Instant next = Times.instant(row, "next_at");
        Instant notBefore = Times.instantOrNull(row, "not_before");
        boolean free = FREE.contains(row.getString("reason"));
        Instant from = latest(now, free ? notBefore : next);
        var planner = new SlotPlanner(
                rules.withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))),
                ZoneId.of(row.getString("zone")),
                workingDays.of(row.getString("calendar")));
        Tried tried = Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands"));
        CallbackState state = planner.waiting(from, tried, WaitReason.RULES_CHANGED);
        if (state instanceof CallbackState.Waiting waiting) {
            Instant start = waiting.slot().from();
            boolean dueBoth = !next.isAfter(now) && !start.isAfter(now);
            if (!(dueBoth || start.equals(next))
                    || !waiting.slot().until().equals(Times.instant(row, "dialable_until"))) {
                moves.add(move(row, waiting, dueBoth ? next : start));
            }
        } else {
            moves.add(Tuple.of(row.getUUID("id"), state.code(), state.reasonCode(), (OffsetDateTime) null, null));
        }
    }

    private static Tuple move(Row row, CallbackState.Waiting waiting, Instant start) {
        boolean sameStart = start.equals(Times.instant(row, "next_at"));
        return Tuple.of(
                row.getUUID("id"),
                "WAITING",
                sameStart ? row.getString("reason") : waiting.reasonCode(),
                Times.at(start),
                Times.at(waiting.slot().until()));
    }

    private Future<Integer> move(SqlConnection connection, List<Tuple> moves) {
        if (moves.isEmpty()) {
            return Future.succeededFuture(0);
        }
        OffsetDateTime now = Times.at(clock.instant());
        return connection
                .preparedQuery("UPDATE callback c SET state = d.state, reason = d.reason, next_at = d.next_at,"
                        + " dialable_until = d.until, state_since = CASE WHEN c.state = d.state THEN c.state_since ELSE $6 END"
                        + " FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])"
                        + " AS d (id, state, reason, next_at, until) WHERE c.id = d.id")
                .execute(Tuple.tuple()
                        .addArrayOfUUID(
                                moves.stream().map(move -> move.getUUID(0)).toArray(UUID[]::new))
                        .addArrayOfString(
                                moves.stream().map(move -> move.getString(1)).toArray(String[]::new))
                        .addArrayOfString(
                                moves.stream().map(move -> move.getString(2)).toArray(String[]::new))
                        .addArrayOfOffsetDateTime(moves.stream()
                                .map(move -> move.getOffsetDateTime(3))
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfOffsetDateTime(moves.stream()
                                .map(move -> move.getOffsetDateTime(4))
                                .toArray(OffsetDateTime[]::new))
                        .addValue(now))
                .compose(updated -> DueNotice.send(connection))
                .map(sent -> moves.size());
    }

    private static Instant latest(Instant now, @org.jspecify.annotations.Nullable Instant other) {
        return other != null && other.isAfter(now) ? other : Objects.requireNonNull(now);
    }
}
