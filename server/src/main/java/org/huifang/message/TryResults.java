package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Submitted;
import org.jspecify.annotations.Nullable;

/** Writes what came of a try. A message is tried again only where the customer certainly got nothing. */
final class TryResults {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    static final Duration ASK_AFTER = Duration.ofSeconds(10);

    private final Database database;
    private final Receipts receipts;
    private final History history;
    private final Clock clock;

    TryResults(Database database, Receipts receipts, History history, Clock clock) {
        this.database = database;
        this.receipts = receipts;
        this.history = history;
        this.clock = clock;
    }

    Future<Void> write(Attempted tried, Submitted result) {
        return database.transaction(connection -> {
            if (result instanceof Submitted.Accepted accepted) {
                return accepted(connection, tried, accepted.ids());
            } else if (result instanceof Submitted.Refused refused) {
                return refused(connection, tried, refused.why());
            } else if (result instanceof Submitted.Later later) {
                return again(connection, tried, "NOT_TAKEN", later.why());
            }
            String why = ((Submitted.NobodyKnows) result).why();
            return tried.gateway().knowsRepetitions()
                    ? again(connection, tried, "ANSWER_LOST", why)
                    : unknown(connection, tried, why);
        });
    }

    private Future<Void> accepted(SqlConnection connection, Attempted tried, List<String> ids) {
        return after(connection, tried, List.of("SENDING", "UNKNOWN"), "SENT", null, null, null)
                .compose(moved -> note(
                        connection,
                        tried,
                        moved ? "SENT" : "SENT_AFTER_ALL",
                        new JsonObject().put("ids", new JsonArray(ids))))
                .compose(noted -> receipts.parts(
                        connection,
                        new Receipts.Taken(
                                tried.id(),
                                tried.org(),
                                tried.tryId(),
                                tried.gateway().name(),
                                ids)));
    }

    private Future<Void> refused(SqlConnection connection, Attempted tried, String why) {
        boolean another = tried.channels().size() > 1;
        var next = another ? tried.channels().get(1).name() : null;
        return after(
                        connection,
                        tried,
                        List.of("SENDING"),
                        another ? "WAITING" : "FAILED",
                        why,
                        next,
                        another ? clock.instant() : null)
                .compose(moved -> note(connection, tried, "REFUSED", new JsonObject().put("why", why)));
    }

    private Future<Void> again(SqlConnection connection, Attempted tried, String kind, String why) {
        return after(
                        connection,
                        tried,
                        List.of("SENDING"),
                        "WAITING",
                        why,
                        null,
                        clock.instant().plus(pause(tried.tries())))
                .compose(moved -> note(connection, tried, kind, new JsonObject().put("why", why)));
    }

    private Future<Void> unknown(SqlConnection connection, Attempted tried, String why) {
        Gateway gateway = tried.gateway();
        return after(
                        connection,
                        tried,
                        List.of("SENDING"),
                        "UNKNOWN",
                        why,
                        null,
                        gateway.canBeAsked() ? clock.instant().plus(ASK_AFTER) : null)
                .compose(moved -> note(connection, tried, "UNKNOWN", new JsonObject().put("why", why)))
                .compose(noted -> receipts.early(connection, tried.id(), tried.org(), tried.tryId(), gateway.name()));
    }

    /** Doubled each time, from 30 s to an hour. */
    static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(10, Math.max(0, tries - 1)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private Future<Boolean> after(
            SqlConnection connection,
            Attempted tried,
            List<String> from,
            String state,
            @Nullable String problem,
            @Nullable String channel,
            @Nullable Instant next) {
        return connection
                .preparedQuery(SendSql.AFTER_TRY)
                .execute(Tuple.of(tried.id(), tried.tryId(), state, problem, Times.at(clock.instant()))
                        .addString(channel)
                        .addValue(Times.atOrNull(next))
                        .addArrayOfString(from.toArray(String[]::new)))
                .map(moved -> moved.rowCount() == 1);
    }

    private Future<Void> note(SqlConnection connection, Attempted tried, String kind, JsonObject detail) {
        UUID tryId = tried.tryId();
        return history.note(
                connection,
                tried.id(),
                tried.org(),
                kind,
                detail.put("try", tryId.toString())
                        .put("gateway", tried.gateway().name()));
    }
}
