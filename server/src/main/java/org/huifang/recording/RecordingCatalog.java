package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.MonthOfId;
import org.huifang.db.Times;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/** Finds recordings by their one id, which is the attempt's. */
public final class RecordingCatalog {
    /** By name: the rest of the row, the words of notes among it, is for searching. */
    private static final String SOUND =
            "SELECT r.id, r.org_id, r.state, r.started_at, r.duration_ms, r.format, r.size_bytes,"
                    + " r.problem, r.retain_until, r.sealed_at, r.store, r.stored_as, r.store_version, r.sha256_stored, r.key_id,"
                    + " k.wrapped, k.master_id FROM recording r LEFT JOIN recording_key k ON k.id = r.key_id"
                    + " WHERE r.id = $1 AND {month r.claimed_at}";

    private static final MonthOfId FIND = new MonthOfId(SOUND);
    private static final MonthOfId FIND_OF = new MonthOfId(SOUND + " AND r.org_id = $2");

    private final Database database;

    RecordingCatalog(Database database) {
        this.database = database;
    }

    /** Whoever asks must have proven the right to it. */
    public Future<Optional<StoredSound>> find(UUID attempt) {
        return FIND.find(database.pool(), attempt, Tuple.of(attempt))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(sound(rows.iterator().next())));
    }

    /** @param orgId a recording of another organisation is not found */
    public Future<Optional<StoredSound>> find(UUID orgId, UUID attempt) {
        return FIND_OF.find(database.pool(), attempt, Tuple.of(attempt, orgId))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(sound(rows.iterator().next())));
    }

    /**
     * A stretch that was not recorded.
     *
     * @param toMs null: it goes on
     * @param ended AGENT, TIME, PBX, CALL_ENDED; null: it goes on
     */
    public record Pause(
            long fromMs,
            @Nullable Long toMs,
            String reason,
            String begunBy,
            @Nullable String ended) {}

    /** In their order; without those that never began. */
    public Future<List<Pause>> pauses(UUID recording) {
        return database.pool()
                .preparedQuery("SELECT p.from_ms, p.to_ms, p.reason, u.display_name, p.ended FROM recording_pause p"
                        + " JOIN app_user u ON u.id = p.begun_by WHERE p.recording_id = $1"
                        + " AND p.ended IS DISTINCT FROM 'NOT_MUTED' ORDER BY p.from_ms")
                .execute(Tuple.of(recording))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Pause(
                                row.getLong(0), row.getLong(1), row.getString(2), row.getString(3), row.getString(4)))
                        .toList());
    }

    private static StoredSound sound(Row row) {
        String format = row.getString("format");
        return new StoredSound(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("state"),
                Times.instant(row, "started_at"),
                row.getLong("duration_ms"),
                format == null ? null : SoundFormat.valueOf(format),
                row.getLong("size_bytes"),
                row.getString("problem"),
                Times.instantOrNull(row, "retain_until"),
                Times.instantOrNull(row, "sealed_at"),
                key(row));
    }

    private static StoredSound.@Nullable Key key(Row row) {
        UUID keyId = row.getUUID("key_id");
        return keyId == null
                ? null
                : new StoredSound.Key(
                        new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version")),
                        keyId,
                        row.getBuffer("wrapped").getBytes(),
                        row.getString("master_id"),
                        row.getBuffer("sha256_stored").getBytes());
    }
}
