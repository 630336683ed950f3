package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.audit.Audit;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.Customer;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;

/** An organisation in Shanghai on a real database, whose planner a test runs. */
final class PlanningLab implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final UUID org = Ids.next();
    private final UUID trunk = Ids.next();
    private final TestDatabase testDatabase = TestDatabase.create();
    private final Connection sql;
    private final List<Database> databases = new ArrayList<>();
    private final Clock clock;

    PlanningLab(Clock clock, int agents) throws SQLException {
        this.clock = clock;
        sql = DriverManager.getConnection(
                testDatabase.owner().jdbcUrl(),
                testDatabase.owner().user(),
                testDatabase.owner().password());
        execute("SET TIME ZONE 'UTC'");
        execute("SELECT make_partitions(DATE '2026-09-01', 24)");
        execute("INSERT INTO org_unit VALUES ('" + org + "', NULL, 'Lab', 'Asia/Shanghai', 'CN', 'CN', now())");
        execute("INSERT INTO trunk (id, org_id, name, simulated, created_at) VALUES ('" + trunk + "', '" + org
                + "', 'sim', true, now())");
        execute("INSERT INTO agent (id, org_id, code, name, endpoint, presence_since) SELECT gen_random_uuid(), '" + org
                + "', 'A' || i, 'Agent ' || i, 'a' || i, now() FROM generate_series(1, " + agents + ") i");
    }

    /** A server of its own on the same database. */
    Planner planner() {
        return new Planner(
                database(), new WorkingDays(databases.get(databases.size() - 1)), new Audit(clock), clock, "lab");
    }

    Database database() {
        var database = new Database(vertx, testDatabase.address(), 4, List.of(Customer.class));
        databases.add(database);
        return database;
    }

    UUID campaign(String code, String rules) throws SQLException {
        UUID id = Ids.next();
        execute("INSERT INTO campaign VALUES ('" + id + "', '" + org + "', '" + code + "', '" + code
                + "', 'ACTIVE', false, '" + trunk + "', 1, now())");
        execute("INSERT INTO campaign_rules VALUES ('" + id + "', 1, '" + org + "', '" + rules
                + "', NULL, 'lab', now())");
        return id;
    }

    /** Customers {@code PREFIX1} to {@code PREFIXn} with a number each. */
    void customers(String prefix, int count) throws SQLException {
        execute("""
                WITH n AS MATERIALIZED (SELECT i, gen_random_uuid() AS id, sha256(('%1$s' || i)::bytea) AS key
                                        FROM generate_series(1, %2$d) i),
                ledger AS (INSERT INTO number_ledger (org_id, number_key) SELECT '%3$s', key FROM n),
                people AS (INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)
                           SELECT id, '%3$s', '%1$s' || i, '王' || i, now(), now() FROM n)
                INSERT INTO customer_phone SELECT id, 1, '%3$s', '+86138' || lpad(i::text, 8, '0'), 'MOBILE', key FROM n
                """.formatted(prefix, count, org));
    }

    /** One event for each of these customers. */
    void events(String type, String prefix, String date) throws SQLException {
        execute("INSERT INTO customer_event (id, org_id, type, customer_id, event_key, on_date, created_at, updated_at)"
                + " SELECT gen_random_uuid(), org_id, '" + type + "', id, 'K-' || external_ref, DATE '" + date
                + "', now(), now() FROM customer WHERE external_ref LIKE '" + prefix + "%'");
    }

    int execute(String statement) throws SQLException {
        try (var prepared = sql.createStatement()) {
            return prepared.execute(statement) ? 0 : prepared.getUpdateCount();
        }
    }

    String value(String query) throws SQLException {
        try (var statement = sql.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getObject(1)) : "nothing";
        }
    }

    long count(String query) throws SQLException {
        return Long.parseLong(value("SELECT count(*) FROM " + query));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        for (Database database : databases) {
            await(database.close());
        }
        sql.close();
        await(vertx.close());
    }
}
