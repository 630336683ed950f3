package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStore;

/** A spool, a store, keys and a real database, with a sealer that can be stopped and started again. */
final class SealingLab implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final TestDatabase testDatabase = TestDatabase.create();
    final Database database = new Database(vertx, testDatabase.address(), 4, List.of());
    final Clock clock = Clock.systemUTC();
    final RecordingNode node = new RecordingNode(Ids.next(), "lab");
    final UUID org = Ids.next();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Path spoolFolder;
    final Path storeFolder;
    final Path keysFolder;
    final Alarms alarms;
    final MasterKeys master;
    FolderStore store;
    Spool spool;
    SealingRows rows;
    /** In which calls are sealed. */
    FormatChoice formats = row -> SoundFormat.FLAC;

    /** Where sealed files are kept; null: in the folder. */
    RecordingStore into;

    private Sealer sealer;

    SealingLab(Path folder) throws Exception {
        spoolFolder = Files.createDirectories(folder.resolve("spool"));
        storeFolder = folder.resolve("store");
        keysFolder = folder.resolve("keys");
        MasterKey.createIn(keysFolder);
        master = MasterKeys.readFrom(keysFolder);
        alarms = new Alarms(vertx, database, clock, node);
        query(
                "INSERT INTO node (id, name, epoch, lease_until, started_at) VALUES ($1, $2, 1, $3, $3)",
                Tuple.of(node.id(), node.name(), clock.instant().atOffset(ZoneOffset.UTC)));
    }

    Sealer startSealer(Consumer<String> crashPoint) throws IOException {
        spool = new Spool(spoolFolder);
        spool.prepare();
        store = new FolderStore(storeFolder, node.name());
        store.prepare();
        rows = new SealingRows(database, new Audit(clock), clock, node);
        var procedure = new SealProcedure(spool, store, into == null ? store : into, master, rows, formats, crashPoint);
        sealer = new Sealer(
                vertx,
                rows,
                procedure,
                spool,
                new SealRetries(rows, alarms, Duration.ofMillis(20)),
                new StoreWait(alarms, node, Duration.ofMillis(20)),
                new SealMetrics(registry),
                1,
                Duration.ofMillis(300));
        sealer.start();
        return sealer;
    }

    void stopSealer() throws IOException {
        sealer.stop();
        spool.close();
    }

    /** All of recording on this lab's folders, begun. */
    RecordingRoom startRoom() throws Exception {
        var room = room(
                new RecordingRoom.Settings(spoolFolder, storeFolder, 1, 1, keysFolder),
                nonce -> Future.succeededFuture());
        await(room.start());
        return room;
    }

    /** @param probe how Asterisk is asked to record something */
    RecordingRoom room(RecordingRoom.Settings settings, RecordingProbe probe) throws IOException {
        return new RecordingRoom(
                vertx,
                database,
                new Audit(clock),
                clock,
                settings,
                node,
                probe,
                new SimpleMeterRegistry(),
                place -> {});
    }

    /** An answered call that has ended, as dialing leaves its row. */
    UUID endedCall(long expectedMs) throws Exception {
        return call(expectedMs, true);
    }

    /** A call whose end nobody has told yet. */
    UUID liveCall(long talksForMs) throws Exception {
        return call(talksForMs, false);
    }

    private UUID call(long expectedMs, boolean ended) throws Exception {
        UUID id = Ids.next();
        Instant answered = clock.instant().minusMillis(expectedMs);
        query(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id,"
                        + " state, started_at, ended_at, expected_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'PENDING',"
                        + " $9, $10, $11)",
                Tuple.tuple()
                        .addUUID(id)
                        .addOffsetDateTime(answered.minusSeconds(8).atOffset(ZoneOffset.UTC))
                        .addUUID(org)
                        .addUUID(Ids.next())
                        .addUUID(Ids.next())
                        .addUUID(Ids.next())
                        .addUUID(Ids.next())
                        .addUUID(node.id())
                        .addOffsetDateTime(answered.atOffset(ZoneOffset.UTC))
                        .addOffsetDateTime(
                                ended ? answered.plusMillis(expectedMs).atOffset(ZoneOffset.UTC) : null)
                        .addLong(ended ? expectedMs : null));
        return id;
    }

    /** Rules of a campaign, which is made. */
    void giveRules(UUID campaign, io.vertx.core.json.JsonObject rules) throws Exception {
        var at = clock.instant().atOffset(ZoneOffset.UTC);
        query(
                "INSERT INTO org_unit (id, name, zone, country, calendar, created_at)"
                        + " VALUES ($1, 'o', 'Asia/Shanghai', 'CN', 'CN', $2) ON CONFLICT DO NOTHING",
                Tuple.of(org, at));
        UUID trunk = Ids.next();
        query(
                "INSERT INTO trunk (id, org_id, name, created_at) VALUES ($1, $2, $3, $4)",
                Tuple.of(trunk, org, "t" + trunk.toString().substring(28), at));
        query(
                "INSERT INTO campaign (id, org_id, code, name, state, trunk_id, current_version, created_at)"
                        + " VALUES ($1, $2, $3, 'c', 'ACTIVE', $4, 1, $5)",
                Tuple.of(campaign, org, campaign.toString(), trunk, at));
        query(
                "INSERT INTO campaign_rules (campaign_id, version, org_id, rules, reason, published_at)"
                        + " VALUES ($1, 1, $2, $3, 'test', $4)",
                Tuple.of(campaign, org, rules, at));
    }

    /** A user whose API token is the login. */
    void giveUser(String login, String role) throws Exception {
        var at = clock.instant().atOffset(ZoneOffset.UTC);
        query(
                "INSERT INTO org_unit (id, name, zone, country, calendar, created_at)"
                        + " VALUES ($1, 'o', 'Asia/Shanghai', 'CN', 'CN', $2) ON CONFLICT DO NOTHING",
                Tuple.of(org, at));
        UUID user = Ids.next();
        query(
                "INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                        + " VALUES ($1, $2, $3, $3, 'none', $4, $5)",
                Tuple.of(user, org, login, new String[] {role}, at));
        byte[] hash = Sha256.start().digest(login.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        query(
                "INSERT INTO api_token (token_hash, user_id, name, created_at) VALUES ($1, $2, 'test', $3)",
                Tuple.of(io.vertx.core.buffer.Buffer.buffer(hash), user, at));
    }

    RawFiles raw(UUID id) {
        return RawFiles.of(spoolFolder, id);
    }

    Row row(UUID id) throws Exception {
        return query("SELECT * FROM recording WHERE id = $1", Tuple.of(id)).get(0);
    }

    /** Waits until the row is in one of the states. */
    Row until(UUID id, String... states) throws Exception {
        return until(id, row -> List.of(states).contains(row.getString("state")));
    }

    Row until(UUID id, java.util.function.Predicate<Row> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Row row = row(id);
        while (!reached.test(row)) {
            assertThat(System.nanoTime()).as("waited for " + row.toJson()).isLessThan(deadline);
            Thread.sleep(20);
            row = row(id);
        }
        return row;
    }

    List<String> openAlarms() throws Exception {
        return query("SELECT kind, subject FROM alarm WHERE cleared_at IS NULL ORDER BY kind", Tuple.tuple()).stream()
                .map(row -> row.getString(0) + " " + row.getString(1))
                .toList();
    }

    List<Row> query(String sql, Tuple values) throws Exception {
        var result = new ArrayList<Row>();
        await(database.pool().preparedQuery(sql).execute(values)).forEach(result::add);
        return result;
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        if (sealer != null) {
            stopSealer();
        }
        await(database.close());
        await(vertx.close());
    }
}
