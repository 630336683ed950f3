package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.MonthBounds;
import org.huifang.db.Times;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/** The rows that drive sealing: what waits, and what became of it. The rows alone bring back all work after a crash. */
final class SealingRows {
    /** As the attempt's version of the campaign's rules says, at least 3 years from the call's end (R65). */
    private static final String WAITS = """
            SELECT r.ended_at + make_interval(years => greatest(3, coalesce((
                SELECT (rules.rules ->> 'retentionYears')::int FROM campaign_rules rules
                WHERE rules.campaign_id = r.campaign_id AND rules.version = coalesce(
                  (SELECT a.rules_version FROM attempt a WHERE a.claimed_at = $1 AND a.id = $2 AND {month a.claimed_at}),
                  (SELECT c.current_version FROM campaign c WHERE c.id = r.campaign_id))), 3))) AS retain_until
            FROM recording r
            WHERE r.claimed_at = $1 AND r.id = $2 AND {month r.claimed_at} AND r.state IN ('PENDING', 'FAILED')
            """;

    private static final MonthBounds LOOK = new MonthBounds(WAITS);
    private static final MonthBounds LOCK = new MonthBounds(WAITS + "FOR UPDATE OF r");

    private static final MonthBounds SEAL = new MonthBounds("""
            UPDATE recording r SET state = $3, duration_ms = $4, format = $5, size_bytes = $6, stored_as = $7, key_id = $8,
              sha256_stored = $9, sha256_sound = $10, sha256_agent = $11, sha256_customer = $12, problem = $13,
              sealed_at = $14, retry_at = NULL, retain_until = $15, store = $16, store_version = $17
            WHERE r.claimed_at = $1 AND r.id = $2 AND {month r.claimed_at}
            """);

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final RecordingNode node;

