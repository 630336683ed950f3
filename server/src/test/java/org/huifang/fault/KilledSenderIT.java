package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL between the committed try and its submission, and between the provider's answer and the row:
 * nobody gets two messages, and what nobody knows is said to be unknown, or asked for.
 */
class KilledSenderIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<String> submitted = new CopyOnWriteArrayList<>();

    @Test
    void nobodyGetsTwoMessagesWhereverTheServerDies() throws Exception {
        HttpServer provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        provider.createContext("/send", exchange -> {
            submitted.add(exchange.getRequestURI().getQuery());
            answer(exchange, "ok");
        });
        provider.createContext(
                "/query",
                exchange -> answer(
                        exchange,
                        submitted.stream()
                                        .anyMatch(one -> one.contains(
                                                exchange.getRequestURI().getQuery()))
                                ? "found"
                                : "none"));
        provider.start();
        int port = provider.getAddress().getPort();
        Path gateways = folder.resolve("gateways.yaml");
        try (var centre = new CallCentre(folder, 1, "messages: {gateways_file: " + gateways + "}")) {
            Files.writeString(gateways, gateway(port, ""));
            killedAt("message-claimed", centre, "UNKNOWN", 0);
            killedAt("message-answered", centre, "UNKNOWN", 1);
            Files.writeString(
                    gateways,
                    gateway(
                            port,
                            "query: {url: 'http://127.0.0.1:" + port
                                    + "/query?try={tryId}', has: found, has_not: none}"));
            killedAt("message-claimed", centre, "SENT", 1);
            killedAt("message-answered", centre, "SENT", 1);
        } finally {
            provider.stop(0);
        }
    }

    private void killedAt(String point, CallCentre centre, String expected, int times) throws Exception {
        submitted.clear();
        UUID message = message(centre);
        Path log = folder.resolve("server.log");
        try (var server = ServerProcess.start(centre.configFile(), log, point)) {
            server.awaitKilled(SOON);
        }
        assertThat(state(centre, message)).as(point).isEqualTo("SENDING");
        try (var server = ServerProcess.start(centre.configFile(), log)) {
            CallCentre.await(
                    SOON,
                    () -> point + ": " + state(centre, message),
                    () -> state(centre, message).equals(expected));
            TimeUnit.SECONDS.sleep(3);
            assertThat(server.isAlive()).isTrue();
        }
        assertThat(submitted).as(point).hasSize(times);
        assertThat(state(centre, message)).isEqualTo(expected);
    }

    private static String state(CallCentre centre, UUID message) {
        return (String) centre.rows("SELECT state FROM message_outbox WHERE id = ?", message)
                .get(0)
                .get("state");
    }

    private static UUID message(CallCentre centre) {
        UUID callback = centre.callback(centre.campaign("{}"), CustomerNumber.rings((int) (System.nanoTime() % 90)));
        centre.execute("UPDATE callback SET state = 'EXHAUSTED', reason = 'UNANSWERED' WHERE id = ?", callback);
        UUID id = Ids.next();
        centre.execute(
                "INSERT INTO message_outbox (id, org_id, callback_id, customer_id, kind, channel, language, body, state,"
                        + " created_at, state_since, next_try_at, valid_until) SELECT ?, org_id, id, customer_id, 'EXHAUSTED',"
                        + " 'SMS', 'zh', '请回电', 'WAITING', now(), now(), now(), now() + interval '1 day' FROM callback"
                        + " WHERE id = ?",
                id,
                callback);
        return id;
    }

    private static String gateway(int port, String query) {
        return "gateways: {web: {channel: SMS, http: {url: 'http://127.0.0.1:" + port + "/send?text={text}&try={tryId}'"
                + (query.isEmpty() ? "" : ", " + query) + "}}}";
    }

    private static void answer(HttpExchange exchange, String text) {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
