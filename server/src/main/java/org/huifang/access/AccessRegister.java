package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Who asked for which recordings, what became of it, and what left the house; newest first. */
public final class AccessRegister {
    private static final String PAGE = """
            SELECT a.*, u.display_name AS asker, unit.name AS unit, home.name AS home, s.decided_at, s.decision_reason,
                   s.expires_at, d.display_name AS decider, r.display_name AS revoker
            FROM access_request a JOIN app_user u ON u.id = a.user_id JOIN org_unit home ON home.id = u.org_id
            JOIN org_unit unit ON unit.id = a.org_id
            JOIN second_person s ON s.subject_id = a.id AND s.kind = 'access.grant'
            LEFT JOIN app_user d ON d.id = s.decided_by LEFT JOIN app_user r ON r.id = a.revoked_by
            WHERE %s AND ($2::timestamptz IS NULL OR (a.asked_at, a.id) < ($2, $3))
            ORDER BY a.asked_at DESC, a.id DESC LIMIT $4
            """;
    private static final String RECORDINGS = """
            SELECT r.id, r.started_at, r.duration_ms, r.state FROM access_request a
            JOIN access_request_recording x ON x.request_id = a.id JOIN recording r ON r.id = x.recording_id
            WHERE a.id = $1 AND (a.org_id = $2 OR a.user_id = $3) ORDER BY r.started_at, r.id
            """;
    private static final String COPIES = """
            SELECT e.*, u.display_name AS who FROM recording_export e JOIN app_user u ON u.id = e.user_id
            WHERE e.org_id = $1 AND ($2::timestamptz IS NULL OR (e.at, e.id) < ($2, $3))
            ORDER BY e.at DESC, e.id DESC LIMIT $4
            """;
    private static final String HANDOVERS = """
            SELECT h.*, u.display_name AS filer FROM access_handover h JOIN app_user u ON u.id = h.filed_by
            WHERE h.request_id = ANY ($1) ORDER BY h.filed_at
            """;

    private final Database database;

    public AccessRegister(Database database) {
        this.database = database;
    }

    public record Handover(LocalDate handedOn, String recipient, String way, String filedBy, Instant filedAt) {}

    /** @param state as stored; APPROVED holds while {@code grantedUntil} is to come */
    public record Entry(
            UUID id,
            String askedBy,
            String askedByUnit,
            String unit,
            String purpose,
            @Nullable String recipient,
            @Nullable String reference,
            boolean copies,
            int hours,
            String reason,
            int recordings,
            Instant askedAt,
            String state,
            @Nullable Instant grantedUntil,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String decisionReason,
            @Nullable String revokedBy,
            @Nullable Instant revokedAt,
            @Nullable String revokeReason,
            List<Handover> handovers) {}

    public record Listed(
            UUID attemptId, Instant startedAt, @Nullable Long durationMs, String state) {}

    public record Copy(
            UUID id,
            UUID attemptId,
            String by,
            Instant at,
            String reason,
            String fileName,
            long sizeBytes,
            String sha256,
            @Nullable UUID requestId) {}

    public Future<List<Entry>> own(UUID userId, @Nullable Place after, int limit) {
        return entries("a.user_id = $1", userId, after, limit);
    }

    public Future<List<Entry>> ofUnit(UUID orgId, @Nullable Place after, int limit) {
        return entries("a.org_id = $1", orgId, after, limit);
    }

    private Future<List<Entry>> entries(String whose, UUID id, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE.formatted(whose))
                .execute(page(id, after, limit))
                .compose(rows -> {
                    var found = StreamSupport.stream(rows.spliterator(), false).toList();
                    return database.pool()
                            .preparedQuery(HANDOVERS)
                            .execute(Tuple.of(
                                    found.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new)))
                            .map(handed -> found.stream()
                                    .map(row -> entry(row, handedOf(handed, row.getUUID("id"))))
                                    .toList());
                });
    }

    /** The set of a request, for its asker and the unit whose recordings they are. */
    public Future<List<Listed>> recordings(UUID requestId, UUID orgId, UUID userId) {
        return database.pool()
                .preparedQuery(RECORDINGS)
                .execute(Tuple.of(requestId, orgId, userId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Listed(
                                row.getUUID("id"),
                                Times.instant(row, "started_at"),
                                row.getLong("duration_ms"),
                                row.getString("state")))
                        .toList());
    }

    public Future<List<Copy>> copies(UUID orgId, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(COPIES)
                .execute(page(orgId, after, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Copy(
                                row.getUUID("id"),
                                row.getUUID("recording_id"),
                                row.getString("who"),
                                Times.instant(row, "at"),
                                row.getString("reason"),
                                row.getString("file_name"),
                                row.getLong("size_bytes"),
                                HexFormat.of().formatHex(row.getBuffer("sha256").getBytes()),
                                row.getUUID("request_id")))
                        .toList());
    }

    private static Tuple page(UUID id, @Nullable Place after, int limit) {
        return Tuple.of(id, after == null ? null : Times.at(after.at()), after == null ? null : after.id(), limit);
    }

    private static List<Handover> handedOf(Iterable<Row> handed, UUID requestId) {
        var found = new ArrayList<Handover>();
        for (Row row : handed) {
            if (row.getUUID("request_id").equals(requestId)) {
                found.add(new Handover(
                        row.getLocalDate("handed_on"),
                        row.getString("recipient"),
                        row.getString("way"),
                        row.getString("filer"),
                        Times.instant(row, "filed_at")));
            }
        }
        return found;
    }

    private static Entry entry(Row row, List<Handover> handovers) {
        return new Entry(
                row.getUUID("id"),
                row.getString("asker"),
                row.getString("home"),
                row.getString("unit"),
                row.getString("purpose"),
                row.getString("recipient"),
                row.getString("reference"),
                row.getBoolean("copies"),
                row.getInteger("hours"),
                row.getString("reason"),
                row.getInteger("recordings"),
                Times.instant(row, "asked_at"),
                row.getString("state"),
                Times.instantOrNull(row, "granted_until"),
                row.getString("decider"),
                Times.instantOrNull(row, "decided_at"),
                row.getString("decision_reason"),
                row.getString("revoker"),
                Times.instantOrNull(row, "revoked_at"),
                row.getString("revoke_reason"),
                handovers);
    }
}
