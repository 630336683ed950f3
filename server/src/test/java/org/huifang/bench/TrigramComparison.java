package org.huifang.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The words of notes beside PostgreSQL's pg_trgm on the same notes: figures for the choice between them, not a bar. */
final class TrigramComparison {
    private static final int TIMES = 5;
    private static final String PAGE = "SELECT r.id FROM recording r WHERE r.org_id = '" + SearchData.ORG
            + "' AND r.state <> 'PENDING' AND %s ORDER BY r.claimed_at DESC, r.id DESC LIMIT 51";

    private TrigramComparison() {}

    static void print(SearchData data) throws SQLException {
        try (var sql = data.connect()) {
            SearchData.execute(sql, "CREATE EXTENSION pg_trgm");
            SearchData.execute(sql, "SET maintenance_work_mem = '256MB'");
            SearchData.execute(
                    sql,
                    "CREATE INDEX note_trigrams ON recording USING gin (note gin_trgm_ops) WHERE state <> 'PENDING'");
            System.out.printf(
                    Locale.ROOT,
                    "%nwords of notes: index %d MB, pg_trgm %d MB%n",
                    megabytes(sql, "words"),
                    megabytes(sql, "note gin_trgm_ops"));
            for (String word : new String[] {"龘", "龘龘", "龘龘龘", "诉", "投诉", "客户投诉"}) {
                System.out.printf(
                        Locale.ROOT,
                        "  %-8s words %8.2f ms, pg_trgm %9.2f ms%n",
                        word,
                        median(sql, "r.words @@ note_query('" + word + "')"),
                        median(sql, "r.note LIKE '%" + word + "%'"));
            }
        }
    }

    private static double median(Connection sql, String condition) throws SQLException {
        double[] took = new double[TIMES];
        for (int i = -1; i < TIMES; i++) {
            long began = System.nanoTime();
            SearchData.execute(sql, String.format(PAGE.replace("%s", "%1$s"), condition));
            if (i >= 0) {
                took[i] = (System.nanoTime() - began) / 1e6;
            }
        }
        return Spread.of(took).median();
    }

    private static long megabytes(Connection sql, String column) throws SQLException {
        try (var statement = sql.createStatement();
                var rows = statement.executeQuery(
                        "SELECT sum(pg_relation_size(format('%I', indexname)::regclass)) / 1048576"
                                + " FROM pg_indexes WHERE tablename LIKE 'recording\\_2%' AND indexdef LIKE '%gin ("
                                + column + ")%'")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
