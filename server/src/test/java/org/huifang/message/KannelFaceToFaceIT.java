package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.huifang.lab.Kannel;
import org.huifang.lab.PduExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our gateway and Kannel's bearerbox are joined PDU by PDU: Kannel's client, as it works in the field, makes text and numbers of
 * what we submit, and what it submits reaches us as a customer's message.
 */
class KannelFaceToFaceIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private MessageLab lab;
    private PduExchange exchange;
    private HttpServer phone;
    private Kannel kannel;
    /** What Kannel read: from whom, & and the text. */
    private final List<String> read = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws Exception {
        lab = new MessageLab(folder);
        exchange = new PduExchange();
        phone = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        phone.createContext("/", call -> {
            read.add(URLDecoder.decode(call.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        phone.start();
        kannel = Kannel.start(
                folder.resolve("kannel"),
                exchange.port(),
                "http://127.0.0.1:" + phone.getAddress().getPort() + "/?%p&%b");
        MessageLab.file(folder, "smpp.password", "bar\n");
        lab.room("n1", MessageLab.file(folder, "gateways.yaml", """
                gateways:
                  centre:
                    channel: SMS
                    smpp:
                      host: 127.0.0.1
                      port: %d
                      bind: TRANSMITTER_AND_RECEIVER
                      system_id: huifang
                      password_file: %s
                      source: "10690"
                """.formatted(
                        exchange.port(), folder.resolve("smpp.password"))));
        MessageLab.await(SOON, () -> "both are bound", () -> exchange.hears("foo") && exchange.hears("huifang"));
    }

    @AfterEach
    void close() {
        lab.close();
        kannel.close();
        phone.stop(0);
        exchange.close();
    }

    private void awaitRead(String... lines) {
        MessageLab.await(SOON, () -> List.of(lines) + "; Kannel read " + read, () -> read.containsAll(List.of(lines)));
        assertThat(read).hasSize(lines.length);
    }

    @Test
    void kannelReadsTheNumbersAndTextsThatWeWrite() {
        String gsm = "Price: 5€ [net] @home ÄÖ";
        String chinese = "尊敬的客户，请致电4001234567。😀";
        lab.awaitState(lab.message(lab.callback("a", MessageLab.NUMBER, "{}"), gsm), "SENT");
        lab.awaitState(lab.message(lab.callback("b", "+8613800000002", "{}"), chinese), "SENT");
        awaitRead("10690&" + gsm, "10690&" + chinese);
        assertThat(kannel.accessLog()).contains("[from:10690] [to:+8613800000001]", "[from:10690] [to:+8613800000002]");
    }

    @Test
    void kannelJoinsThePartsOfALongText() {
        String text = "访".repeat(66) + "😀" + "问".repeat(80);
        var message = lab.message(lab.callback("a", MessageLab.NUMBER, "{}"), text);
        lab.awaitState(message, "SENT");
        awaitRead("10690&" + text);
        assertThat(exchange.submitted()).hasSize(3);
        assertThat(lab.rows("SELECT 1 FROM message_part WHERE message_id = ?", message))
                .hasSize(3);
    }

    @Test
    void whatKannelWritesIsReadMatchedAndAnswered() throws Exception {
        var callback = lab.callback("r", MessageLab.NUMBER, "{}");
        lab.awaitState(lab.message(callback, "请回电"), "SENT");
        sendByKannel("明天下午3点请致电");
        sendByKannel("退订");
        MessageLab.await(
                SOON,
                () -> "both replies; now " + lab.rows("SELECT * FROM message_reply"),
                () -> lab.rows("SELECT 1 FROM message_reply").size() == 2);
        assertThat(lab.rows("SELECT text, meaning, callback_id FROM message_reply ORDER BY at"))
                .extracting(row ->
                        row.get("text") + " " + row.get("meaning") + " " + callback.equals(row.get("callback_id")))
                .containsExactly("明天下午3点请致电 TIME true", "退订 STOP true");
        assertThat(lab.rows("SELECT 1 FROM number_ledger WHERE stopped_at IS NOT NULL"))
                .hasSize(1);
        MessageLab.await(SOON, () -> "all answered", () -> exchange.taken().size() == 3);
        assertThat(exchange.taken()).allMatch(answer -> answer.status() == 0);
    }

    private void sendByKannel(String text) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + kannel.sendPort()
                                        + "/cgi-bin/sendsms?username=huifang&password=for-tests&from=%2B8613800000001&to=10690"
                                        + "&coding=2&charset=UTF-8&text="
                                        + URLEncoder.encode(text, StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).startsWith("0:");
    }
}
