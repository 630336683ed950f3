package org.huifang.archive;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Archives that were asked for, and their volumes with the digests by which the ledger knows them. */
public final class ArchiveList {
    private static final String PAGE = """
            SELECT a.*, u.display_name AS proposer, d.display_name AS decider, e.display_name AS canceller, v.*
            FROM archive a JOIN app_user u ON u.id = a.proposed_by LEFT JOIN app_user e ON e.id = a.ended_by
            LEFT JOIN second_person s ON s.subject_id = a.id AND s.kind = 'archive.make'
            LEFT JOIN app_user d ON d.id = s.decided_by
            CROSS JOIN LATERAL (SELECT count(*) AS volumes, coalesce(sum(n.recordings), 0)::bigint AS listed,
                coalesce(sum(n.without_sound), 0)::bigint AS without_sound, coalesce(sum(n.bytes), 0)::bigint AS made_bytes
              FROM archive_volume n WHERE n.archive_id = a.id AND n.state = 'DONE') v
            WHERE a.org_id = $1 AND ($2::timestamptz IS NULL OR (a.proposed_at, a.id) < ($2, $3))
            ORDER BY a.proposed_at DESC, a.id DESC LIMIT $4
            """;
    private static final String VOLUMES = """
            SELECT v.* FROM archive_volume v JOIN archive a ON a.id = v.archive_id
            WHERE v.archive_id = $1 AND a.org_id = $2 AND v.state = 'DONE' ORDER BY v.number
            """;

    private final Database database;

    ArchiveList(Database database) {
        this.database = database;
    }

    /**
     * @param done recordings that stand in volumes already, the one that is being written included
     * @param withoutSound of those in finished volumes
     * @param madeBytes of all finished volumes
     * @param recipient fingerprint of the key they are encrypted to; null: readable by everybody
     * @param problem why it waits: a code, and after a colon what was said
     */
    public record Archive(
            UUID id,
            String month,
            String zone,
            String state,
            boolean wholeNumbers,
            long volumeBytes,
            @Nullable String recipient,
            String reason,
            long recordings,
            long bytes,
            long done,
            long withoutSound,
            long volumes,
            long madeBytes,
            String node,
            String proposedBy,
            Instant proposedAt,
            @Nullable String decidedBy,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String cancelledBy,
            @Nullable String problem) {}

    /** @param sha256 of its file SHA256SUMS, as the ledger has it */
    public record Volume(
            int number,
            String name,
            long recordings,
            long withoutSound,
            long bytes,
            String sha256,
            boolean last,
            Instant madeAt) {}

    public Future<List<Archive>> list(UUID orgId, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(
                        orgId, after == null ? null : Times.at(after.at()), after == null ? null : after.id(), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ArchiveList::archive)
                        .toList());
    }

    public Future<List<Volume>> volumes(UUID orgId, UUID archive) {
        return database.pool()
                .preparedQuery(VOLUMES)
                .execute(Tuple.of(archive, orgId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Volume(
                                row.getInteger("number"),
                                row.getString("name"),
                                row.getLong("recordings"),
                                row.getLong("without_sound"),
                                row.getLong("bytes"),
                                HexFormat.of().formatHex(row.getBuffer("sha256").getBytes()),
                                row.getBoolean("is_last"),
                                Times.instant(row, "made_at")))
                        .toList());
    }

    private static Archive archive(Row row) {
        return new Archive(
                row.getUUID("id"),
                YearMonth.from(row.getLocalDate("month")).toString(),
                row.getString("zone"),
                row.getString("state"),
                row.getString("numbers").equals("WHOLE"),
                row.getLong("volume_bytes"),
                row.getString("recipient"),
                row.getString("reason"),
                row.getLong("recordings"),
                row.getLong("bytes"),
                row.getLong("listed") + row.getLong("in_volume"),
                row.getLong("without_sound"),
                row.getLong("volumes"),
                row.getLong("made_bytes"),
                row.getString("node"),
                row.getString("proposer"),
                Times.instant(row, "proposed_at"),
                row.getString("decider"),
                Times.instantOrNull(row, "started_at"),
                Times.instantOrNull(row, "ended_at"),
                row.getString("canceller"),
                row.getString("problem"));
    }
}
