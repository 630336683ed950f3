package org.huifang.recording;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.huifang.TestWeb;
import org.huifang.access.AccessRoom;
import org.huifang.access.HearingRight;
import org.huifang.archive.ArchiveFolder;
import org.huifang.archive.ArchiveRoom;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditSequencer;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.Ids;
import org.huifang.db.Migration;
import org.huifang.lab.TurnedClock;
import org.huifang.ledger.LedgerRoom;
import org.huifang.recording.store.S3Settings;
import org.huifang.recording.store.S3Store;
import org.huifang.recording.store.Stored;
import org.huifang.retention.RetentionRoom;
import org.huifang.web.AccessRoutes;
import org.huifang.web.ArchiveRoutes;
import org.huifang.web.RecordingRoutes;
import org.huifang.web.RetentionRoutes;
import org.huifang.web.WebRoom;

/** Sealed recordings, people of several roles, and the server's rooms for access and retention over HTTP. */
final class KeepingStage implements AutoCloseable {
    static final String PURGE_PASSWORD = "for-tests";

    final SealingLab lab;
    final TurnedClock clock = new TurnedClock(Instant.now());
    /** What the witness says; null: it is silent. */
    final AtomicReference<Instant> witness = new AtomicReference<>();
    /** What happens at each step of a purge. */
    volatile Consumer<String> atStep = step -> {};

    final RecordingRoom room;
    /** Where archives are made. */
    final Path archiveFolder;

    final ArchiveRoom archives;
    private final AuditSequencer sequencer;
    private final RetentionRoom retention;
    private final WebRoom web;
    private final HttpClient client = HttpClient.newHttpClient();

    KeepingStage(Path folder) throws Exception {
        this(folder, null);
    }

    /** @param objectStore beside the folder, where new recordings are kept; null: none */
    KeepingStage(Path folder, S3Settings objectStore) throws Exception {
        lab = new SealingLab(folder);
        var audit = new Audit(clock);
        room = lab.room(
                new RecordingRoom.Settings(lab.spoolFolder, lab.storeFolder, 1, 1, lab.keysFolder, objectStore, false),
                nonce -> Future.succeededFuture());
        SealingLab.await(room.start());
        lab.giveUser("keeper", "RECORDS_MANAGER");
        lab.giveUser("auditor", "COMPLIANCE");
        lab.giveUser("boss", "SUPERVISOR");
        lab.giveUser("agent", "AGENT");
        lab.giveUser("agent2", "AGENT");
        var hearing = new HearingRight(lab.database, clock);
        var access = new AccessRoom(lab.database, hearing, room.catalog(), room.marker(), audit, clock);
        retention = new RetentionRoom(
                lab.vertx,
                lab.database,
                Database.poolOf(lab.vertx, purger(lab.testDatabase.owner()), "purge", 2),
                access.second(),
                room.store(),
                () -> Future.succeededFuture(Optional.ofNullable(witness.get())),
                audit,
                clock,
                "lab",
                step -> atStep.accept(step));
        archiveFolder = Files.createDirectories(folder.resolve("archives"));
        sequencer = new AuditSequencer(lab.vertx, lab.database, lab.clock);
        archives = archives(access, hearing, new ArchiveFolder(archiveFolder, "lab", 0));
        web = TestWeb.start(
                lab.vertx,
                lab.database,
                lab.clock,
                new RecordingRoutes(hearing, room.catalog(), room.sounds(), room.waveforms()),
                new AccessRoutes(access),
                new ArchiveRoutes(archives),
                new RetentionRoutes(retention));
        retention.start();
        sequencer.start();
        archives.start();
    }

    /** For it every month of the other rooms is over. */
    private ArchiveRoom archives(AccessRoom access, HearingRight hearing, ArchiveFolder into) throws Exception {
        var later = Clock.offset(lab.clock, Duration.ofDays(40));
        var ledger = SealingLab.await(LedgerRoom.open(
                lab.vertx,
                lab.database,
                lab.clock,
                new LedgerRoom.Settings(lab.keysFolder, null),
                new SimpleMeterRegistry()));
        return new ArchiveRoom(
                lab.vertx,
                lab.database,
                access.second(),
                hearing,
                room.catalog(),
                room.plain(),
                ledger.proofs(),
                into,
                new Audit(lab.clock),
                later,
                "lab",
                step -> atStep.accept(step));
    }

    static DatabaseAddress purger(DatabaseAddress owner) {
        Migration.allowLogin(owner, "huifang_purge", PURGE_PASSWORD);
        return owner.as("huifang_purge", PURGE_PASSWORD);
    }

    /** A sealed recording of two seconds. */
    UUID sealed() throws Exception {
        return sealed(SoundFormat.OPUS);
    }

