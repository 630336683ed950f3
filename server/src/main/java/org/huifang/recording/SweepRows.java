package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/** What the sweep asks of the database and sets right there; all for this node, within the last days. */
final class SweepRows {
    private static final Duration NO_CALL_AFTER = Duration.ofMinutes(5);

    private final Database database;
    private final Clock clock;
    private final RecordingNode node;

    SweepRows(Database database, Clock clock, RecordingNode node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /** A recording and what is known of its files. */
    record Known(
            UUID id,
            Instant claimedAt,
            String state,
            @Nullable Stored stored,
            @Nullable Long sizeBytes,
            byte @Nullable [] sha256Agent,
            byte @Nullable [] sha256Customer) {}

    /** Answered attempts without a row get one, so that their sound is sealed, or found to be missing. */
    Future<List<UUID>> adoptAnswered(Instant since) {
        return ids(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at, ended_at, expected_ms) SELECT a.id, a.claimed_at, a.org_id,"
                        + " a.callback_id, a.campaign_id, a.customer_id, a.agent_id, a.node_id, 'PENDING',"
                        + " a.answered_at, a.ended_at, (extract(epoch FROM a.ended_at - a.answered_at) * 1000)::bigint"
                        + " FROM attempt a WHERE a.node_id = $1 AND a.claimed_at > $2 AND a.answered_at IS NOT NULL"
                        + " AND NOT EXISTS (SELECT FROM recording r WHERE r.claimed_at = a.claimed_at"
                        + " AND r.id = a.id) ON CONFLICT DO NOTHING RETURNING id",
                Tuple.of(node.id(), Times.at(since)));
    }

    /** A row for sound whose attempt is known, of whatever age and outcome; empty: no attempt has this id, or it lives. */
    Future<List<UUID>> adoptFile(UUID id) {
        return ids(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at, ended_at, expected_ms) SELECT a.id, a.claimed_at, a.org_id,"
                        + " a.callback_id, a.campaign_id, a.customer_id, a.agent_id, $1, 'PENDING',"
                        + " coalesce(a.answered_at, a.claimed_at), a.ended_at,"
                        + " (extract(epoch FROM a.ended_at - a.answered_at) * 1000)::bigint FROM attempt a WHERE a.id = $2"
                        + " ON CONFLICT DO NOTHING RETURNING id",
                Tuple.of(node.id(), id));
    }

    /** Rows that still say the call lives although its attempt ended. */
    Future<List<UUID>> endThoseThatEnded() {
        return ids(
                "UPDATE recording r SET ended_at = a.ended_at,"
                        + " expected_ms = (extract(epoch FROM a.ended_at - r.started_at) * 1000)::bigint FROM attempt a"
                        + " WHERE r.node_id = $1 AND r.state IN ('PENDING', 'FAILED') AND r.ended_at IS NULL"
                        + " AND a.claimed_at = r.claimed_at AND a.id = r.id RETURNING r.id",
                Tuple.of(node.id()));
    }

    /** Calls whose fate nobody knows: what was recorded of them is sealed all the same. */
    Future<List<UUID>> endThoseOfUnknownFate() {
        return ids(
                "UPDATE recording r SET ended_at = $2 FROM live_attempt l WHERE r.node_id = $1"
                        + " AND r.state IN ('PENDING', 'FAILED') AND r.ended_at IS NULL AND l.id = r.id"
                        + " AND l.state = 'UNKNOWN' RETURNING r.id",
                Tuple.of(node.id(), Times.at(clock.instant())));
    }

    /** Rows of a live call that does not exist. */
    Future<List<UUID>> withoutCall() {
        return ids(
                "SELECT r.id FROM recording r WHERE r.node_id = $1 AND r.state IN ('PENDING', 'FAILED')"
                        + " AND r.ended_at IS NULL AND r.started_at < $2"
                        + " AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.id = r.id)"
                        + " AND NOT EXISTS (SELECT FROM attempt a WHERE a.claimed_at = r.claimed_at AND a.id = r.id)",
                Tuple.of(node.id(), Times.at(clock.instant().minus(NO_CALL_AFTER))));
    }

    /** Sealed recordings after a place in their order, at most {@code limit}. */
    Future<List<Known>> sealedAfter(Instant claimedAt, UUID id, int limit) {
        return known(
                "SELECT * FROM recording WHERE node_id = $1 AND state IN ('SEALED', 'PARTIAL')"
                        + " AND (claimed_at, id) > ($2, $3) ORDER BY claimed_at, id LIMIT $4",
                Tuple.of(node.id(), Times.at(claimedAt), id, limit));
    }

    Future<List<Known>> byId(List<UUID> ids) {
        return known("SELECT * FROM recording WHERE id = ANY($1)", Tuple.of(ids.toArray(UUID[]::new)));
    }

    /** A MISSING recording whose files came after all is sealed like any other. */
    Future<List<UUID>> takeUpAgain(Known known) {
        return ids(
                "UPDATE recording SET state = 'PENDING', problem = NULL, tries = 0, retry_at = NULL"
                        + " WHERE claimed_at = $1 AND id = $2 AND state = 'MISSING' RETURNING id",
                Tuple.of(Times.at(known.claimedAt()), known.id()));
    }

    private Future<List<UUID>> ids(String sql, Tuple values) {
        return rows(sql, values)
                .map(rows -> rows.stream().map(row -> row.getUUID("id")).collect(Collectors.toUnmodifiableList()));
    }

    private Future<List<Known>> known(String sql, Tuple values) {
        return rows(sql, values)
                .map(rows -> rows.stream()
                        .map(row -> new Known(
                                row.getUUID("id"),
                                Times.instant(row, "claimed_at"),
                                row.getString("state"),
                                stored(row),
                                row.getLong("size_bytes"),
                                bytes(row, "sha256_agent"),
                                bytes(row, "sha256_customer")))
                        .collect(Collectors.toUnmodifiableList()));
    }

    private Future<List<Row>> rows(String sql, Tuple values) {
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).collect(Collectors.toUnmodifiableList()));
    }

    private static @Nullable Stored stored(Row row) {
        String name = row.getString("stored_as");
        return name == null ? null : new Stored(row.getString("store"), name, row.getString("store_version"));
    }

    private static byte @Nullable [] bytes(Row row, String column) {
        var value = row.getBuffer(column);
        return value == null ? null : value.getBytes();
    }
}
