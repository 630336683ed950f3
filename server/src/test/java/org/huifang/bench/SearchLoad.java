package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.db.Migration;

/**
 * Fills databases with recordings, month by month, each with its indexes in one transaction that nothing but the files
 * themselves is written for; one that broke off goes on with the month it was at, and what is there is kept.
 */
final class SearchLoad {
    static final int MONTHS = 36;
    static final String ROLE = "huifang_server";

    private final Path folder;

    SearchLoad(Path folder) {
        this.folder = folder;
    }

    /** Makes what is missing. Afterwards PostgreSQL starts with its usual settings. */
    void make(String name, int rows) throws IOException, SQLException {
        try (var postgres = EmbeddedPostgres.start(folder)) {
            var owner = postgres.owner(name);
            Migration.run(owner, ROLE, Clock.systemUTC());
            if (isMade(owner, rows)) {
                return;
            }
            settings(
                    owner,
                    "wal_level = minimal",
                    "max_wal_senders = 0",
                    "max_wal_size = '4GB'",
                    "autovacuum = off",
                    "maintenance_work_mem = '512MB'",
                    "max_parallel_maintenance_workers = 0");
        }
        try (var postgres = EmbeddedPostgres.start(folder)) {
            var owner = postgres.owner(name);
            try (var sql = connect(owner)) {
                load(sql, rows);
                execute(sql, "ALTER SYSTEM RESET ALL");
            }
        }
    }

    private static boolean isMade(DatabaseAddress owner, int rows) throws SQLException {
        try (var sql = connect(owner)) {
            execute(sql, "CREATE TABLE IF NOT EXISTS bench_month (month date PRIMARY KEY)");
            execute(sql, "CREATE TABLE IF NOT EXISTS bench_made (recordings integer, first_month date, done boolean)");
            try (var statement = sql.createStatement();
                    var made = statement.executeQuery("SELECT recordings, done FROM bench_made")) {
                if (!made.next()) {
                    return false;
                }
                if (made.getInt(1) != rows) {
                    throw new IllegalArgumentException("the folder of --data holds " + made.getInt(1)
                            + " recordings: give it with --rows, or name another folder");
                }
                return made.getBoolean(2);
            }
        }
    }

    private static void load(Connection sql, int rows) throws SQLException {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).minusMonths(MONTHS - 1);
        try (var statement = sql.createStatement();
                var begun = statement.executeQuery("SELECT first_month FROM bench_made")) {
            if (begun.next()) {
                first = begun.getObject(1, LocalDate.class);
            } else {
                people(sql, first, rows);
            }
        }
        var rowsOf = new SearchRows(rows / 10);
        execute(sql, SearchRows.QUICK_WORDS);
        for (int m = 0; m < MONTHS; m++) {
            month(sql, rowsOf, first.plusMonths(m), m * (rows / MONTHS), rows / MONTHS);
        }
        for (String index : texts(sql, "SELECT statement FROM bench_index")) {
            execute(sql, index);
        }
        execute(sql, shippedWords(sql));
        execute(sql, SearchRows.check(table(first)));
        execute(sql, "ANALYZE recording");
        execute(sql, "VACUUM ANALYZE customer, customer_phone, agent, campaign");
        execute(sql, "UPDATE bench_made SET done = true");
        execute(sql, "CHECKPOINT");
    }

    /** Agents, campaigns, customers; and the shipped indexes written down and taken off until the rows are there. */
    private static void people(Connection sql, LocalDate first, int rows) throws SQLException {
        execute(sql, "BEGIN");
        execute(sql, "SET LOCAL session_replication_role = replica"); // no look at each row's foreign keys
        for (String statement : SearchRows.people(rows / 10)) {
            execute(sql, statement);
        }
        execute(sql, "SELECT make_partitions('" + first + "', " + MONTHS + ")");
        execute(sql, "CREATE TABLE bench_words AS SELECT pg_get_functiondef('note_words'::regproc) AS statement");
        execute(
                sql,
                "CREATE TABLE bench_index AS SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') AS statement"
                        + " FROM pg_indexes WHERE tablename = 'recording' AND indexname <> 'recording_pkey'");
        for (String index : texts(sql, "SELECT indexname FROM bench_index")) {
            execute(sql, "DROP INDEX " + index);
        }
        execute(sql, "INSERT INTO bench_made VALUES (" + rows + ", '" + first + "', false)");
        execute(sql, "COMMIT");
    }

    private static String shippedWords(Connection sql) throws SQLException {
        return texts(sql, "SELECT statement FROM bench_words").get(0);
    }

    private static void month(Connection sql, SearchRows rows, LocalDate month, int offset, int count)
            throws SQLException {
        try (var statement = sql.createStatement();
                var done = statement.executeQuery("SELECT FROM bench_month WHERE month = '" + month + "'")) {
            if (done.next()) {
                return;
            }
        }
        long began = System.nanoTime();
        String table = table(month);
        execute(sql, "BEGIN");
        execute(sql, "TRUNCATE " + table);
        execute(sql, rows.month(table, month, offset, count));
        // Named as PostgreSQL names them; the shipped definition takes them over.
        for (String statement : texts(sql, "SELECT statement FROM bench_index")) {
            execute(sql, statement.replaceFirst("INDEX \\S+ ON (public\\.)?recording ", "INDEX ON " + table + " "));
        }
        execute(sql, "INSERT INTO bench_month VALUES ('" + month + "')");
        execute(sql, "COMMIT");
        execute(sql, "VACUUM (FREEZE, ANALYZE) " + table);
        System.out.printf(
                Locale.ROOT, "%s: %d recordings in %.1f s%n", month, count, (System.nanoTime() - began) / 1e9);
    }

    private static String table(LocalDate month) {
        return String.format(Locale.ROOT, "recording_%tY_%<tm", month);
    }

    private static List<String> texts(Connection sql, String query) throws SQLException {
        var texts = new ArrayList<String>();
        try (var statement = sql.createStatement();
                var found = statement.executeQuery(query)) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }

    private static void settings(DatabaseAddress owner, String... settings) throws SQLException {
        try (var sql = connect(owner)) {
            for (String setting : settings) {
                execute(sql, "ALTER SYSTEM SET " + setting);
            }
        }
    }

    static Connection connect(DatabaseAddress owner) throws SQLException {
        return DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
    }

    static void execute(Connection sql, String statement) throws SQLException {
        try (var prepared = sql.createStatement()) {
            prepared.execute(statement);
        }
    }
}
