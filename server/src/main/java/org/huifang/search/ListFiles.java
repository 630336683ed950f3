package org.huifang.search;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Lists that leave the product as files: who asked for which, committed before any of it is sent, and how far it came. */
public final class ListFiles {
    /** A list that has not gone on for so long was cut, by a crash or by whoever fetched it. */
    private static final Duration BROKEN_AFTER = Duration.ofMinutes(2);

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    ListFiles(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public enum Format {
        CSV,
        XLSX
    }

    public enum State {
        ASKED,
        RUNNING,
        DONE,
        BROKEN
    }

    public record Progress(UUID id, Format format, long rows, State state) {}

    record Order(UUID id, Format format, JsonObject filter) {}

    /** @param filter with a number's key instead of the number */
    public Future<UUID> ask(SignedIn who, JsonObject filter, Format format) {
        RecordingFilter.of(who.orgId(), filter);
        UUID id = Ids.next();
        return database.transaction(connection -> connection
                .preparedQuery("INSERT INTO recording_list_file (id, org_id, user_id, format, filter, created_at)"
                        + " VALUES ($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.of(id, who.orgId(), who.userId(), format.name(), filter)
                        .addValue(Times.at(clock.instant())))
                .compose(done -> audit.append(
                        connection,
                        AuditEntry.byUser(
                                who.orgId(),
                                who.userId(),
                                "recording.list_export",
                                "recording_list_file",
                                id,
                                new JsonObject().put("format", format.name()).put("filter", filter))))
                .map(id));
    }

    public Future<Progress> progress(SignedIn who, UUID id) {
        return own(who, id).map(this::progress);
    }

    /** It is fetched once: whoever wants it again asks again, and stands in the log again. */
    Future<Order> begin(SignedIn who, UUID id) {
        return database.pool()
                .preparedQuery("UPDATE recording_list_file SET started_at = $3, progress_at = $3"
                        + " WHERE id = $1 AND user_id = $2 AND started_at IS NULL RETURNING *")
                .execute(Tuple.of(id, who.userId(), Times.at(clock.instant())))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return own(who, id)
                                .compose(row ->
                                        Future.failedFuture(Refusal.conflict("id", id, Remedy.FETCHED_ALREADY.with())));
                    }
                    Row row = rows.iterator().next();
                    return Future.succeededFuture(
                            new Order(id, Format.valueOf(row.getString("format")), row.getJsonObject("filter")));
                });
    }

    Future<Void> sent(UUID id, long rows) {
        return database.pool()
                .preparedQuery("UPDATE recording_list_file SET rows_sent = $2, progress_at = $3 WHERE id = $1")
                .execute(Tuple.of(id, rows, Times.at(clock.instant())))
                .mapEmpty();
    }

    /** @param failed null: all of it was sent */
    Future<Void> ended(UUID id, long rows, @Nullable String failed) {
        return database.pool()
                .preparedQuery(
                        "UPDATE recording_list_file SET rows_sent = $2, finished_at = $3, failed = $4 WHERE id = $1")
                .execute(Tuple.of(id, rows, Times.at(clock.instant()), failed))
                .mapEmpty();
    }

    private Future<Row> own(SignedIn who, UUID id) {
        return database.pool()
                .preparedQuery("SELECT * FROM recording_list_file WHERE id = $1 AND user_id = $2")
                .execute(Tuple.of(id, who.userId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : Future.succeededFuture(rows.iterator().next()));
    }

    private Progress progress(Row row) {
        Instant went = Times.instantOrNull(row, "progress_at");
        State state;
        if (row.getString("failed") != null) {
            state = State.BROKEN;
        } else if (row.getValue("finished_at") != null) {
            state = State.DONE;
        } else if (went == null) {
            state = State.ASKED;
        } else {
            state = went.plus(BROKEN_AFTER).isBefore(clock.instant()) ? State.BROKEN : State.RUNNING;
        }
        return new Progress(
                row.getUUID("id"), Format.valueOf(row.getString("format")), row.getLong("rows_sent"), state);
    }
}
