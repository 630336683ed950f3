package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.huifang.callback.CallbackState;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What time alone changes: a slot that passed without a free agent is planned anew (R35), notes that were not written in
 * time close a callback, attempts of a server that is gone become UNKNOWN, and partitions are made ahead.
 */
final class Housekeeping {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final int BATCH = 500;
    private static final Duration NODE_GIVEN_UP_AFTER = Duration.ofMinutes(15);
    private static final Duration PARTITIONS_EVERY = Duration.ofHours(12);

    private static final String PASSED = """
            SELECT c.id, c.campaign_id, cp.current_version, coalesce(cu.zone, o.zone) AS zone, o.calendar, cu.own_slots, c.last_counted_on,
                   c.tried_bands, c.appointment
            FROM callback c
            JOIN campaign cp ON cp.id = c.campaign_id
            JOIN customer cu ON cu.id = c.customer_id
            JOIN org_unit o ON o.id = c.org_id
            WHERE c.state = 'WAITING' AND c.dialable_until <= $1
            ORDER BY c.dialable_until LIMIT $2 FOR UPDATE OF c SKIP LOCKED
            """;
    private static final String CLOSE =
            "UPDATE callback SET state = 'DONE', reason = 'REACHED', state_since = $1 WHERE state = 'WRAP_UP' AND wrap_up_until <= $1";
    private static final String GIVE_UP = """
            WITH lost AS (
              UPDATE live_attempt l SET state = 'UNKNOWN' FROM node n
              WHERE n.id = l.node_id AND l.state <> 'UNKNOWN' AND n.lease_until < $2 RETURNING l.callback_id, l.agent_id),
            freed AS (
              UPDATE agent SET presence = 'LOGGED_OUT', presence_since = $1, line_id = NULL, line_channel = NULL
              WHERE id IN (SELECT agent_id FROM lost))
            UPDATE callback SET state = 'UNKNOWN', reason = 'UNKNOWN_FATE', state_since = $1
            WHERE id IN (SELECT callback_id FROM lost)
            """;

    private final Database database;
    private final Vertx vertx;
    private final Clock clock;
    private final WorkingDays workingDays;
    private final RulesCache rules;
    private final Runnable moved;
    private Instant partitionsMade = Instant.EPOCH;
    private boolean running;
    private long timer = -1;

    /** @param moved told when callbacks have other times than before */
    Housekeeping(
            Database database, Vertx vertx, Clock clock, WorkingDays workingDays, RulesCache rules, Runnable moved) {
        this.database = database;
        this.vertx = vertx;
        this.clock = clock;
        this.workingDays = workingDays;
        this.rules = rules;
        this.moved = moved;
    }

    void start() {
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> run());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void run() {
        if (running) {
            return;
        }
        running = true;
        Instant now = clock.instant();
        replan(now)
                .compose(done -> database.pool().preparedQuery(CLOSE).execute(Tuple.of(Claimer.utc(now))))
                .compose(done -> database.pool()
                        .preparedQuery(GIVE_UP)
                        .execute(Tuple.of(Claimer.utc(now), Claimer.utc(now.minus(NODE_GIVEN_UP_AFTER)))))
                .compose(done -> makePartitions(now))
                .onComplete(done -> {
                    running = false;
                    if (done.failed()) {
                        log.warn(
                                "housekeeping will try again why=\"{}\"",
                                done.cause().getMessage());
                    }
                });
    }

    private Future<Void> replan(Instant now) {
        return database.transaction(connection -> connection
                        .preparedQuery(PASSED)
                        .execute(Tuple.of(Claimer.utc(now), BATCH))
                        .compose(rows -> slots(rows, now))
                        .compose(moves -> moves.isEmpty()
                                ? Future.succeededFuture(0)
                                : connection
                                        .preparedQuery(ClaimSql.MOVE)
                                        .executeBatch(moves)
                                        .map(moves.size())))
                .compose(count -> {
                    if (count > 0) {
                        moved.run();
                    }
                    return count == BATCH ? replan(now) : Future.succeededFuture();
                });
    }

    private Future<List<Tuple>> slots(RowSet<Row> rows, Instant now) {
        var moves = new ArrayList<Future<Tuple>>();
        rows.forEach(row -> moves.add(rules.get(
                        database.pool(), row.getUUID("campaign_id"), row.getInteger("current_version"))
                .map(version -> {
                    var planner = new SlotPlanner(
                            version.withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))),
                            ZoneId.of(row.getString("zone")),
                            workingDays.of(row.getString("calendar")));
                    var tried = Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands"));
                    CallbackState next = planner.waiting(
                            now,
                            tried,
                            row.getBoolean("appointment") ? WaitReason.APPOINTMENT_MISSED : WaitReason.OUTSIDE_WINDOW);
                    var slot = next instanceof CallbackState.Waiting waiting ? waiting.slot() : null;
                    return Tuple.of(
                            row.getUUID("id"),
                            Claimer.utc(now),
                            next.code(),
                            next.reasonCode(),
                            slot == null ? null : Claimer.utc(slot.from()),
                            slot == null ? null : Claimer.utc(slot.until()));
                })));
        return Future.all(moves).map(all -> all.<Tuple>list());
    }

    private Future<Void> makePartitions(Instant now) {
        if (Duration.between(partitionsMade, now).compareTo(PARTITIONS_EVERY) < 0) {
            return Future.succeededFuture();
        }
        return database.pool()
                .preparedQuery("SELECT make_partitions($1, 4)")
                .execute(Tuple.of(now.atZone(java.time.ZoneOffset.UTC).toLocalDate()))
                .map(rows -> {
                    partitionsMade = now;
                    return null;
                });
    }
}
