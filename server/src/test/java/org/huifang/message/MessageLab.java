package org.huifang.message;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.huifang.Eventually;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;

/** The message room on a real database, with a customer to write to; gateways are real or played by the test. */
public final class MessageLab implements AutoCloseable {
    public static final String NUMBER = "+8613800000001";

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase testDatabase = TestDatabase.create();
    private final Database database = new Database(vertx, testDatabase.address(), 8, List.of());
    private final Clock clock;
    private final NumberKeys keys;
    private final List<MessageRoom> rooms = new ArrayList<>();
    public final UUID org = Ids.next();
    public final UUID campaign = Ids.next();
    private final UUID trunk = Ids.next();

    public MessageLab(Path folder) {
        this(folder, Clock.systemUTC());
    }

    public MessageLab(Path folder, Clock clock) {
        this.clock = clock;
        NumberKeys.make(folder.resolve("keys"));
        this.keys = NumberKeys.readFrom(folder.resolve("keys"));
        execute(
                "INSERT INTO org_unit (id, name, zone, country, calendar, created_at)"
                        + " VALUES (?, 'Lab', 'Asia/Shanghai', 'CN', 'CN', now())",
                org);
        execute(
                "INSERT INTO trunk (id, org_id, name, caller_id, created_at) VALUES (?, ?, 'trunk', '4001234567', now())",
                trunk,
                org);
        execute("INSERT INTO campaign VALUES (?, ?, 'lab', 'Lab', 'ACTIVE', false, ?, 1, now())", campaign, org, trunk);
        execute(
                "INSERT INTO campaign_rules VALUES (?, 1, ?, '{\"messages\":{}}'::jsonb, NULL, 'test', now())",
                campaign,
                org);
    }

    /** A server's room of its own, under a lease that holds. */
    public MessageRoom room(String node, Path gatewaysFile) {
        return room(node, 1, gatewaysFile, () -> true);
    }

    public MessageRoom room(String node, long epoch, Path gatewaysFile, BooleanSupplier alive) {
        UUID id = nodeRow(node, epoch, Duration.ofDays(365));
        var room = new MessageRoom(
                vertx,
                database,
                clock,
                new MessageNode(id, node, epoch, alive),
                keys,
                gatewaysFile,
                Duration.ofMinutes(15),
                new SimpleMeterRegistry(),
                () -> {});
        rooms.add(room);
        room.start();
        return room;
    }

    public UUID nodeRow(String node, long epoch, Duration lease) {
        execute(
                "INSERT INTO node (id, name, epoch, lease_until, started_at) VALUES (?, ?, ?, ?, now())"
                        + " ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, lease_until = excluded.lease_until",
                Ids.next(),
                node,
                epoch,
                OffsetDateTime.ofInstant(clock.instant().plus(lease), ZoneOffset.UTC));
        return (UUID) rows("SELECT id FROM node WHERE name = ?", node).get(0).get("id");
    }

    public void stop(MessageRoom room) {
        rooms.remove(room);
        await(room.stop());
    }

    /** A customer with a callback, and the id of the callback. */
    public UUID callback(String ref, String e164, String attributes) {
        UUID customer = Ids.next();
        byte[] key = key(e164);
        execute("INSERT INTO number_ledger (org_id, number_key) VALUES (?, ?) ON CONFLICT DO NOTHING", org, key);
        execute(
                "INSERT INTO customer (id, org_id, external_ref, name, attributes, created_at, updated_at)"
                        + " VALUES (?, ?, ?, '王芳', ?::jsonb, now(), now())",
                customer,
                org,
                ref,
                attributes);
        execute("INSERT INTO customer_phone VALUES (?, 1, ?, ?, 'MOBILE', ?)", customer, org, e164, key);
        UUID callback = Ids.next();
        execute(
                "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, number_key,"
                        + " created_at) VALUES (?, ?, ?, ?, 'x', 'EXHAUSTED', now(), 'UNANSWERED', ?, now())",
                callback,
                org,
                campaign,
                customer,
                key);
        return callback;
    }

    /** A message that is due now. */
    public UUID message(UUID callback, String body, String... channels) {
        UUID id = Ids.next();
        var now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        String order = channels.length == 0 ? "SMS" : String.join(",", channels);
        execute(
                "INSERT INTO message_outbox (id, org_id, callback_id, customer_id, campaign_id, kind, channel, channels, language,"
                        + " subject, body, state, created_at, state_since, next_try_at, valid_until)"
                        + " SELECT ?, c.org_id, c.id, c.customer_id, c.campaign_id, 'EXHAUSTED', split_part(?, ',', 1),"
                        + " string_to_array(?, ','), 'zh', '回访通知', ?, 'WAITING', ?, ?, ?, ? FROM callback c WHERE c.id = ?",
                id,
                order,
                order,
                body,
                now,
                now,
                now,
                now.plusHours(72),
                callback);
        return id;
    }

    /** To a customer of its own. */
    public UUID message(String body) {
        String number = String.format("+86138%08d", Math.abs(body.hashCode() % 100_000_000));
        return message(callback(body + UUID.randomUUID(), number, "{}"), body);
    }

    public byte[] key(String e164) {
        Buffer key = keys.of(new PhoneNumber(e164, PhoneNumber.Kind.MOBILE));
        return key.getBytes();
    }

    public String state(UUID message) {
        return String.valueOf(rows("SELECT state FROM message_outbox WHERE id = ?", message)
                .get(0)
                .get("state"));
    }

    public Map<String, Object> row(UUID message) {
        return rows("SELECT * FROM message_outbox WHERE id = ?", message).get(0);
    }

    public List<String> history(UUID message) {
        return rows("SELECT kind FROM message_event WHERE message_id = ? ORDER BY at, id", message).stream()
                .map(row -> (String) row.get("kind"))
                .toList();
    }

    public void awaitState(UUID message, String state) {
        await(
                Duration.ofSeconds(30),
                () -> state + "; now " + row(message) + history(message),
                () -> state(message).equals(state));
    }

    /** Due at once, whatever pause it has. */
    public void hurry(UUID message) {
        execute("UPDATE message_outbox SET next_try_at = created_at WHERE id = ? AND next_try_at IS NOT NULL", message);
    }

    public static void await(Duration patience, Supplier<String> what, BooleanSupplier done) {
        Eventually.holds(patience, what, done::getAsBoolean);
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    public Database database() {
        return database;
    }

    public NumberKeys keys() {
        return keys;
    }

    public List<Map<String, Object>> rows(String sql, Object... values) {
        try (var connection = owner();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            var found = new ArrayList<Map<String, Object>>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var row = new LinkedHashMap<String, Object>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
                    }
                    found.add(row);
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int execute(String sql, Object... values) {
        try (var connection = owner();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private java.sql.Connection owner() throws SQLException {
        return DriverManager.getConnection(
                testDatabase.owner().jdbcUrl(),
                testDatabase.owner().user(),
                testDatabase.owner().password());
    }

    /** A file of gateways, or a secret. */
    public static Path file(Path folder, String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(rooms).forEach(this::stop);
        await(database.close());
        vertx.close(); // Its end is told on a thread that ends with it: nothing to wait for.
    }
}
