package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.message.gateway.Inbound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider over HTTP that refuses, hangs, answers twice or drops the link: never two messages, always a truthful state. */
class HttpGatewayIT {
    @TempDir
    Path folder;

    private MessageLab lab;
    private FakeProvider provider;

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
        provider = new FakeProvider(lab.vertx());
    }

    @AfterEach
    void close() {
        provider.close();
        lab.close();
    }

    private Path gateways(int port, String more) {
        MessageLab.file(folder, "callback.secret", "s3cret\n");
        return MessageLab.file(
                folder, "gateways.yaml", """
                public_url: http://127.0.0.1:1
                gateways:
                  web:
                    channel: SMS
                    http:
                      url: "http://127.0.0.1:%d/send?to={to}&text={text}&id={messageId}&try={tryId}"
                      answer: {body: "^ok", id: "id=(\\\\w+)"}
                      receipts: {id: id, status: status}
                      replies: {from: from, text: text}
                      callback_secret_file: %s
                      timeout_seconds: 1
                %s""".formatted(port, folder.resolve("callback.secret"), more.indent(6)));
    }

    private Path gateways(String more) {
        return gateways(provider.port(), more);
    }

    @Test
    void whatIsTakenIsSentAndItsReceiptMakesItDelivered() {
        provider.behaves(request -> FakeProvider.ok(request, "ok id=A1"));
        var room = lab.room("n1", gateways(""));
        UUID message = lab.message("您好 & + % 😀");
        lab.awaitState(message, "SENT");
        assertThat(provider.texts()).containsExactly("您好 & + % 😀");
        MessageLab.await(room.inbound().receipt(new Inbound.Receipt("web", "A1", Inbound.Fate.SENT, "4")));
        MessageLab.await(room.inbound().receipt(new Inbound.Receipt("web", "A1", Inbound.Fate.DELIVERED, "1")));
        MessageLab.await(room.inbound().receipt(new Inbound.Receipt("web", "A1", Inbound.Fate.FAILED, "2")));
        assertThat(lab.state(message)).as("a delivery is not taken back").isEqualTo("DELIVERED");
        assertThat(lab.history(message)).containsExactly("SENDING", "SENT", "RECEIPT", "RECEIPT", "RECEIPT");
    }

    @Test
    void aReceiptThatIsFasterThanTheAnswerIsNotLost() {
        provider.behaves(request -> lab.vertx().setTimer(500, tick -> FakeProvider.ok(request, "ok id=F1")));
        var room = lab.room("n1", gateways(""));
        UUID message = lab.message("fast");
        MessageLab.await(
                Duration.ofSeconds(10),
                () -> "submitted",
                () -> !provider.texts().isEmpty());
        MessageLab.await(room.inbound().receipt(new Inbound.Receipt("web", "F1", Inbound.Fate.DELIVERED, "1")));
        lab.awaitState(message, "DELIVERED");
    }

    @Test
    void whatIsCertainlyNotTakenIsTriedAgainAndWhatIsRefusedIsNot() {
        var calls = new AtomicInteger();
        provider.behaves(request -> {
            if (calls.getAndIncrement() == 0) {
                request.response().setStatusCode(503).end("busy");
            } else {
                FakeProvider.ok(request, "ok id=R1");
            }
        });
        lab.room("n1", gateways(""));
        UUID message = lab.message("later");
        MessageLab.await(
                Duration.ofSeconds(10),
                () -> "tried",
                () -> lab.history(message).contains("NOT_TAKEN"));
        assertThat(lab.state(message)).isEqualTo("WAITING");
        assertThat((String) lab.row(message).get("problem")).contains("503");
        lab.hurry(message);
        lab.awaitState(message, "SENT");
        provider.behaves(request -> request.response().setStatusCode(400).end("bad number"));
        UUID refused = lab.message("refused");
        lab.awaitState(refused, "FAILED");
        assertThat(provider.count("refused")).isEqualTo(1);
        assertThat((String) lab.row(refused).get("problem")).contains("400 bad number");
    }

    @Test
    void whoIsNotThereIsTriedAgain() {
        int port = provider.port();
        provider.close();
        lab.room("n1", gateways(port, ""));
        UUID message = lab.message("nobody");
        MessageLab.await(
                Duration.ofSeconds(10),
                () -> "tried",
                () -> lab.history(message).contains("NOT_TAKEN"));
        assertThat(lab.state(message)).isEqualTo("WAITING");
        MessageLab.await(
                Duration.ofSeconds(10),
                () -> "an alarm",
                () -> !lab.rows(
                                "SELECT 1 FROM alarm WHERE kind = 'GATEWAY_DOWN' AND subject = 'web' AND cleared_at IS NULL")
                        .isEmpty());
        provider = new FakeProvider(lab.vertx());
    }

    @Test
    void aHangingOrDroppedAnswerLeavesItUnknownAndItIsNeverSentAgain() throws InterruptedException {
        provider.behaves(request -> {
            if ("dropped".equals(request.getParam("text"))) {
                request.connection().close();
            }
        });
        lab.room("n1", gateways(""));
        UUID hung = lab.message("hung");
        UUID dropped = lab.message("dropped");
        lab.awaitState(hung, "UNKNOWN");
        lab.awaitState(dropped, "UNKNOWN");
        TimeUnit.SECONDS.sleep(3);
        assertThat(provider.count("hung")).isEqualTo(1);
        assertThat(provider.count("dropped")).isEqualTo(1);
        MessageLab.await(
                Duration.ofSeconds(10),
                () -> "an alarm",
                () -> !lab.rows("SELECT 1 FROM alarm WHERE kind = 'MESSAGE_UNKNOWN' AND cleared_at IS NULL")
                        .isEmpty());
    }

    @Test
    void aReceiptForOurOwnTryTellsWhatBecameOfALostAnswer() {
        provider.behaves(request -> request.connection().close());
        var room = lab.room("n1", gateways(""));
        UUID message = lab.message("found out");
        lab.awaitState(message, "UNKNOWN");
        String tryId = lab.row(message).get("try_id").toString();
        MessageLab.await(room.inbound().receipt(new Inbound.Receipt("web", tryId, Inbound.Fate.DELIVERED, "1")));
        assertThat(lab.state(message)).isEqualTo("DELIVERED");
    }

    @Test
    void aProviderThatKnowsRepetitionsIsToldAgainUnderTheSameId() {
        var calls = new AtomicInteger();
        provider.behaves(request -> {
            if (calls.getAndIncrement() == 0) {
                request.connection().close();
            } else {
                FakeProvider.ok(request, "ok id=K1");
            }
        });
        lab.room("n1", gateways("knows_repetitions: true\n"));
        UUID message = lab.message("again");
        MessageLab.await(
                Duration.ofSeconds(10), () -> "lost", () -> lab.history(message).contains("ANSWER_LOST"));
        lab.hurry(message);
        lab.awaitState(message, "SENT");
        assertThat(provider.ids()).containsExactly(message.toString(), message.toString());
    }

    @Test
    void aProviderThatCanBeAskedIsAskedAndOnlyItsNoLetsAMessageGoAgain() {
        var has = new AtomicInteger();
        provider.behaves(request -> {
            if (request.path().equals("/query")) {
                FakeProvider.ok(request, has.get() == 0 ? "hm" : has.get() == 1 ? "none" : "found Q9");
            } else if (provider.texts().size() == 1) {
                request.connection().close();
            } else {
                FakeProvider.ok(request, "ok id=Q1");
            }
        });
        lab.room("n1", gateways("""
                query: {url: "http://127.0.0.1:%d/query?try={tryId}", has: "^found (\\\\w+)", has_not: "^none"}
                """.formatted(provider.port())));
        UUID message = lab.message("asked");
        lab.awaitState(message, "UNKNOWN");
        lab.hurry(message);
        MessageLab.await(
                Duration.ofSeconds(10),
                () -> "asked",
                () -> lab.history(message).contains("ASKED"));
        assertThat(lab.state(message)).as("it cannot tell").isEqualTo("UNKNOWN");
        has.set(1);
        lab.hurry(message);
        lab.awaitState(message, "SENT");
        assertThat(provider.count("asked")).isEqualTo(2);
        has.set(2);
        provider.texts().clear();
        UUID other = lab.message("had it");
        lab.awaitState(other, "UNKNOWN");
        lab.hurry(other);
        lab.awaitState(other, "SENT");
        assertThat(provider.count("had it")).isEqualTo(1);
    }

    @Test
    void severalServersSendEachMessageOnce() {
        provider.behaves(request ->
                FakeProvider.ok(request, "ok id=" + request.getParam("id").replace("-", "")));
        Path file = gateways("");
        for (int i = 0; i < 200; i++) {
            lab.message("many " + i);
        }
        for (String node : new String[] {"n1", "n2", "n3"}) {
            lab.room(node, file);
        }
        MessageLab.await(
                Duration.ofSeconds(60),
                () -> provider.texts().size() + " sent",
                () -> lab.rows("SELECT 1 FROM message_outbox WHERE state <> 'SENT'")
                        .isEmpty());
        assertThat(provider.texts()).hasSize(200).doesNotHaveDuplicates();
        assertThat(lab.rows("SELECT DISTINCT detail ->> 'node' AS node FROM message_event WHERE kind = 'SENDING'"))
                .as("more than one server took part")
                .hasSizeGreaterThan(1);
    }

    @Test
    void theTriesOfAServerThatIsGoneAreTakenUpAndNotSentAgain() throws InterruptedException {
        UUID message = lab.message("left behind");
        UUID gone = lab.nodeRow("gone", 1, Duration.ofMinutes(-5));
        lab.execute(
                "UPDATE message_outbox SET state = 'SENDING', try_id = ?, gateway = 'web', node_id = ?, node_epoch = 1,"
                        + " tries = 1 WHERE id = ?",
                UUID.randomUUID(),
                gone,
                message);
        lab.room("n1", gateways(""));
        lab.awaitState(message, "UNKNOWN");
        TimeUnit.SECONDS.sleep(2);
        assertThat(provider.texts()).isEmpty();
        assertThat((String) lab.row(message).get("problem")).contains("server stopped");
    }
}
