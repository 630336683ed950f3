package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Violations of a month summed up, the most first (R78). */
public final class ViolationSums {
    private static final String COUNTS = "sum(count)::integer, (count(*) FILTER (WHERE count > 0))::integer,"
            + " (count(*) FILTER (WHERE count < 0))::integer FROM violation_entry"
            + " WHERE org_id = $1 AND month = $2 GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT 500";
    private static final String AGENTS = "SELECT agent_code, max(agent_name), max(agent_name), " + COUNTS;
    private static final String KINDS = "SELECT kind_code, max(name_zh), max(name_en), " + COUNTS;
    /** The unit and those below it. */
    private static final String UNITS = """
            WITH RECURSIVE down AS (
              SELECT id, name FROM org_unit WHERE id = $1
              UNION ALL SELECT o.id, o.name FROM org_unit o JOIN down ON o.parent_id = down.id)
            SELECT d.id::text, d.name, d.name, coalesce(sum(e.count), 0)::integer,
                   (count(e.id) FILTER (WHERE e.count > 0))::integer, (count(e.id) FILTER (WHERE e.count < 0))::integer
            FROM down d LEFT JOIN violation_entry e ON e.org_id = d.id AND e.month = $2
            GROUP BY d.id, d.name ORDER BY 4 DESC, d.name LIMIT 500
            """;

    private ViolationSums() {}

    /**
     * @param zh name in Chinese, @param en in English: the same where there is one only
     * @param violations confirmed less taken back
     * @param takenBack lines that take an earlier one back
     */
    public record Sum(String code, String zh, String en, int violations, int confirmed, int takenBack) {}

    /** @param units the reader's unit and those below it */
    public record Sums(List<Sum> agents, List<Sum> kinds, List<Sum> units) {}

    static Future<Sums> of(SqlConnection connection, UUID orgId, LocalDate month) {
        return read(connection, AGENTS, orgId, month)
                .compose(agents -> read(connection, KINDS, orgId, month)
                        .compose(kinds ->
                                read(connection, UNITS, orgId, month).map(units -> new Sums(agents, kinds, units))));
    }

    private static Future<List<Sum>> read(SqlConnection connection, String sql, UUID orgId, LocalDate month) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(orgId, month))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Sum(
                                row.getString(0),
                                row.getString(1),
                                row.getString(2),
                                row.getInteger(3),
                                row.getInteger(4),
                                row.getInteger(5)))
                        .toList());
    }
}
