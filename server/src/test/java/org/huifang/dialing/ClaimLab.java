package org.huifang.dialing;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.huifang.TestOffice;
import org.huifang.agent.ReadyAgent;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;

/** Claims on a real database without a telephone: callbacks, agents and campaigns by a line each, and a clock to turn. */
final class ClaimLab implements AutoCloseable {
    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final UUID[] NO_TRUNKS = {};

    /** A server's part of it. */
    record Node(Database database, NodeLease lease, Claimer claimer) {}

    private final Vertx vertx = Vertx.vertx();
    final TestDatabase database = TestDatabase.create();
    final UUID org = Ids.next();
    private final UUID trunk = Ids.next();
    private final Connection sql;
    final Node node;
    private Instant now = Instant.parse("2026-11-24T02:00:00Z");
    private int made;

    final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    ClaimLab() {
        try {
            sql = DriverManager.getConnection(
                    database.owner().jdbcUrl(),
                    database.owner().user(),
                    database.owner().password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute("INSERT INTO org_unit VALUES (?, NULL, 'Test', 'Asia/Shanghai', 'CN', 'CN', now())", org);
        execute(
                "INSERT INTO trunk (id, org_id, name, simulated, created_at) VALUES (?, ?, 'trunk', true, now())",
                trunk,
                org);
        node = node("one");
    }

    /** One more server on the same database. */
    Node node(String name) {
        var own = new Database(vertx, database.address(), 4, List.of(org.huifang.customer.Customer.class));
        var days = new WorkingDays(own);
        TestOffice.await(days.load());
        var lease = new NodeLease(own, vertx, clock, name, Duration.ofDays(30));
        TestOffice.await(lease.start());
        return new Node(own, lease, new Claimer(own, clock, lease, days, new RulesCache()));
    }

    /** Local time in Shanghai, where the customers are. */
    ClaimLab at(String local) {
        now = java.time.LocalDateTime.parse(local).atZone(SHANGHAI).toInstant();
        return this;
    }

    Instant now() {
        return now;
    }

    UUID campaign(String rules) {
        UUID id = Ids.next();
        var all = new JsonObject("{\"windows\":[{\"from\":\"09:00\",\"to\":\"20:00\",\"days\":\"EVERY_DAY\"}]}")
                .mergeIn(new JsonObject(rules));
        execute(
                "INSERT INTO campaign VALUES (?, ?, ?, 'Test', 'ACTIVE', false, ?, 1, now())",
                id,
                org,
                "c" + id,
                trunk);
        execute("INSERT INTO campaign_rules VALUES (?, 1, ?, ?::jsonb, NULL, 'test', now())", id, org, all.encode());
        return id;
    }

    UUID customer(String... numbers) {
        UUID id = Ids.next();
        execute(
                "INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at) VALUES (?, ?, ?, 'C', now(), now())",
                id,
                org,
                id.toString());
        for (int i = 0; i < numbers.length; i++) {
            execute(
                    "INSERT INTO number_ledger (org_id, number_key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    org,
                    key(numbers[i]));
            execute(
                    "INSERT INTO customer_phone VALUES (?, ?, ?, ?, 'MOBILE', ?)",
                    id,
                    (short) (i + 1),
                    org,
                    "+86" + numbers[i],
                    key(numbers[i]));
        }
        return id;
    }

    static byte[] key(String number) {
        return number.getBytes(StandardCharsets.UTF_8);
    }

    /** Due since an hour. */
    UUID callback(UUID campaign, UUID customer) {
        return callback(campaign, customer, 1);
    }

    UUID callback(UUID campaign, UUID customer, int position) {
        UUID id = Ids.next();
        execute(
                "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,"
                        + " dialable_until, phone_position, number_key, created_at) SELECT ?, ?, ?, ?, ?, 'WAITING', ?, 'PLANNED', ?, ?,"
                        + " position, number_key, ? FROM customer_phone WHERE customer_id = ? AND position = ?",
                id,
                org,
                campaign,
                customer,
                "o" + ++made,
                now,
                now.minusSeconds(3600 - made),
                now.plusSeconds(36_000),
                now,
                customer,
                (short) position);
        return id;
    }

    ReadyAgent agent(String code) {
        return agent(node, code);
    }

    ReadyAgent agent(Node at, String code) {
        UUID id = Ids.next();
        execute(
                "INSERT INTO agent (id, org_id, code, name, endpoint, presence, presence_since, wanted, line_id, line_channel, node_id)"
                        + " VALUES (?, ?, ?, ?, ?, 'READY', now(), 'READY', ?, 'PJSIP/x', ?)",
                id,
                org,
                code,
                code,
                code.toLowerCase(java.util.Locale.ROOT),
                "line-" + code,
                at.lease().id());
        return new ReadyAgent(id, org, code, "line-" + code, "PJSIP/x", System.nanoTime());
    }

    Claimer.Result claim(ReadyAgent agent) {
        return TestOffice.await(node.claimer().claim(agent, NO_TRUNKS));
    }

    /** Claims again and again until it is claimed or nothing is left; null: nothing. */
    UUID claimed(ReadyAgent agent) {
        for (int i = 0; i < 50; i++) {
            Claimer.Result result = claim(agent);
            if (result instanceof Claimer.Result.Claimed claimed) {
                return claimed.claim().callback();
            }
            if (result instanceof Claimer.Result.Nothing) {
                return null;
            }
        }
        throw new AssertionError("moves for ever");
    }

    /** The call is over without a trace but its counters, the callback done, the agent ready. */
    void over(UUID callback) {
        execute("DELETE FROM live_attempt WHERE callback_id = ?", callback);
        execute("UPDATE callback SET state = 'DONE' WHERE id = ?", callback);
        execute("UPDATE agent SET presence = 'READY'");
    }

    String state(UUID callback) {
        return value("SELECT state || ' ' || reason FROM callback WHERE id = ?", callback);
    }

    /** Local time of the next slot. */
    String next(UUID callback) {
        return value(
                "SELECT to_char(next_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') FROM callback WHERE id = ?",
                callback);
    }

    String value(String query, Object... values) {
        try (var statement = bound(query, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? String.valueOf(rows.getObject(1)) : "nothing";
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    int execute(String statement, Object... values) {
        try (var prepared = bound(statement, values)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private PreparedStatement bound(String statement, Object... values) throws SQLException {
        PreparedStatement prepared = sql.prepareStatement(statement);
        for (int i = 0; i < values.length; i++) {
            prepared.setObject(
                    i + 1, values[i] instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : values[i]);
        }
        return prepared;
    }

    @Override
    public void close() {
        try {
            sql.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        TestOffice.await(vertx.close());
    }
}
