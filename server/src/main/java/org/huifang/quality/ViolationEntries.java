package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the monthly list of violations (R77). A line comes with the step that confirmed a finding or corrected that, in the
 * month in which it was done, and never changes; one that takes another back counts -1.
 */
final class ViolationEntries {
    private static final String APPEND = """
            INSERT INTO violation_entry (id, org_id, month, at, finding_id, seq, count, corrects, unit, agent_id, agent_code,
                agent_name, kind_code, name_zh, name_en, severity, attempt_id, call_at, at_ms, body, note)
            SELECT $1, f.org_id, $3, $4, f.id, $5, $6,
                   (SELECT e.month FROM violation_entry e WHERE e.finding_id = f.id ORDER BY e.seq DESC LIMIT 1),
                   u.name, f.agent_id, g.code, g.name, f.kind_code, f.name_zh, f.name_en, f.severity, f.attempt_id,
                   f.claimed_at, f.at_ms, f.body, $7
            FROM quality_finding f JOIN org_unit u ON u.id = f.org_id JOIN agent g ON g.id = f.agent_id WHERE f.id = $2
            """;
    private static final String PAGE = """
            SELECT * FROM violation_entry WHERE org_id = $1 AND month = $2
              AND ($3::timestamptz IS NULL OR (at, id) > ($3, $4)) ORDER BY at, id LIMIT $5
            """;

    private final Database database;

    ViolationEntries(Database database) {
        this.database = database;
    }

    /** @param seq of the step that judged */
    Future<Void> append(
            SqlConnection transaction, UUID findingId, int seq, boolean counts, Instant at, ZoneId zone, String note) {
        return transaction
                .preparedQuery(APPEND)
                .execute(
                        Tuple.of(Ids.next(), findingId, monthOf(at, zone), Times.at(at), seq, (short) (counts ? 1 : -1))
                                .addString(note))
                .mapEmpty();
    }

    static LocalDate monthOf(Instant at, ZoneId zone) {
        return at.atZone(zone).toLocalDate().withDayOfMonth(1);
    }

    /** In the order in which they were made. */
    Future<List<ViolationEntry>> page(UUID orgId, LocalDate month, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(
                        orgId,
                        month,
                        after == null ? null : Times.at(after.at()),
                        after == null ? null : after.id(),
                        limit))
                .map(ViolationEntries::entries);
    }

    /** All of a month: as many as people confirmed. */
    static Future<List<ViolationEntry>> all(SqlConnection transaction, UUID orgId, LocalDate month) {
        return transaction
                .preparedQuery("SELECT * FROM violation_entry WHERE org_id = $1 AND month = $2 ORDER BY at, id")
                .execute(Tuple.of(orgId, month))
                .map(ViolationEntries::entries);
    }

    private static List<ViolationEntry> entries(Iterable<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ViolationEntries::entry)
                .toList();
    }

    private static ViolationEntry entry(Row row) {
        LocalDate corrects = row.getLocalDate("corrects");
        return new ViolationEntry(
                row.getUUID("id"),
                Times.instant(row, "at"),
                row.getShort("count"),
                corrects == null ? null : corrects.toString().substring(0, 7),
                row.getString("unit"),
                row.getString("agent_code"),
                row.getString("agent_name"),
                row.getString("kind_code"),
                row.getString("name_zh"),
                row.getString("name_en"),
                Severity.valueOf(row.getString("severity")),
                row.getUUID("finding_id"),
                row.getUUID("attempt_id"),
                Times.instant(row, "call_at"),
                row.getLong("at_ms"),
                row.getString("body"),
                row.getString("note"));
    }
}
