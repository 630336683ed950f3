package org.huifang;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Ids;
import org.huifang.demo.AgentPhone;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.identity.PasswordHashes;
import org.huifang.lab.SippAgents;
import org.huifang.lab.SippCustomers;
import org.huifang.lab.TestDatabase;
import org.huifang.recording.MasterKey;

/** A small call centre for tests: real PostgreSQL, real Asterisk, SIPp customers and agents, and the server. */
public final class CallCentre implements AutoCloseable {
    private final CentreSettings settings;
    private final TestDatabase database;
    private final SippCustomers customers;
    private final SippAgents agents;
    private final PrivateAsterisk asterisk;
    private final UUID org = Ids.next();
    private final UUID trunk = Ids.next();
    private final OwnersSql sql;
    private final List<UUID> agentIds = new ArrayList<>();
    private ServerConfig config;
    private Server server;

    /** @param agentCount phones that stay on their line */
    public CallCentre(Path folder, int agentCount) {
        this(folder, agentCount, "");
    }

    /** @param settings lines of YAML beside the usual ones */
    public CallCentre(Path folder, int agentCount, String settings) {
        this(folder, agentCount, TestDatabase.create(), List.of(), 0, settings);
    }

    /**
     * @param agentCount phones that stay on their line
     * @param more phones of other agents, known to Asterisk and the database after those
     * @param rtpTimeoutSeconds after which a silent agent's phone, or customer's leg, is held to be dead; 0: as shipped. A customer who loses the
     *     agent waits 12 s for another
     */
    public CallCentre(
            Path folder, int agentCount, TestDatabase database, List<AgentPhone> more, int rtpTimeoutSeconds) {
        this(folder, agentCount, database, more, rtpTimeoutSeconds, "dialing: {lost_line_seconds: 12}");
    }

    private CallCentre(
            Path folder,
            int agentCount,
            TestDatabase database,
            List<AgentPhone> more,
            int rtpTimeoutSeconds,
            String settings) {
        this.settings = new CentreSettings(folder, database, settings);
        this.database = database;
        this.customers = SippCustomers.startWithSound(folder);
        this.agents = SippAgents.startWithSound(folder, "agent", agentCount);
        var phones = new ArrayList<>(agents.phones());
        phones.addAll(more);
        phones.replaceAll(phone -> phone.withRtpTimeout(rtpTimeoutSeconds));
        this.asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers
                        .trunk("trunk")
                        .with("rtp_timeout = " + (rtpTimeoutSeconds == 0 ? 60 : rtpTimeoutSeconds)))
                .agents(phones)
                .start();
        sql = new OwnersSql(database.owner());
        seed(phones);
        try {
            MasterKey.createIn(keysFolder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        NumberKeys.make(keysFolder());
        reachingAmiAt(asterisk.amiPort());
    }

    /** The next server reaches Asterisk's AMI at this port. */
    public CallCentre reachingAmiAt(int port) {
        config = ConfigFile.read(writeConfig("test", asterisk, port));
        return this;
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

    /** Somebody who may sign in. */
    public void user(String login, String password, String... roles) {
        execute(
                "INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, string_to_array(?, ','), now())",
                Ids.next(),
                org,
                login,
                login,
                PasswordHashes.of(password),
                String.join(",", roles));
    }

    /** Where the pages are. */
    public String http() {
        return "http://127.0.0.1:" + server.port();
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
        UUID id = callback(campaign, number, Instant.parse("2020-01-01T00:00:00Z"));
        hintDue();
        return id;
    }

    /** A callback that is due then. */
    public UUID callback(UUID campaign, String number, Instant due) {
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
                        + " ?, '2100-01-01Z', ?, now())",
                id,
                org,
                campaign,
                customer,
                due,
                key);
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
                () -> "attempt " + seq + " of " + callback + " ends; now "
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
                () -> "sealed; now " + rows("SELECT state, problem, tries FROM recording WHERE id = ?", attempt),
                () -> !rows(
                                "SELECT 1 FROM recording WHERE id = ? AND state IN ('SEALED', 'PARTIAL', 'MISSING')",
                                attempt)
                        .isEmpty());
        return rows("SELECT * FROM recording WHERE id = ?", attempt).get(0);
    }

