package org.huifang.bench;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.db.Migration;
import org.huifang.search.RecordingSearch;
import org.huifang.search.SearchRoom;

/**
 * Recordings of three years in the shipped tables, as many each month: 100 agents, 10 campaigns, one customer for ten
 * recordings, notes on half of them. Every figure is reckoned from the row's number, so that a run can be repeated.
 */
final class SearchData implements AutoCloseable {
    static final int MONTHS = 36;
    static final UUID ORG = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final String ROLE = "huifang_server";
    private static final String PASSWORD = "for-tests";

    final LocalDate first = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).minusMonths(MONTHS - 1);
    final int rows;
    final Database database;
    final RecordingSearch search;
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseAddress owner;

    SearchData(EmbeddedPostgres postgres, String name, int rows, Path keys) throws Exception {
        this.rows = rows / MONTHS * MONTHS;
        owner = postgres.owner(name);
        Migration.run(owner, ROLE, Clock.systemUTC());
        postgres.allowLogin(owner, ROLE, PASSWORD);
        fill();
        database = new Database(vertx, owner.as(ROLE, PASSWORD), 2, List.of());
        org.huifang.customer.NumberKeys.make(keys);
        search = new SearchRoom(
                        database,
                        org.huifang.customer.NumberKeys.readFrom(keys),
                        new org.huifang.audit.Audit(Clock.systemUTC()),
                        Clock.systemUTC())
                .search();
    }

    int customers() {
        return rows / 10;
    }

    private void fill() throws Exception {
        try (var sql = connect()) {
            execute(sql, "SELECT make_partitions('" + first + "', " + MONTHS + ")");
            people(sql);
            var indexes = new ArrayList<String>();
            try (var statement = sql.createStatement();
                    var found = statement.executeQuery(
                            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'recording' AND indexdef LIKE '%WHERE%'")) {
                while (found.next()) {
                    indexes.add(found.getString(2).replace(" ON ONLY ", " ON "));
                    execute(sql, "DROP INDEX " + found.getString(1));
                }
            }
            var workers = Executors.newFixedThreadPool(2);
            var months = new ArrayList<java.util.concurrent.Future<?>>();
            for (int m = 0; m < MONTHS; m++) {
                LocalDate month = first.plusMonths(m);
                int offset = m * (rows / MONTHS);
                months.add(workers.submit(() -> {
                    try (var own = connect()) {
                        execute(own, month(month, offset));
                    }
                    return null;
                }));
            }
            for (var month : months) {
                month.get();
            }
            workers.shutdown();
            for (String index : indexes) {
                execute(sql, "SET maintenance_work_mem = '256MB'");
                execute(sql, index);
            }
            execute(sql, "VACUUM ANALYZE");
            execute(sql, "CHECKPOINT");
        }
    }

    private void people(Connection sql) throws SQLException {
        execute(sql, "INSERT INTO org_unit VALUES ('" + ORG + "', NULL, 'Bench', 'Asia/Shanghai', 'CN', 'CN', now())");
        execute(
                sql,
                "INSERT INTO trunk (id, org_id, name, simulated, created_at) VALUES ('" + ORG + "', '" + ORG
                        + "', 'sim', true, now())");
        execute(
                sql,
                "INSERT INTO agent (id, org_id, code, name, endpoint, presence_since) SELECT md5('agent' || i)::uuid, '"
                        + ORG + "', 'A' || i, '坐席' || i, 'a' || i, now() FROM generate_series(0, 99) i");
        execute(
                sql,
                "INSERT INTO campaign SELECT md5('campaign' || i)::uuid, '" + ORG
                        + "', 'k' || i, '项目' || i, 'ACTIVE', false, '" + ORG
                        + "', 1, now() FROM generate_series(0, 9) i");
        execute(
                sql,
                "INSERT INTO number_ledger (org_id, number_key) SELECT '" + ORG + "', sha256(('n' || i)::bytea)"
                        + " FROM generate_series(0, " + customers() + ") i");
        execute(
                sql,
                "INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at) SELECT md5('customer' || i)::uuid,"
                        + " '" + ORG + "', 'C-' || i, '客户' || i, now(), now() FROM generate_series(0, " + customers()
                        + ") i");
        execute(
                sql,
                "INSERT INTO customer_phone SELECT md5('customer' || i)::uuid, 1, '" + ORG
                        + "', '+86' || (13000000000 + i),"
                        + " 'MOBILE', sha256(('n' || i)::bytea) FROM generate_series(0, " + customers() + ") i");
    }

    /** 400 phrases of four characters stand for what agents write; a complaint on one in fifty. */
    private String month(LocalDate month, int offset) {
        return """
                WITH phrase AS MATERIALIZED (
                  SELECT array_agg(chr(19968 + (k * 37) %% 1500) || chr(19968 + (k * 91 + 5) %% 1500) || chr(19968 + (k * 53 + 11) %% 1500)
                      || chr(19968 + (k * 17 + 3) %% 1500)) AS p FROM generate_series(0, 399) k)
                INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,
                    started_at, ended_at, expected_ms, duration_ms, format, size_bytes, stored_as, sha256_stored, sha256_sound,
                    retain_until, sealed_at, outcome, disposition, note, number_key, score, flagged, held)
                SELECT md5('r' || n)::uuid, t, '%1$s', md5('b' || n)::uuid, md5('campaign' || h %% 10)::uuid,
                    md5('customer' || h %% %2$d)::uuid, md5('agent' || (h / 10) %% 100)::uuid, '%1$s', 'SEALED',
                    t + interval '9 s', t + interval '3 min', 180000, CASE WHEN h %% 101 = 0 THEN 1300000 + h %% 1000 ELSE 20000 + h %% 280000 END,
                    'OPUS', 500000, to_char(t, 'YYYY/MM/DD/') || md5('r' || n)::uuid || '.hfr', sha256(n::text::bytea), sha256(n::text::bytea),
                    t + interval '3 years', t + interval '4 min', CASE WHEN h %% 53 = 0 THEN 'ABANDONED' ELSE 'ANSWERED' END,
                    CASE WHEN h %% 19 = 0 THEN 'NOT_CONVENIENT' ELSE 'REACHED' END,
                    CASE WHEN h %% 47 = 0 THEN '客户投诉' || p[1 + h %% 400] || p[1 + (h / 7) %% 400]
                         WHEN h %% 2 = 0 THEN '客户表示' || p[1 + h %% 400] || '，' || p[1 + (h / 3) %% 400] || p[1 + (h / 11) %% 400] END,
                    sha256(('n' || h %% %2$d)::bytea), CASE WHEN h %% 23 = 0 THEN (h / 23) %% 101 END, h %% 211 = 0, h %% 499 = 0
                FROM phrase, generate_series(0, %3$d - 1) i,
                    LATERAL (SELECT i + %4$d AS n, abs(hashint4(i + %4$d)::bigint) AS h,
                        timestamptz '%5$s 00:00:00+00' + i * ((timestamptz '%6$s 00:00:00+00' - timestamptz '%5$s 00:00:00+00') / %3$d) AS t) x
                """.formatted(ORG, customers(), rows / MONTHS, offset, month, month.plusMonths(1));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
    }

    static void execute(Connection sql, String statement) throws SQLException {
        try (var prepared = sql.createStatement()) {
            prepared.execute(statement);
        }
    }

    @Override
    public void close() throws Exception {
        database.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
