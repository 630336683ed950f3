package org.huifang.ledger;

import static org.huifang.TestOffice.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.huifang.Eventually;
import org.huifang.TestOffice;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** A log on a real database, witnesses that run here, and a ledger room. */
final class LedgerLab implements AutoCloseable {
    final TestOffice office;
    final Path folder;
    final Path keys;
    private final Audit audit = new Audit(Clock.systemUTC());
    private final List<LedgerRoom> rooms = new ArrayList<>();
    private final List<HttpServer> witnesses = new ArrayList<>();

    LedgerLab(Path folder) throws Exception {
        this.folder = folder;
        this.keys = Files.createDirectories(folder.resolve("keys"));
        this.office = TestOffice.start(Clock.systemUTC());
    }

    /** Appends entries and waits until they are chained. */
    void entries(int count) throws Exception {
        var written = new ArrayList<Future<Void>>();
        for (int i = 0; i < count; i++) {
            int nr = i;
            written.add(office.database()
                    .transaction(connection -> audit.append(
                            connection,
                            AuditEntry.byNode(
                                    null, "test", "test.entry", "thing", nr, new JsonObject().put("nr", nr)))));
        }
        await(Future.all(written));
        until(() -> office.value("SELECT count(*) FROM audit_unchained").equals("0"));
    }

    /** A sealed recording of random bytes: file, row, and the log's entry. */
    UUID recording(int size) throws Exception {
        UUID id = Ids.next();
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        ByteBuffer.wrap(bytes)
                .put("HUIFANGR".getBytes(StandardCharsets.US_ASCII))
                .putInt(1)
                .putInt(65_536)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        Files.createDirectories(file(id).getParent());
        Files.write(file(id), bytes);
        String hash = HexFormat.of().formatHex(Ed25519.sha256(bytes));
        var now = Times.at(Clock.systemUTC().instant());
        await(office.database()
                .transaction(connection -> connection
                        .preparedQuery(
                                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                                        + " node_id, state, started_at, size_bytes, stored_as, sha256_stored, sha256_sound, sealed_at)"
                                        + " VALUES ($1, $2, $1, $1, $1, $1, $1, $1, 'SEALED', $2, $3, $4, $5, $5, $2)")
                        .execute(Tuple.of(
                                id,
                                now,
                                (long) size,
                                "x/" + id + ".hfr",
                                Buffer.buffer(HexFormat.of().parseHex(hash))))
                        .compose(inserted -> audit.append(
                                connection,
                                AuditEntry.byNode(
                                        null,
                                        "test",
                                        "recording.seal",
                                        "recording",
                                        id,
                                        new JsonObject()
                                                .put("sizeBytes", size)
                                                .put("sha256Stored", hash)
                                                .put("sha256Sound", hash))))));
        until(() -> office.value("SELECT count(*) FROM audit_unchained").equals("0"));
        return id;
    }

    Path file(UUID recording) {
        return folder.resolve("store/x/" + recording + ".hfr");
    }

    /** @param clock the witness's own */
    Running witness(String name, Clock clock, @Nullable HttpServer instead) throws Exception {
        var server = new WitnessServer(office.vertx(), folder.resolve(name), "secret", clock);
        int port = instead == null ? 0 : instead.actualPort();
        var listening = await(server.listen("127.0.0.1", port));
        witnesses.add(listening);
        return new Running(name, server.publicKey(), listening);
    }

    record Running(String name, String publicKey, HttpServer http) {
        String yaml(Path secret) {
            return """
                      - name: %s
                        every_seconds: 1
                        http: {url: 'http://127.0.0.1:%d/heads', secret_file: '%s', public_key: '%s'}
                    """.formatted(name, http.actualPort(), secret, publicKey);
        }
    }

    /** @param witnesses as lines of YAML */
    LedgerRoom room(Clock clock, String... witnesses) throws Exception {
        Path file = folder.resolve("witnesses-" + rooms.size() + ".yaml");
        Files.writeString(file, "witnesses:\n" + String.join("", witnesses));
        var room = await(LedgerRoom.open(
                office.vertx(),
                office.database(),
                clock,
                new LedgerRoom.Settings(keys, file),
                new SimpleMeterRegistry()));
        rooms.add(room);
        return room;
    }

    Path secret() throws Exception {
        return Files.writeString(folder.resolve("secret"), "secret\n");
    }

    List<String> book(String witness) throws Exception {
        try (var files = Files.list(folder.resolve(witness))) {
            var book = files.filter(f -> f.toString().endsWith(".heads")).findFirst();
            return book.isEmpty() ? List.of() : Files.readAllLines(book.get());
        }
    }

    String alarm(String kind) {
        return office.value(
                "SELECT subject || ': ' || detail FROM alarm WHERE cleared_at IS NULL AND kind = '" + kind + "'");
    }

    static void until(Callable<Boolean> reached) {
        Eventually.holds(Duration.ofMinutes(1), () -> "what was waited for", reached);
    }

    @Override
    public void close() {
        rooms.forEach(LedgerRoom::stop);
        witnesses.forEach(one -> await(one.close()));
        office.close();
    }
}
