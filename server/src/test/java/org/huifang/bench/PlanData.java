package org.huifang.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.audit.Audit;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.Customer;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.db.Ids;
import org.huifang.db.Migration;
import org.huifang.planning.PlanTotals;
import org.huifang.planning.Planner;

/**
 * A PostgreSQL of its own with durable settings, with as many customers as events: two campaigns' worth of dates, half of the
 * customers in a zone of their own, some with slots of their own.
 */
final class PlanData implements AutoCloseable {
    private static final String ROLE = "huifang_server";
    private static final String PASSWORD = "for-tests";
    private static final String RULES = "{\"goal\":{\"event\":\"DELIVERY\",\"earliest\":{\"amount\":3},"
            + "\"startBy\":{\"amount\":9},\"deadline\":{\"amount\":14}}}";
    private static final int AGENTS = 300;
    /** Dates of events; all are on the list by now. */
    private static final int DATES = 6;

    private final EmbeddedPostgres postgres;
    private final Connection sql;
    private final Vertx vertx = Vertx.vertx();
    private final UUID org = Ids.next();
    private final DatabaseAddress owner;
    private final Database database;

    PlanData(Path folder, int events) throws SQLException {
        postgres = EmbeddedPostgres.start(folder);
        owner = postgres.owner("bench");
        Migration.run(owner, ROLE, Clock.systemUTC());
        postgres.allowLogin(owner, ROLE, PASSWORD);
        sql = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
        seed(events);
        database = new Database(vertx, address(), 4, List.of(Customer.class));
    }

    private void seed(int events) throws SQLException {
        UUID trunk = Ids.next();
        UUID campaign = Ids.next();
        execute("INSERT INTO org_unit VALUES ('" + org + "', NULL, 'Bench', 'Asia/Shanghai', 'CN', 'CN', now())");
        execute("INSERT INTO trunk (id, org_id, name, simulated, created_at) VALUES ('" + trunk + "', '" + org
                + "', 'sim', true, now())");
        execute("INSERT INTO agent (id, org_id, code, name, endpoint, presence_since) SELECT uuidv7(), '" + org
                + "', 'A' || i, 'Agent ' || i, 'a' || i, now() FROM generate_series(1, " + AGENTS + ") i");
        execute("INSERT INTO campaign VALUES ('" + campaign + "', '" + org + "', 'bench', 'Bench', 'ACTIVE', false, '"
                + trunk + "', 1, now())");
        execute("INSERT INTO campaign_rules VALUES ('" + campaign + "', 1, '" + org + "', '" + RULES
                + "', NULL, 'bench', now())");
        execute("""
                WITH n AS MATERIALIZED (SELECT i, uuidv7() AS id, sha256(i::text::bytea) AS key FROM generate_series(1, %1$d) i),
                ledger AS (INSERT INTO number_ledger (org_id, number_key) SELECT '%2$s', key FROM n),
                people AS (INSERT INTO customer (id, org_id, external_ref, name, zone, own_slots, created_at, updated_at)
                           SELECT id, '%2$s', 'C-' || i, '王先生', CASE WHEN i %% 2 = 0 THEN 'Asia/Urumqi' END,
                                  CASE WHEN i %% 50 = 0 THEN '{"EVERY_DAY 19:00-20:00"}' ELSE '{}' END::text[], now(), now() FROM n)
                INSERT INTO customer_phone SELECT id, 1, '%2$s', '+86' || (13000000000 + i), 'MOBILE', key FROM n
                """.formatted(events, org));
        execute("INSERT INTO customer_event (id, org_id, type, customer_id, event_key, on_date, created_at, updated_at)"
                + " SELECT uuidv7(), org_id, 'DELIVERY', id, 'VIN-' || external_ref,"
                + " (now() AT TIME ZONE 'Asia/Shanghai')::date - 2 - (right(external_ref, 6)::text ~ '[02468]$')::int"
                + " - (hashtext(external_ref) & 1) * 2 - (hashtext(external_ref) >> 1 & 1) * " + (DATES - 4)
                + ", now(), now() FROM customer");
        execute("ANALYZE");
    }

    /** Plans everything. */
    PlanTotals plan() throws Exception {
        return new Planner(
                        database, new WorkingDays(database), new Audit(Clock.systemUTC()), Clock.systemUTC(), "bench")
                .run(null)
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.HOURS)
                .orElseThrow();
    }

    Vertx vertx() {
        return vertx;
    }

    UUID org() {
        return org;
    }

    DatabaseAddress owner() {
        return owner;
    }

    /** With the server's rights. */
    DatabaseAddress address() {
        return owner.as(ROLE, PASSWORD);
    }

    /** With the server's rights. */
    Database database() {
        return database;
    }

    /** As if nothing had been planned; what was is kept aside for the bare INSERT. */
    void keepAside() throws SQLException {
        execute("DROP TABLE IF EXISTS planned");
        execute("CREATE UNLOGGED TABLE planned AS SELECT row_number() OVER (ORDER BY id) AS nr, * FROM callback");
        execute("CREATE UNIQUE INDEX ON planned (nr)");
        execute("GRANT SELECT ON planned TO " + ROLE);
        forget();
    }

    /** Empty tables as at the start, and no work of before left for the server to do meanwhile. */
    void forget() throws SQLException {
        execute("TRUNCATE callback, plan_run, plan_list CASCADE");
        execute("VACUUM ANALYZE customer_event");
        execute("CHECKPOINT");
    }

    long count(String query) throws SQLException {
        try (var statement = sql.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void execute(String statement) throws SQLException {
        try (var prepared = sql.createStatement()) {
            prepared.execute(statement);
        }
    }

    @Override
    public void close() throws Exception {
        database.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        sql.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not stop", e);
        }
    }
}
