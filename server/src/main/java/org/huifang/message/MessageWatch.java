package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Gateways;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What time brings to messages: lost tries are taken up, questions asked, what is too late expires, and alarms tell. */
final class MessageWatch {
    private static final Logger log = LoggerFactory.getLogger(MessageWatch.class);
    private static final long EVERY_MS = 1_000;
    private static final Duration EXPIRED_SHOWN = Duration.ofHours(24);
    private static final String[] OPEN = {"WAITING", "SENDING", "UNKNOWN", "TASK", "FAILED", "EXPIRED"};

    private static final String EXPIRE = """
            SELECT id, org_id FROM message_outbox WHERE state = 'WAITING' AND valid_until <= $1
            ORDER BY valid_until LIMIT 1 FOR UPDATE SKIP LOCKED
            """;
    /** The states are written out so that the index of open messages answers: those that are settled are many. */
    private static final String STATES = """
            SELECT state, count(*) AS count, count(*) FILTER (WHERE state_since > $1) AS fresh,
              min(created_at) FILTER (WHERE state = 'WAITING' AND next_try_at <= $2) AS oldest
            FROM message_outbox WHERE state IN ('WAITING', 'SENDING', 'FAILED', 'EXPIRED', 'UNKNOWN', 'TASK') GROUP BY state
            """;

    private final Vertx vertx;
    private final Database database;
    private final Gateways gateways;
    private final LostTries lost;
    private final History history;
    private final MessageAlarms alarms;
    private final MessageFigures figures;
    private final Duration backlog;
    private final Clock clock;
    private long timer = -1;
    private boolean running;
    private int rounds;

    /** @param backlog a message that is due so long without being sent raises an alarm */
    MessageWatch(
            Vertx vertx,
            Database database,
            Gateways gateways,
            LostTries lost,
            History history,
            MessageAlarms alarms,
            MessageFigures figures,
            Duration backlog,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.gateways = gateways;
        this.lost = lost;
        this.history = history;
        this.alarms = alarms;
        this.figures = figures;
        this.backlog = backlog;
        this.clock = clock;
    }

    void start() {
        timer = vertx.setPeriodic(EVERY_MS, tick -> run());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void run() {
        if (running) {
            return;
        }
        running = true;
        lost.takeUp()
                .compose(taken -> lost.askForOne())
                .compose(asked -> expire())
                .compose(expired -> gatewayAlarms())
                .compose(told -> rounds++ % 5 == 0 ? states() : Future.succeededFuture())
                .onComplete(done -> {
                    running = false;
                    if (done.failed()) {
                        log.warn(
                                "messages not looked after why=\"{}\"",
                                done.cause().getMessage());
                    }
                });
    }

    private Future<Void> expire() {
        Instant now = clock.instant();
        return database.transaction(connection -> connection
                        .preparedQuery(EXPIRE)
                        .execute(Tuple.of(Times.at(now)))
                        .compose(rows -> {
                            var found = rows.iterator();
                            if (!found.hasNext()) {
                                return Future.succeededFuture(false);
                            }
                            Row row = found.next();
                            return connection
                                    .preparedQuery(
                                            "UPDATE message_outbox SET state = 'EXPIRED', state_since = $2,"
                                                    + " problem = coalesce(problem, 'it could not be sent in time') WHERE id = $1")
                                    .execute(Tuple.of(row.getUUID("id"), Times.at(now)))
                                    .compose(moved -> history.note(
                                            connection,
                                            row.getUUID("id"),
                                            row.getUUID("org_id"),
                                            "EXPIRED",
                                            new JsonObject().put("why", "it could not be sent in time")))
                                    .map(noted -> true);
                        }))
                .compose(more -> more ? expire() : Future.succeededFuture());
    }

    private Future<Void> gatewayAlarms() {
        Future<Void> done = Future.succeededFuture();
        for (Gateway gateway : gateways.all()) {
            String down = gateway.problem().orElse("");
            // One session both ways that is lost is one alarm.
            String deaf = gateway.deaf().filter(why -> !why.equals(down)).orElse("");
            done = done.compose(before -> alarms.set("GATEWAY_DOWN", gateway.name(), down))
                    .compose(told -> alarms.set("GATEWAY_DEAF", gateway.name(), deaf));
        }
        return done;
    }

    private Future<Void> states() {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(STATES)
                .execute(Tuple.of(Times.at(now.minus(EXPIRED_SHOWN)), Times.at(now)))
                .compose(rows -> {
                    Map<String, Row> byState = new HashMap<>();
                    rows.forEach(row -> byState.put(row.getString("state"), row));
                    for (String state : OPEN) {
                        figures.open(state, count(byState.get(state), "count"));
                    }
                    Row waiting = byState.get("WAITING");
                    Instant oldest = waiting == null ? null : Times.instantOrNull(waiting, "oldest");
                    Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, now);
                    figures.oldestWaiting(age.toSeconds());
                    long unknown = count(byState.get("UNKNOWN"), "count");
                    long expired = count(byState.get("EXPIRED"), "fresh");
                    return alarms.set(
                                    "MESSAGE_BACKLOG",
                                    "outbox",
                                    age.compareTo(backlog) > 0
                                            ? "messages wait for longer than " + backlog.toMinutes()
                                                    + " min; is a gateway set up and up?"
                                            : "")
                            .compose(done -> alarms.set(
                                    "MESSAGE_UNKNOWN",
                                    "outbox",
                                    unknown == 0
                                            ? ""
                                            : unknown + " may or may not have been sent; a person has to decide"))
                            .compose(done -> alarms.set(
                                    "MESSAGE_EXPIRED",
                                    "outbox",
                                    expired == 0 ? "" : expired + " were not delivered in time within a day"));
                });
    }

    private static long count(@org.jspecify.annotations.Nullable Row row, String column) {
        return row == null ? 0 : row.getLong(column);
    }
}
