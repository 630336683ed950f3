package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Moves of an organisation's recordings between stores: asked for, watched, stopped. */
public final class RecordingMoves {
    private static final int SHOWN = 50;
    /** More are not counted. */
    private static final int COUNTED = 10_000;

    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final Collection<String> stores;

    RecordingMoves(Database database, Audit audit, Clock clock, Collection<String> stores) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.stores = List.copyOf(stores);
    }

    /**
     * A move and how far it is.
     *
     * @param problem why a server stands still; null: none does
     * @param waiting recordings still to move while it runs, at most {@value #COUNTED}; -1: not counted
     */
    public record Move(
            UUID id,
            String from,
            String to,
            Instant sealedBefore,
            String reason,
            String askedBy,
            Instant askedAt,
            String state,
            @Nullable Instant endedAt,
            long moved,
            long bytes,
            long failed,
            @Nullable String problem,
            long waiting) {}

    /** Names of the stores that the settings of this server know, the one for new recordings first. */
    public Collection<String> stores() {
        return stores;
    }

    /** The newest ones. */
    public Future<List<Move>> list(UUID org) {
        return database.pool()
                .preparedQuery(
                        "SELECT m.*, u.display_name, coalesce(s.moved, 0) AS moved, coalesce(s.bytes, 0) AS bytes,"
                                + " coalesce(s.failed, 0) AS failed, s.problem, CASE WHEN m.state <> 'RUNNING' THEN -1 ELSE"
                                + " (SELECT count(*) FROM (SELECT FROM recording r WHERE r.org_id = m.org_id"
                                + " AND r.store = m.from_store AND r.state IN ('SEALED', 'PARTIAL')"
                                + " AND r.sealed_at < m.sealed_before LIMIT " + COUNTED + ") w) END AS waiting"
                                + " FROM recording_move m JOIN app_user u ON u.id = m.asked_by LEFT JOIN LATERAL (SELECT"
                                + " sum(n.moved)::bigint AS moved, sum(n.bytes)::bigint AS bytes, sum(n.failed)::bigint AS failed,"
                                + " max(n.problem) AS problem FROM recording_move_node n WHERE n.move_id = m.id) s ON true"
                                + " WHERE m.org_id = $1 ORDER BY m.asked_at DESC LIMIT " + SHOWN)
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RecordingMoves::move)
                        .collect(Collectors.toUnmodifiableList()));
    }

    private static Move move(Row row) {
        return new Move(
                row.getUUID("id"),
                row.getString("from_store"),
                row.getString("to_store"),
                Times.instant(row, "sealed_before"),
                row.getString("reason"),
                row.getString("display_name"),
                Times.instant(row, "asked_at"),
                row.getString("state"),
                Times.instantOrNull(row, "ended_at"),
                row.getLong("moved"),
                row.getLong("bytes"),
                row.getLong("failed"),
                row.getString("problem"),
                row.getLong("waiting"));
    }

    /**
     * Begins a move of all that was sealed before a time. Each server moves its own.
     *
     * @return its id; refused while another one runs
     */
    public Future<UUID> begin(UUID org, UUID user, String from, String to, Instant sealedBefore, String reason) {
        if (!stores.contains(from)) {
            return Future.failedFuture(Refusal.invalid("from", from, Remedy.NOT_ONE_OF.with()));
        }
        if (!stores.contains(to) || to.equals(from)) {
            return Future.failedFuture(Refusal.invalid("to", to, Remedy.NOT_ONE_OF.with()));
        }
        UUID id = Ids.next();
        Instant now = clock.instant();
        Instant before = sealedBefore.isAfter(now) ? now : sealedBefore;
        return database.<UUID>transaction(transaction -> transaction
                        .preparedQuery(
                                "INSERT INTO recording_move (id, org_id, from_store, to_store, sealed_before, reason,"
                                        + " asked_by, asked_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'RUNNING')")
                        .execute(Tuple.tuple()
                                .addUUID(id)
                                .addUUID(org)
                                .addString(from)
                                .addString(to)
                                .addOffsetDateTime(Times.at(before))
                                .addString(reason)
                                .addUUID(user)
                                .addOffsetDateTime(Times.at(now)))
                        .compose(made -> audit.append(
                                transaction,
                                AuditEntry.byUser(
                                        org,
                                        user,
                                        "recording.move-begin",
                                        "recording_move",
                                        id,
                                        new JsonObject()
                                                .put("from", from)
                                                .put("to", to)
                                                .put("sealedBefore", before.toString())
                                                .put("reason", reason))))
                        .map(id))
                .recover(e -> Future.failedFuture(
                        e instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState())
                                ? Refusal.conflict("to", to, Remedy.MOVE_RUNS.with())
                                : e));
    }

    /** What was moved stays moved; the one in hand is finished. */
    public Future<Void> stop(UUID org, UUID user, UUID move, String reason) {
        return database.transaction(transaction -> transaction
                .preparedQuery("UPDATE recording_move SET state = 'STOPPED', ended_at = $3"
                        + " WHERE id = $1 AND org_id = $2 AND state = 'RUNNING'")
                .execute(Tuple.of(move, org, Times.at(clock.instant())))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", move))
                        : audit.append(
                                transaction,
                                AuditEntry.byUser(
                                        org,
                                        user,
                                        "recording.move-stop",
                                        "recording_move",
                                        move,
                                        new JsonObject().put("reason", reason)))));
    }
}
