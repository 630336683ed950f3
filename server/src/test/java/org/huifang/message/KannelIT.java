package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.FakeCentre;
import org.huifang.lab.Kannel;
import org.huifang.lab.RunningClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server with a real Asterisk and a real Kannel, which speaks SMPP with a centre: three unanswered calls over
 * three days end in exactly one delivered short message (R33), and what the customer answers reaches the callback.
 */
class KannelIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String WINDOWS =
            "{\"windows\":[{\"from\":\"09:00\",\"to\":\"10:30\"},{\"from\":\"14:30\",\"to\":\"16:00\"}]}";

    @TempDir
    Path folder;

    @Test
    void threeUnansweredCallsOverThreeDaysEndInExactlyOneDeliveredMessage() throws Exception {
        int http = freePort();
        var clock = new RunningClock(java.time.Instant.parse("2026-11-23T01:30:00Z"));
        MessageLab.file(folder, "kannel.password", "for-tests\n");
        MessageLab.file(folder, "callback.secret", "s3cret\n");
        String replies =
                "http://127.0.0.1:" + http + "/api/v1/gateways/kannel/replies?key=s3cret&id=%I&from=%p&text=%b";
        try (var smsc = new FakeCentre();
                var kannel = Kannel.start(folder.resolve("kannel"), smsc.port(), replies)) {
            Path gateways = gateways(kannel, http);
            try (var centre = new CallCentre(
                            folder, 2, "http: {port: " + http + "}\nmessages: {gateways_file: " + gateways + "}")
                    .startServer(clock)) {
                centre.awaitReadyAgents(2);
                var campaign = centre.campaign(WINDOWS);
                var callback = centre.callback(campaign, CustomerNumber.rings(1));
                centre.awaitAttempt(callback, 1, PATIENCE);
                clock.jumpTo(java.time.Instant.parse("2026-11-24T06:31:00Z"));
                centre.hintDue();
                centre.awaitAttempt(callback, 2, PATIENCE);
                assertThat(smsc.taken()).as("nothing before the third").isEmpty();
                clock.jumpTo(java.time.Instant.parse("2026-11-25T01:00:01Z"));
                centre.hintDue();
                centre.awaitAttempt(callback, 3, PATIENCE);
                assertThat(centre.callbackRow(callback)).containsEntry("state", "EXHAUSTED");

                CallCentre.await(
                        PATIENCE, "the centre gets it", () -> !smsc.taken().isEmpty());
                var taken = smsc.taken().get(0);
                assertThat(taken.coding()).isEqualTo((byte) 8);
                String text = new String(taken.bytes(), StandardCharsets.UTF_16BE);
                assertThat(text).contains("4001234567").contains("致电");
                awaitMessage(centre, "SENT");
                smsc.receipt(taken.id(), "DELIVRD");
                awaitMessage(centre, "DELIVERED");

                clock.jumpTo(java.time.Instant.parse("2026-11-26T06:31:00Z"));
                Thread.sleep(3_000);
                assertThat(smsc.taken()).as("exactly one").hasSize(1);
                assertThat(centre.rows("SELECT * FROM message_outbox")).hasSize(1);

                String number = (String)
                        centre.rows("SELECT e164 FROM customer_phone").get(0).get("e164");
                assertThat(get(http, "receipts?key=wrong&id=x&status=1")).isEqualTo(401);
                assertThat(get(http, "replies?key=s3cret&text=x")).isEqualTo(400);
                smsc.reply(number.substring(1), "明天下午3点请致电");
                CallCentre.await(
                        PATIENCE,
                        () -> "the reply arrives; now " + centre.rows("SELECT * FROM message_reply"),
                        () -> !centre.rows("SELECT 1 FROM message_reply").isEmpty());
                assertThat(centre.rows("SELECT * FROM message_reply").get(0))
                        .containsEntry("text", "明天下午3点请致电")
                        .containsEntry("meaning", "TIME")
                        .containsEntry("callback_id", callback);
            }
        }
    }

    private Path gateways(Kannel kannel, int http) {
        return MessageLab.file(folder, "gateways.yaml", """
                public_url: http://127.0.0.1:%d
                gateways:
                  kannel:
                    channel: SMS
                    http:
                      url: "http://127.0.0.1:%d/cgi-bin/sendsms?username=huifang&password={secret}&to={to}&text={text}&coding=2&charset=UTF-8&dlr-mask=31&dlr-url={receiptUrl}%%26status%%3D%%25d"
                      secret_file: %s
                      answer: {body: "^[03]:"}
                      receipts: {id: id, status: status, delivered: ["1"], failed: ["2", "16"]}
                      replies: {id: id, from: from, text: text}
                      callback_secret_file: %s
                """.formatted(
                        http, kannel.sendPort(), folder.resolve("kannel.password"), folder.resolve("callback.secret")));
    }

    private static int get(int http, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + http + "/api/v1/gateways/kannel/" + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void awaitMessage(CallCentre centre, String state) {
        CallCentre.await(
                PATIENCE,
                () -> state + "; now " + centre.rows("SELECT state, problem, gateway FROM message_outbox")
                        + centre.rows("SELECT kind, detail FROM message_event ORDER BY at"),
                () -> !centre.rows("SELECT 1 FROM message_outbox WHERE state = ?", state)
                        .isEmpty());
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
