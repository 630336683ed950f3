package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/** The markers of pauses, each beginning and end with its audit entry. */
final class PauseRows {
    /** The talk of an agent here, and how long its campaign lets a recording pause. */
    private static final String BEGIN = """
            INSERT INTO recording_pause (id, recording_id, org_id, node_id, agent_id, reason, begun_by, begun_at, until_at, from_ms)
            SELECT $1, l.id, l.org_id, l.node_id, l.agent_id, $4, $5, $6::timestamptz,
              $6::timestamptz + make_interval(secs => coalesce((v.rules #>> '{recording,pauseSeconds}')::int, 60)),
              greatest(0, (extract(epoch FROM $6::timestamptz - l.answered_at) * 1000)::bigint)
            FROM live_attempt l LEFT JOIN campaign_rules v ON v.campaign_id = l.campaign_id AND v.version = l.rules_version
            WHERE l.agent_id = $2 AND l.node_id = $3 AND l.state = 'BRIDGED' AND l.answered_at IS NOT NULL
            ON CONFLICT (recording_id) WHERE ended IS NULL DO NOTHING
            RETURNING id, recording_id, org_id, until_at
            """;

    private static final String OPEN =
            "SELECT id, recording_id, org_id, until_at FROM recording_pause WHERE ended IS NULL AND node_id = $1";

    private static final String WITH_CALLS = """
            UPDATE recording_pause p SET ended = 'CALL_ENDED', ended_at = r.ended_at,
              to_ms = greatest(p.from_ms, (extract(epoch FROM r.ended_at - r.started_at) * 1000)::bigint)
            FROM recording r WHERE p.node_id = $1 AND p.ended IS NULL AND r.id = p.recording_id AND r.ended_at IS NOT NULL
            RETURNING p.id, p.recording_id, p.org_id, p.to_ms
            """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final RecordingNode node;

    PauseRows(Database database, Audit audit, Clock clock, RecordingNode node) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
    }

    /** A pause that goes on. */
    record Open(UUID id, UUID recording, UUID org, Instant until) {}

    /** Empty: the agent is in no talk here. A pause that goes on is answered as it is. */
    Future<Optional<Open>> begin(UUID agent, UUID user, RecordingPauses.Reason reason) {
        return database.transaction(transaction -> transaction
                        .preparedQuery(BEGIN)
                        .execute(Tuple.of(Ids.next(), agent, node.id(), reason.name(), user, Times.at(clock.instant())))
                        .compose(rows -> {
                            if (rows.rowCount() == 0) {
                                return Future.succeededFuture(Optional.<Open>empty());
                            }
                            Open pause = pause(rows.iterator().next());
                            return audit.append(
                                            transaction,
                                            AuditEntry.byUser(
                                                    pause.org(),
                                                    user,
                                                    "pause.begin",
                                                    "recording",
                                                    pause.recording(),
                                                    new JsonObject()
                                                            .put("reason", reason.name())
                                                            .put(
                                                                    "until",
                                                                    pause.until()
                                                                            .toString())))
                                    .map(Optional.of(pause));
                        }))
                .compose(begun -> begun.isPresent() ? Future.succeededFuture(begun) : openOf(agent));
    }

    Future<Optional<Open>> openOf(UUID agent) {
        return database.pool()
                .preparedQuery(OPEN + " AND agent_id = $2 ORDER BY begun_at DESC LIMIT 1")
                .execute(Tuple.of(node.id(), agent))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(pause(rows.iterator().next())));
    }

    Future<List<Open>> open() {
        return database.pool()
                .preparedQuery(OPEN)
                .execute(Tuple.of(node.id()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PauseRows::pause)
                        .toList());
    }

    Future<Void> end(Open pause, String how, Instant at) {
        return database.transaction(transaction -> transaction
                .preparedQuery("UPDATE recording_pause SET ended = $2, ended_at = $3::timestamptz,"
                        + " to_ms = from_ms + greatest(0, (extract(epoch FROM $3::timestamptz - begun_at) * 1000)::bigint)"
                        + " WHERE id = $1 AND ended IS NULL RETURNING to_ms")
                .execute(Tuple.of(pause.id(), how, Times.at(at)))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture()
                        : ended(
                                transaction,
                                pause.org(),
                                pause.recording(),
                                how,
                                rows.iterator().next().getLong(0))));
    }

    /** @return the pauses whose calls have ended and which ended with them */
    Future<List<UUID>> endWithCalls() {
        return database.transaction(transaction -> transaction
                .preparedQuery(WITH_CALLS)
                .execute(Tuple.of(node.id()))
                .compose(rows -> {
                    var all = StreamSupport.stream(rows.spliterator(), false).toList();
                    Future<Void> written = Future.succeededFuture();
                    for (Row row : all) {
                        written = written.compose(before -> ended(
                                transaction,
                                row.getUUID("org_id"),
                                row.getUUID("recording_id"),
                                "CALL_ENDED",
                                row.getLong("to_ms")));
                    }
                    return written.map(
                            all.stream().map(row -> row.getUUID("id")).toList());
                }));
    }

    private Future<Void> ended(SqlConnection transaction, UUID org, UUID recording, String how, long toMs) {
        return audit.append(
                transaction,
                AuditEntry.byNode(
                        org,
                        node.name(),
                        "pause.end",
                        "recording",
                        recording,
                        new JsonObject().put("how", how).put("toMs", toMs)));
    }

    private static Open pause(Row row) {
        return new Open(
                row.getUUID("id"), row.getUUID("recording_id"), row.getUUID("org_id"), Times.instant(row, "until_at"));
    }
}
