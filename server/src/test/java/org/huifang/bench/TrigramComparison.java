package org.huifang.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * The words of notes beside PostgreSQL's pg_trgm on the same notes of one month: figures for the choice between them, not a
 * bar. Nothing of it stays.
 */
final class TrigramComparison {
    private static final int TIMES = 5;
    private static final String PAGE = "SELECT r.id FROM %2$s r WHERE r.org_id = '" + SearchRows.ORG
            + "' AND r.state <> 'PENDING' AND %1$s ORDER BY r.claimed_at DESC, r.id DESC LIMIT 51";

    private TrigramComparison() {}

    static void print(SearchData data) throws SQLException {
        String month = String.format(Locale.ROOT, "recording_%tY_%<tm", data.last());
        try (var sql = data.connect()) {
            sql.setAutoCommit(false);
            SearchLoad.execute(sql, "SET LOCAL maintenance_work_mem = '256MB'");
            SearchLoad.execute(sql, "CREATE EXTENSION pg_trgm");
            SearchLoad.execute(
                    sql,
                    "CREATE INDEX note_trigrams ON " + month
                            + " USING gin (note gin_trgm_ops) WHERE state <> 'PENDING'");
            System.out.printf(
                    Locale.ROOT,
                    "%nwords of a month's notes: index %d MB, pg_trgm %d MB%n",
                    megabytes(sql, month, "words"),
                    megabytes(sql, month, "note gin_trgm_ops"));
            for (String word : new String[] {"龘", "龘龘", "龘龘龘", "诉", "投诉", "客户投诉"}) {
                System.out.printf(
                        Locale.ROOT,
                        "  %-8s words %8.2f ms, pg_trgm %9.2f ms%n",
                        word,
                        median(sql, month, "r.words @@ note_query('" + word + "')"),
                        median(sql, month, "r.note LIKE '%" + word + "%'"));
            }
            sql.rollback();
        }
    }

    private static double median(Connection sql, String month, String condition) throws SQLException {
        double[] took = new double[TIMES];
        for (int i = -1; i < TIMES; i++) {
            long began = System.nanoTime();
            SearchLoad.execute(sql, String.format(Locale.ROOT, PAGE, condition, month));
            if (i >= 0) {
                took[i] = (System.nanoTime() - began) / 1e6;
            }
        }
        return Spread.of(took).median();
    }

    private static long megabytes(Connection sql, String month, String column) throws SQLException {
        try (var statement = sql.createStatement();
                var rows = statement.executeQuery(
                        "SELECT sum(pg_relation_size(format('%I', indexname)::regclass)) / 1048576 FROM pg_indexes"
                                + " WHERE tablename = '" + month + "' AND indexdef LIKE '%gin (" + column + ")%'")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
