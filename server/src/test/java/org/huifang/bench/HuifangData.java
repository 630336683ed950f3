package org.huifang.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.db.Ids;
import org.huifang.db.Migration;

/** A PostgreSQL of its own with durable settings, an organisation, its agents and one campaign that calls all day. */
final class HuifangData implements AutoCloseable {
    static final String CALLER_ID = "4001234567";
    /** Of 16 MB; more than a whole run writes. */
    private static final int LOG_FILES = 40;

    private static final String ROLE = "huifang_server";
    private static final String PASSWORD = "for-tests";

    private final EmbeddedPostgres postgres;
    private final long postmaster;
    private final DatabaseAddress owner;
    private final Connection sql;
    private final UUID org = Ids.next();
    private final UUID campaign = Ids.next();

    HuifangData(Path folder, int agents) {
        postgres = EmbeddedPostgres.start(folder);
        owner = postgres.owner("bench");
        Migration.run(owner, ROLE, Clock.systemUTC());
        postgres.allowLogin(owner, ROLE, PASSWORD);
        try {
            postmaster = Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                    .get(0)
                    .strip());
            sql = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
            seed(agents);
            runIn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    DatabaseAddress address() {
        return owner.as(ROLE, PASSWORD);
    }

    DatabaseAddress owner() {
        return owner;
    }

    UUID org() {
        return org;
    }

    double cpu() {
        return CpuClock.ofFamily(postmaster);
    }

    private void seed(int agents) {
        UUID trunk = Ids.next();
        execute("INSERT INTO org_unit VALUES (?, NULL, 'Bench', 'Asia/Shanghai', 'CN', 'CN', now())", org);
        execute(
                "INSERT INTO trunk (id, org_id, name, caller_id, simulated, created_at) VALUES (?, ?, ?, ?, true, now())",
                trunk,
                org,
                Stage.TRUNK,
                CALLER_ID);
        execute(
                "INSERT INTO agent (id, org_id, code, name, endpoint, presence_since, wanted)"
                        + " SELECT uuidv7(), ?, 'A' || i, 'Agent ' || i, 'agent-' || i, now(), 'READY' FROM generate_series(1, ?) i",
                org,
                agents);
        execute(
                "INSERT INTO campaign VALUES (?, ?, 'bench', 'Bench', 'ACTIVE', false, ?, 1, now())",
                campaign,
                org,
                trunk);
        execute(
                "INSERT INTO campaign_rules VALUES (?, 1, ?, ?::jsonb, NULL, 'bench', now())",
                campaign,
                org,
                "{\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\",\"days\":\"EVERY_DAY\"}],\"afterCallSeconds\":0}");
    }

    /**
     * A database that has run for a while reuses its log files. A new one fills each with zeros before it is written, and every
     * commit waits meanwhile.
     */
    private void runIn() {
        execute("ALTER SYSTEM SET min_wal_size = '1GB'");
        execute("SELECT pg_reload_conf()");
        for (int i = 0; i < LOG_FILES; i++) {
            execute("SELECT pg_logical_emit_message(false, 'bench', repeat('x', 1000000)) FROM generate_series(1, 16)");
            execute("SELECT pg_switch_wal()");
        }
        execute("CHECKPOINT");
    }

    /** Callbacks by numbers that follow each other, due one after the other. */
    void callbacks(long firstNumber, int count, long firstDueMicros, int rate) {
        execute("""
                WITH n AS MATERIALIZED (
                  SELECT i, uuidv7() AS customer, uuidv7() AS callback, '+86' || (?::bigint + i) AS e164 FROM generate_series(0, ? - 1) i),
                keyed AS MATERIALIZED (SELECT *, sha256(e164::bytea) AS key FROM n),
                ledger AS (INSERT INTO number_ledger (org_id, number_key) SELECT ?, key FROM keyed),
                people AS (
                  INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)
                  SELECT customer, ?, e164, '王先生', now(), now() FROM keyed),
                phones AS (INSERT INTO customer_phone SELECT customer, 1, ?, e164, 'MOBILE', key FROM keyed)
                INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,
                  dialable_until, number_key, created_at)
                SELECT callback, ?, ?, customer, 'x', 'WAITING', now(), 'PLANNED',
                  'epoch'::timestamptz + interval '1 microsecond' * (?::bigint + i * 1000000::bigint / ?), now() + interval '1 day', key, now()
                FROM keyed
                """, firstNumber, count, org, org, org, org, campaign, firstDueMicros, rate);
        execute("ANALYZE callback");
        execute("NOTIFY huifang_due");
    }

    /** Attempts answered, by the number dialled. */
    Map<String, String> answered(long firstNumber, int count) {
        var found = new HashMap<String, String>();
        try (var statement = sql.prepareStatement(
                "SELECT substr(p.e164, 4), a.id::text FROM attempt a JOIN customer_phone p ON p.customer_id = a.customer_id"
                        + " WHERE a.outcome = 'ANSWERED' AND p.e164 BETWEEN ? AND ?")) {
            statement.setString(1, "+86" + firstNumber);
            statement.setString(2, "+86" + (firstNumber + count - 1));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void withdraw() {
        execute("UPDATE callback SET state = 'CANCELLED', reason = 'BY_PERSON' WHERE state = 'WAITING'");
    }

    long count(String query) {
        try (var statement = sql.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM " + query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    void execute(String statement, Object... values) {
        try (var prepared = sql.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            prepared.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    @Override
    public void close() {
        try {
            sql.close();
            postgres.close();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("PostgreSQL does not stop", e);
        }
    }
}
