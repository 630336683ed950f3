package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** What could be purged, and what was, with its certificates. */
public final class PurgeList {
    /** The month is UTC's, of the call. */
    private static final String DRY_RUN = """
            SELECT to_char(r.claimed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
              count(*) FILTER (WHERE NOT kept) AS recordings, coalesce(sum(r.size_bytes) FILTER (WHERE NOT kept), 0)::bigint AS bytes,
              count(*) FILTER (WHERE kept) AS held
            FROM (SELECT r.claimed_at, r.size_bytes, r.held OR EXISTS (
                    SELECT FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id
                    WHERE h.recording_id = r.id AND l.state IN ('PROPOSED', 'PLACED')) AS kept
                  FROM recording r
                  WHERE r.org_id = $1 AND r.key_id IS NOT NULL AND r.state IN ('SEALED', 'PARTIAL') AND r.retain_until <= $2
                    AND ($3::text IS NULL OR r.campaign_id = (SELECT id FROM campaign WHERE org_id = $1 AND code = $3))) r
            GROUP BY 1 ORDER BY 1
            """;

    private static final String PAGE = """
            SELECT p.*, a.display_name AS proposer, d.display_name AS decider,
              (SELECT count(*) FROM purge_item i WHERE i.purge_id = p.id AND i.state IN ('ERASED', 'DONE')) AS erased,
              (SELECT count(*) FROM purge_item i WHERE i.purge_id = p.id AND i.state = 'SPARED') AS spared,
              (SELECT count(*) FROM purge_item i WHERE i.purge_id = p.id AND i.state = 'ERASED') AS files_left
            FROM purge p JOIN app_user a ON a.id = p.proposed_by
            LEFT JOIN second_person s ON s.subject_id = p.id AND s.kind = 'purge.execute'
            LEFT JOIN app_user d ON d.id = s.decided_by
            WHERE p.org_id = $1 AND ($2::timestamptz IS NULL OR (p.proposed_at, p.id) < ($2, $3))
            ORDER BY p.proposed_at DESC, p.id DESC LIMIT $4
            """;
    private static final String ITEMS = """
            SELECT i.* FROM purge_item i JOIN purge p ON p.id = i.purge_id
            WHERE i.purge_id = $1 AND p.org_id = $2 AND ($3::uuid IS NULL OR i.recording_id > $3)
            ORDER BY i.recording_id LIMIT $4
            """;

    private final Database database;
    private final Clock clock;

    PurgeList(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param held past retention, but under a hold */
    public record Month(String month, long recordings, long bytes, long held) {}

    /**
     * @param filesLeft without key already, but the store does not let the file go yet
     * @param problem why a begun purge waits: the witness or the clock
     */
    public record Purge(
            UUID id,
            String state,
            String reason,
            int recordings,
            long bytes,
            String proposedBy,
            Instant proposedAt,
            @Nullable String decidedBy,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            long erased,
            long spared,
            long filesLeft,
            @Nullable String problem) {}

    /** A line of the list; once erased, its certificate. */
    public record Item(
            UUID attemptId,
            String state,
            Instant retainUntil,
            long sizeBytes,
            String sha256Stored,
            String sha256Sound,
            @Nullable String sparedWhy,
            @Nullable Instant erasedAt,
            @Nullable Instant fileGoneAt,
            @Nullable String problem) {}

    /** By month; deletes nothing. */
    public Future<List<Month>> dryRun(UUID orgId, @Nullable Instant until, @Nullable String campaign) {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(DRY_RUN)
                .execute(Tuple.of(orgId, Times.at(until == null || until.isAfter(now) ? now : until), campaign))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Month(
                                row.getString("month"),
                                row.getLong("recordings"),
                                row.getLong("bytes"),
                                row.getLong("held")))
                        .toList());
    }

    public Future<List<Purge>> list(UUID orgId, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(
                        orgId, after == null ? null : Times.at(after.at()), after == null ? null : after.id(), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PurgeList::purge)
                        .toList());
    }

    public Future<List<Item>> items(UUID orgId, UUID purge, @Nullable UUID after, int limit) {
        return database.pool()
                .preparedQuery(ITEMS)
                .execute(Tuple.of(purge, orgId, after, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PurgeList::item)
                        .toList());
    }

    private static Purge purge(Row row) {
        return new Purge(
                row.getUUID("id"),
                row.getString("state"),
                row.getString("reason"),
                row.getInteger("recordings"),
                row.getLong("bytes"),
                row.getString("proposer"),
                Times.instant(row, "proposed_at"),
                row.getString("decider"),
                Times.instantOrNull(row, "started_at"),
                Times.instantOrNull(row, "finished_at"),
                row.getLong("erased"),
                row.getLong("spared"),
                row.getLong("files_left"),
                row.getString("problem"));
    }

    private static Item item(Row row) {
        var hex = HexFormat.of();
        return new Item(
                row.getUUID("recording_id"),
                row.getString("state"),
                Times.instant(row, "retain_until"),
                row.getLong("size_bytes"),
                hex.formatHex(row.getBuffer("sha256_stored").getBytes()),
                hex.formatHex(row.getBuffer("sha256_sound").getBytes()),
                row.getString("spared_why"),
                Times.instantOrNull(row, "erased_at"),
                Times.instantOrNull(row, "file_gone_at"),
                row.getString("problem"));
    }
}
