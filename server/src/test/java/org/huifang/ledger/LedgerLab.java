package org.huifang.ledger;

import static org.huifang.TestOffice.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.huifang.TestOffice;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
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

    static void until(Callable<Boolean> reached) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!reached.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited 60 s");
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() {
        rooms.forEach(LedgerRoom::stop);
        witnesses.forEach(one -> await(one.close()));
        office.close();
    }
}