    public Map<String, Object> callbackRow(UUID callback) {
        return rows("SELECT * FROM callback WHERE id = ?", callback).get(0);
    }

    /** So many attempts are in this state now. */
    public void awaitLive(String state, int count, Duration patience) {
        await(
                patience,
                () -> count + " attempts " + state + "; now "
                        + rows("SELECT id, state FROM live_attempt")
                        + rows("SELECT outcome, ring_ms, q850 FROM attempt"),
                () -> rows("SELECT 1 FROM live_attempt WHERE state = ?", state).size() == count);
    }

    /** So many seconds of sound lie in the spool, of whichever calls. */
    public void awaitSoundOf(int seconds, Duration patience) {
        await(patience, seconds + " s of sound in " + asterisk.recordings(), () -> {
            try (var files = Files.newDirectoryStream(asterisk.recordings(), "*-r.wav")) {
                for (Path file : files) {
                    if (Files.size(file) > seconds * 16_000L) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public int managementPort() {
        return server.managementPort();
    }

    /** Why the server does not dial; empty while it does. */
    public Optional<String> closedBecause() {
        return server.closedBecause();
    }

    /** All agents wait for calls. */
    public void awaitReadyAgents(int count) {
        await(
                Duration.ofSeconds(40),
                () -> count + " ready agents; now " + rows("SELECT code, presence, line_id FROM agent"),
                () -> rows("SELECT 1 FROM agent WHERE presence = 'READY'").size() == count);
    }

    public static void await(Duration patience, String what, BooleanSupplier condition) {
        await(patience, () -> what, condition);
    }

    /** @param what asked for only when it did not come true */
    public static void await(Duration patience, Supplier<String> what, BooleanSupplier condition) {
        Eventually.holds(patience, what, condition::getAsBoolean);
    }

    /** After PostgreSQL was away. */
    public void databaseIsBack() {
        sql.connect();
    }

    public List<Map<String, Object>> rows(String query, Object... values) {
        return sql.rows(query, values);
    }

    public int execute(String statement, Object... values) {
        return sql.execute(statement, values);
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
        return settings.file();
    }

    public TestDatabase database() {
        return database;
    }

    @Override
    public void close() {
        stopServer();
        sql.close();
        asterisk.close();
        agents.close();
        customers.close();
    }

    /** One more agent, who has this phone. */
    public void agent(AgentPhone phone) {
        UUID id = Ids.next();
        agentIds.add(id);
        execute(
                "INSERT INTO agent (id, org_id, code, name, endpoint, presence_since, wanted) VALUES (?, ?, ?, ?, ?, now(), 'READY')",
                id,
                org,
                "A" + agentIds.size(),
                "Agent " + agentIds.size(),
                phone.name());
    }

    private void seed(List<AgentPhone> phones) {
        execute("INSERT INTO org_unit VALUES (?, NULL, '测试', 'Asia/Shanghai', 'CN', 'CN', now())", org);
        execute(
                "INSERT INTO trunk (id, org_id, name, caller_id, simulated, created_at) VALUES (?, ?, 'trunk', '4001234567', true, now())",
                trunk,
                org);
        phones.forEach(this::agent);
    }

    public Path storeFolder() {
        return settings.store();
    }

    public Path keysFolder() {
        return settings.keys();
    }

    /** Settings of a server with this name and Asterisk, on the common database. */
    public Path writeConfig(String node, PrivateAsterisk pbx, int amiPort) {
        return settings.write(node, pbx, amiPort);
    }

    /** As the server itself would find it. */
    private byte[] key(String number) {
        return NumberKeys.readFrom(keysFolder())
                .of(new PhoneNumber("+86" + number, PhoneNumber.Kind.MOBILE))
                .getBytes();
    }
}
