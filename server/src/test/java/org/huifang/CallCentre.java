package org.huifang;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Ids;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.lab.SippAgents;
import org.huifang.lab.SippCustomers;
import org.huifang.lab.TestDatabase;
import org.huifang.recording.MasterKey;

/** A small call centre for tests: real PostgreSQL, real Asterisk, SIPp customers and agents, and the server. */
public final class CallCentre implements AutoCloseable {
    private final Path folder;
    private final TestDatabase database = TestDatabase.create();
    private final SippCustomers customers;
    private final SippAgents agents;
    private final PrivateAsterisk asterisk;
    private final UUID org = Ids.next();
    private final UUID trunk = Ids.next();
    private final Connection sql;
    private final List<UUID> agentIds = new ArrayList<>();
    private ServerConfig config;
    private Server server;

    /** @param agentCount phones that stay on their line */
    public CallCentre(Path folder, int agentCount) {
        this.folder = folder;
        this.customers = SippCustomers.startWithSound(folder);
        this.agents = SippAgents.startWithSound(folder, "agent", agentCount);
        this.asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers.trunk("trunk"))
                .agents(agents.phones())
                .start();
        try {
            this.sql = DriverManager.getConnection(
                    database.owner().jdbcUrl(),
                    database.owner().user(),
                    database.owner().password());
            seed(agentCount);
            MasterKey.createIn(folder.resolve("keys"));
            NumberKeys.make(folder.resolve("keys"));
            config = ConfigFile.read(writeConfig());
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public CallCentre startServer() {
        return startServer(Clock.systemUTC());
    }

    public CallCentre startServer(Clock clock) {
        server = new Server(config, clock);
        TestOffice.await(server.start());
        return this;
    }

    public void stopServer() {
        if (server != null) {
            TestOffice.await(server.stop());
            server = null;
        }
    }

    /** An active campaign open all day, with these rules on top. */
    public UUID campaign(String rulesJson) {
        UUID id = Ids.next();
        var rules = new JsonObject(
                        "{\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\",\"days\":\"EVERY_DAY\"}],\"afterCallSeconds\":0}")
                .mergeIn(new JsonObject(rulesJson));
        boolean relaxed = rules.containsKey("relaxedRetrySeconds");
        execute(
                "INSERT INTO campaign VALUES (?, ?, ?, 'Test', 'ACTIVE', ?, ?, 1, now())",
                id,
                org,
                "c-" + id,
                relaxed,
                trunk);
        execute("INSERT INTO campaign_rules VALUES (?, 1, ?, ?::jsonb, NULL, 'test', now())", id, org, rules.encode());
        return id;
    }

    /** A callback that is due now. */
    public UUID callback(UUID campaign, String number) {
        UUID customer = Ids.next();
        byte[] key = key(number);
        execute("INSERT INTO number_ledger (org_id, number_key) VALUES (?, ?) ON CONFLICT DO NOTHING", org, key);
        execute(
                "INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at) VALUES (?, ?, ?, '王先生', now(), now())",
                customer,
                org,
                customer.toString());
        execute("INSERT INTO customer_phone VALUES (?, 1, ?, ?, 'MOBILE', ?)", customer, org, "+86" + number, key);
        UUID id = Ids.next();
        execute(
                "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,"
                        + " dialable_until, number_key, created_at) VALUES (?, ?, ?, ?, 'x', 'WAITING', now(), 'PLANNED',"
                        + " '2020-01-01Z', '2100-01-01Z', ?, now())",
                id,
                org,
                campaign,
                customer,
                key);
        hintDue();
        return id;
    }

    /** Tells the server to look what is due; with a clock that jumped its own timer cannot know. */
    public void hintDue() {
        execute("NOTIFY huifang_due");
    }

    /** Waits until the callback has so many ended attempts, and returns the last. */
    public Map<String, Object> awaitAttempt(UUID callback, int seq, Duration patience) {
        await(
                patience,
                "attempt " + seq + " of " + callback + " ends; now "
                        + rows("SELECT state, reason FROM callback WHERE id = ?", callback),
                () -> !rows("SELECT 1 FROM attempt WHERE callback_id = ? AND seq = ?", callback, seq)
                        .isEmpty());
        return rows("SELECT * FROM attempt WHERE callback_id = ? AND seq = ?", callback, seq)
                .get(0);
    }

    /** Waits until the attempt's recording is sealed (or given up), and returns its row. */
    public Map<String, Object> awaitSealed(Object attempt) {
        await(
                Duration.ofSeconds(20),
                "sealed; now " + rows("SELECT state, problem, tries FROM recording WHERE id = ?", attempt),
                () -> !rows(
                                "SELECT 1 FROM recording WHERE id = ? AND state IN ('SEALED', 'PARTIAL', 'MISSING')",
                                attempt)
                        .isEmpty());
        return rows("SELECT * FROM recording WHERE id = ?", attempt).get(0);
    }

    public Map<String, Object> callbackRow(UUID callback) {
        return rows("SELECT * FROM callback WHERE id = ?", callback).get(0);
    }

    /** All agents wait for calls. */
    public void awaitReadyAgents(int count) {
        await(
                Duration.ofSeconds(20),
                count + " ready agents; now " + rows("SELECT code, presence, line_id FROM agent"),
                () -> rows("SELECT 1 FROM agent WHERE presence = 'READY'").size() == count);
    }

    public static void await(Duration patience, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    public List<Map<String, Object>> rows(String query, Object... values) {
        try (var statement = sql.prepareStatement(query)) {
            bind(statement, values);
            try (var result = statement.executeQuery()) {
                var found = new ArrayList<Map<String, Object>>();
                while (result.next()) {
                    var row = new LinkedHashMap<String, Object>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
                    }
                    found.add(row);
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    public int execute(String statement, Object... values) {
        try (var prepared = sql.prepareStatement(statement)) {
            bind(prepared, values);
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    public SippCustomers customers() {
        return customers;
    }

    public SippAgents agents() {
        return agents;
    }

    public PrivateAsterisk asterisk() {
        return asterisk;
    }

    public Path configFile() {
        return folder.resolve("huifang.yaml");
    }

    public TestDatabase database() {
        return database;
    }

    @Override
    public void close() {
        stopServer();
        try {
            sql.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        asterisk.close();
        agents.close();
        customers.close();
    }

    private void seed(int agentCount) {
        execute("INSERT INTO org_unit VALUES (?, NULL, '测试', 'Asia/Shanghai', 'CN', 'CN', now())", org);
        execute(
                "INSERT INTO trunk (id, org_id, name, caller_id, simulated, created_at) VALUES (?, ?, 'trunk', '4001234567', true, now())",
                trunk,
                org);
        for (int i = 1; i <= agentCount; i++) {
            UUID id = Ids.next();
            agentIds.add(id);
            execute(
                    "INSERT INTO agent (id, org_id, code, name, endpoint, presence_since, wanted) VALUES (?, ?, ?, ?, ?, now(), 'READY')",
                    id,
                    org,
                    "A" + i,
                    "Agent " + i,
                    "agent-" + i);
        }
    }

    private Path writeConfig() throws IOException {
        Path password = secret("db-password", database.address().password());
        Path ami = secret("ami-secret", asterisk.amiSecret());
        var address = database.address();
        return Files.writeString(configFile(), """
                node: {name: test}
                http: {port: 0}
                management: {port: 0}
                database: {url: 'postgresql://%s:%d/%s', user: %s, password_file: '%s'}
                asterisk: {port: %d, secret_file: '%s', spool: '%s', cel_file: '%s'}
                recording: {store: '%s', min_free_mb: 10}
                keys: {folder: '%s'}
                """.formatted(
                        address.host(),
                        address.port(),
                        address.database(),
                        address.user(),
                        password,
                        asterisk.amiPort(),
                        ami,
                        asterisk.recordings(),
                        asterisk.celFile(),
                        folder.resolve("store"),
                        folder.resolve("keys")));
    }

    private Path secret(String name, String value) throws IOException {
        Path file = Files.writeString(folder.resolve(name), value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static void bind(java.sql.PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(
                    i + 1,
                    values[i] instanceof java.time.Instant at
                            ? OffsetDateTime.ofInstant(at, java.time.ZoneOffset.UTC)
                            : values[i]);
        }
    }

    private static byte[] key(String number) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(number.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