    SealingRows(Database database, Audit audit, Clock clock, RecordingNode node) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
    }

    /** The oldest that may be sealed now. */
    Future<List<PendingRecording>> due(int limit) {
        return database.pool()
                .preparedQuery("SELECT id, claimed_at, org_id, started_at, ended_at, expected_ms, tries FROM recording"
                        + " WHERE node_id = $1 AND state IN ('PENDING', 'FAILED') AND ended_at IS NOT NULL"
                        + " AND (retry_at IS NULL OR retry_at <= $2) ORDER BY started_at LIMIT $3")
                .execute(Tuple.of(node.id(), Times.at(clock.instant()), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SealingRows::pending)
                        .collect(Collectors.toUnmodifiableList()));
    }

    /** How many calls ended and are not sealed, retries included. */
    Future<Long> backlog() {
        return database.pool()
                .preparedQuery("SELECT count(*) FROM recording WHERE node_id = $1 AND state IN ('PENDING', 'FAILED')"
                        + " AND ended_at IS NOT NULL")
                .execute(Tuple.of(node.id()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** How long its sound is to be retained; empty: it waits no more. */
    Future<Optional<Instant>> retainUntil(PendingRecording row) {
        return database.keyed()
                .preparedQuery(LOOK.of(row.claimedAt()))
                .execute(Tuple.of(Times.at(row.claimedAt()), row.id()))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(until(rows.iterator().next())));
    }

    private static Instant until(Row row) {
        return Times.instant(row, "retain_until");
    }

    /**
     * Commits that the sound is sealed, with its key and its audit entry.
     *
     * @param place keeps the file, at least until then; called while the row is locked, so that no late commit of an
     *     interrupted run can end up with this run's file
     * @return false when the row was sealed already: then nothing was placed or written
     */
    Future<Boolean> sealed(PendingRecording row, SealedSound sound, Function<Instant, Future<Stored>> place) {
        return database.keyedTransaction(transaction -> transaction
                .preparedQuery(LOCK.of(row.claimedAt()))
                .execute(Tuple.of(Times.at(row.claimedAt()), row.id()))
                .compose(locked -> locked.rowCount() == 0
                        ? Future.succeededFuture(false)
                        : commit(
                                transaction, row, sound, until(locked.iterator().next()), place)));
    }

    private Future<Boolean> commit(
            SqlConnection transaction,
            PendingRecording row,
            SealedSound sound,
            Instant retainUntil,
            Function<Instant, Future<Stored>> place) {
        return place.apply(retainUntil)
                .compose(stored -> insertKey(transaction, sound)
                        .compose(inserted -> update(transaction, row, sound, stored, retainUntil))
                        .compose(updated -> audit.append(
                                transaction, entry(row, "recording.seal", facts(sound, stored, retainUntil)))))
                .map(true);
    }

    private Future<?> insertKey(SqlConnection transaction, SealedSound sound) {
        return transaction
                .preparedQuery("INSERT INTO recording_key (id, wrapped, master_id, created_at) VALUES ($1, $2, $3, $4)")
                .execute(Tuple.of(
                        sound.keyId(), Buffer.buffer(sound.wrappedKey()), sound.masterId(), Times.at(clock.instant())));
    }

    private Future<?> update(
            SqlConnection transaction, PendingRecording row, SealedSound sound, Stored stored, Instant retainUntil) {
        return transaction
                .preparedQuery(SEAL.of(row.claimedAt()))
                .execute(Tuple.tuple()
                        .addOffsetDateTime(Times.at(row.claimedAt()))
                        .addUUID(row.id())
                        .addString(sound.state())
                        .addLong(sound.durationMs())
                        .addString(sound.format().name())
                        .addLong(sound.sizeBytes())
                        .addString(stored.name())
                        .addUUID(sound.keyId())
                        .addBuffer(Buffer.buffer(sound.sha256Stored()))
                        .addBuffer(Buffer.buffer(sound.sha256Sound()))
                        .addBuffer(bufferOrNull(sound.sha256Agent()))
                        .addBuffer(bufferOrNull(sound.sha256Customer()))
                        .addString(codes(sound.problems()))
                        .addOffsetDateTime(Times.at(clock.instant()))
                        .addOffsetDateTime(Times.at(retainUntil))
                        .addString(stored.store())
                        .addString(stored.version()));
    }

    private static @Nullable Buffer bufferOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    private static JsonObject facts(SealedSound sound, Stored stored, Instant retainUntil) {
        var hex = HexFormat.of();
        return new JsonObject()
                .put("state", sound.state())
                .put("durationMs", sound.durationMs())
                .put("sizeBytes", sound.sizeBytes())
                .put("sha256Stored", hex.formatHex(sound.sha256Stored()))
                .put("sha256Sound", hex.formatHex(sound.sha256Sound()))
                .put("sha256Agent", sound.sha256Agent() == null ? null : hex.formatHex(sound.sha256Agent()))
                .put("sha256Customer", sound.sha256Customer() == null ? null : hex.formatHex(sound.sha256Customer()))
                .put("retainUntil", Times.at(retainUntil).toString())
                .put("store", stored.store())
                .put("storeVersion", stored.version())
                .put("problem", codes(sound.problems()));
    }

    /** There is no sound: no file, or files that hold nothing. Stays visible; the sweep takes it up when files come. */
    Future<Boolean> missing(PendingRecording row, Problem problem) {
        return database.transaction(transaction -> transaction
                .preparedQuery("UPDATE recording SET state = 'MISSING', problem = $3, retry_at = NULL"
                        + " WHERE claimed_at = $1 AND id = $2 AND state IN ('PENDING', 'FAILED')")
                .execute(Tuple.of(Times.at(row.claimedAt()), row.id(), problem.name()))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.succeededFuture(false)
                        : audit.append(
                                        transaction,
                                        entry(
                                                row,
                                                "recording.missing",
                                                new JsonObject().put("problem", problem.name())))
                                .map(true)));
    }

    /** Notes a failed try; {@code giveUp} makes it FAILED, which is still tried again at {@code retryIn}. */
    Future<Void> failed(PendingRecording row, String problem, boolean giveUp, Duration retryIn) {
        return database.pool()
                .preparedQuery("UPDATE recording SET tries = tries + 1, problem = $3, state = $4, retry_at = $5"
                        + " WHERE claimed_at = $1 AND id = $2 AND state IN ('PENDING', 'FAILED')")
                .execute(Tuple.of(
                        Times.at(row.claimedAt()),
                        row.id(),
                        problem,
                        giveUp ? "FAILED" : "PENDING",
                        Times.at(clock.instant().plus(retryIn))))
                .mapEmpty();
    }

    /** Notes why it waits; counts no failure. */
    Future<Void> waits(PendingRecording row, String problem) {
        return database.pool()
                .preparedQuery("UPDATE recording SET problem = $3"
                        + " WHERE claimed_at = $1 AND id = $2 AND state IN ('PENDING', 'FAILED')")
                .execute(Tuple.of(Times.at(row.claimedAt()), row.id(), problem))
                .mapEmpty();
    }

    private AuditEntry entry(PendingRecording row, String action, JsonObject detail) {
        return AuditEntry.byNode(row.orgId(), node.name(), action, "recording", row.id(), detail);
    }

    private static PendingRecording pending(Row row) {
        return new PendingRecording(
                row.getUUID("id"),
                row.getOffsetDateTime("claimed_at").toInstant(),
                row.getUUID("org_id"),
                row.getOffsetDateTime("started_at").toInstant(),
                row.getOffsetDateTime("ended_at").toInstant(),
                row.getLong("expected_ms"),
                row.getInteger("tries"));
    }

    private static @Nullable String codes(Set<Problem> problems) {
        return problems.isEmpty() ? null : problems.stream().map(Enum::name).collect(Collectors.joining(","));
    }
}