    UUID sealed(SoundFormat format) throws Exception {
        UUID id = lab.endedCall(2_000);
        lab.giveRules(
                lab.row(id).getUUID("campaign_id"),
                new JsonObject().put("recording", new JsonObject().put("format", format.name())));
        Wavs.call(lab.raw(id), Wavs.tone(400, 16_000), Wavs.tone(1000, 16_000));
        room.sealer().ended(id);
        lab.until(id, "SEALED");
        return id;
    }

    /** One whose retention ended yesterday; only the owner of the tables can do that. */
    UUID expired() throws Exception {
        UUID id = sealed();
        owner("UPDATE recording SET retain_until = now() - interval '1 day' WHERE id = '" + id + "'");
        return id;
    }

    /** A sealed recording that lies in the object store, which locks it for so long from now; its row says the same. */
    UUID inObjectStore(S3Store s3, Duration locked) throws Exception {
        UUID id = sealed();
        String name = lab.row(id).getString("stored_as");
        Path file = lab.storeFolder.resolve(name);
        Instant until = Instant.now().plus(locked);
        Stored stored = s3.keep(file, name, until);
        Files.delete(file);
        owner("UPDATE recording SET store = 's3', store_version = '" + stored.version() + "', retain_until = '" + until
                + "' WHERE id = '" + id + "'");
        return id;
    }

    /** Where the row says that the recording is. */
    Stored stored(UUID id) throws Exception {
        var row = lab.row(id);
        return new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version"));
    }

    void owner(String sql) throws Exception {
        try (var connection = as(lab.testDatabase.owner());
                var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute(sql);
        }
    }

    static Connection as(DatabaseAddress address) throws Exception {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    /** Somebody of another department of the company; the token is the login. */
    void giveStranger(String login) throws Exception {
        UUID unit = Ids.next();
        UUID user = Ids.next();
        var at = clock.instant().atOffset(ZoneOffset.UTC);
        lab.query(
                "INSERT INTO org_unit (id, parent_id, name, zone, country, calendar, created_at)"
                        + " VALUES ($1, $2, 'sales', 'Asia/Shanghai', 'CN', 'CN', $3)",
                Tuple.of(unit, lab.org, at));
        lab.query(
                "INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                        + " VALUES ($1, $2, $3, $3, 'none', '{COMPLIANCE}', $4)",
                Tuple.of(user, unit, login, at));
        byte[] hash = Sha256.start().digest(login.getBytes(StandardCharsets.UTF_8));
        lab.query(
                "INSERT INTO api_token (token_hash, user_id, name, created_at) VALUES ($1, $2, 'test', $3)",
                Tuple.of(Buffer.buffer(hash), user, at));
    }

    HttpResponse<byte[]> ask(String who, String method, String path, JsonObject body) throws Exception {
        return client.send(request(who, method, path, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpRequest request(String who, String method, String path, JsonObject body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1" + path))
                .header("Authorization", "Bearer " + who);
        return (body == null
                        ? request.method(method, HttpRequest.BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body.encode())))
                .build();
    }

    HttpClient client() {
        return client;
    }

    int status(String who, String method, String path, JsonObject body) throws Exception {
        return ask(who, method, path, body).statusCode();
    }

    JsonObject json(String who, String method, String path, JsonObject body) throws Exception {
        var answer = ask(who, method, path, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(answer.statusCode() + " " + text(answer));
        }
        return answer.body().length == 0 ? new JsonObject() : new JsonObject(text(answer));
    }

    /** Code of the remedy of a refusal. */
    static String code(HttpResponse<byte[]> refused) {
        return new JsonObject(text(refused))
                .getJsonArray("errors")
                .getJsonObject(0)
                .getString("code");
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    int sound(String who, UUID recording) throws Exception {
        return status(who, "GET", "/recordings/" + recording + "/sound", null);
    }

    /** The newest thing that waits for a second person. */
    JsonObject waiting() throws Exception {
        return json("auditor", "GET", "/consents?open=true", null)
                .getJsonArray("items")
                .getJsonObject(0);
    }

    HttpResponse<byte[]> decide(String who, JsonObject consent, String how) throws Exception {
        return ask(
                who,
                "POST",
                "/consents/" + consent.getString("id") + "/" + how,
                new JsonObject().put("content", consent.getString("content")).put("reason", "looked at it"));
    }

    long audited(String action) throws Exception {
        return lab.query("SELECT count(*) FROM audit_entry WHERE action = $1", Tuple.of(action))
                .get(0)
                .getLong(0);
    }

    @Override
    public void close() throws Exception {
        SealingLab.await(web.stop());
        SealingLab.await(archives.stop());
        SealingLab.await(sequencer.stop());
        SealingLab.await(retention.stop());
        SealingLab.await(room.stop());
        lab.close();
    }
}
