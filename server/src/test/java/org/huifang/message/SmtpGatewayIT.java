package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.net.NetServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E-mail to a real mail server, and to one that drops the link where it hurts. */
class SmtpGatewayIT {
    @TempDir
    Path folder;

    private MessageLab lab;

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private void start(int port, String more) {
        MessageLab.file(folder, "smtp.password", "pw\n");
        lab.room("n1", MessageLab.file(folder, "gateways.yaml", """
                gateways:
                  mail:
                    channel: EMAIL
                    smtp:
                      host: 127.0.0.1
                      port: %d
                      from: callback@example.com
                      timeout_seconds: 3
                %s""".formatted(port, more.indent(6))));
    }

    private java.util.UUID mail(String email, String body) {
        return lab.message(lab.callback(email, MessageLab.NUMBER, "{\"email\":\"" + email + "\"}"), body, "EMAIL");
    }

    @Test
    void aMailArrivesInChineseWithItsSubject() throws Exception {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("callback@example.com", "callback", "pw");
        server.start();
        try {
            start(
                    server.getSmtp().getPort(),
                    "tls: NONE\nuser: callback\npassword_file: " + folder.resolve("smtp.password"));
            var message = mail("wang@example.com", "尊敬的王芳，请致电4001234567。");
            lab.awaitState(message, "SENT");
            assertThat(server.getReceivedMessages()).hasSize(1);
            var mail = server.getReceivedMessages()[0];
            assertThat(mail.getSubject()).isEqualTo("回访通知");
            assertThat(((String) mail.getContent()).strip()).isEqualTo("尊敬的王芳，请致电4001234567。");
            assertThat(mail.getHeader("Message-ID")[0]).isEqualTo("<" + message + "@example.com>");
        } finally {
            server.stop();
        }
    }

    @Test
    void anAddressThatWouldEndTheLineIsNoAddress() {
        var callback = lab.callback("x", MessageLab.NUMBER, "{\"email\":\"a@example.com\\r\\nBcc: b@example.com\"}");
        start(1, "tls: NONE");
        var message = lab.message(callback, "x", "EMAIL");
        lab.awaitState(message, "FAILED");
        assertThat((String) lab.row(message).get("problem")).contains("no address");
    }

    @Test
    void withoutTheTlsThatWasDemandedNothingIsSaid() {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            start(server.getSmtp().getPort(), "tls: START_TLS");
            var message = mail("tls@example.com", "x");
            MessageLab.await(
                    Duration.ofSeconds(15),
                    () -> lab.history(message).toString(),
                    () -> lab.history(message).contains("NOT_TAKEN"));
            assertThat(lab.state(message)).isEqualTo("WAITING");
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void aLinkThatDropsBehindTheMailLeavesItUnknownAndARefusalDoesNot() throws Exception {
        var mails = new AtomicInteger();
        NetServer server = MessageLab.await(lab.vertx()
                .createNetServer()
                .connectHandler(socket -> {
                    var data = new boolean[1];
                    socket.write("220 test\r\n");
                    socket.handler(buffer -> {
                        String said = buffer.toString();
                        if (data[0] && said.endsWith(".\r\n")) {
                            mails.incrementAndGet();
                            socket.close();
                        } else if (!data[0] && said.startsWith("RCPT") && said.contains("later")) {
                            socket.write("451 not now\r\n");
                        } else if (!data[0] && said.startsWith("RCPT") && said.contains("never")) {
                            socket.write("550 nobody here\r\n");
                        } else if (!data[0] && said.startsWith("DATA")) {
                            data[0] = true;
                            socket.write("354 go on\r\n");
                        } else if (!data[0]) {
                            socket.write("250 ok\r\n");
                        }
                    });
                })
                .listen(0, "127.0.0.1"));
        start(server.actualPort(), "tls: NONE");
        var dropped = mail("drop@example.com", "x");
        lab.awaitState(dropped, "UNKNOWN");
        var never = mail("never@example.com", "y");
        lab.awaitState(never, "FAILED");
        var later = mail("later@example.com", "z");
        MessageLab.await(
                Duration.ofSeconds(15),
                () -> lab.row(later).toString(),
                () -> lab.history(later).contains("NOT_TAKEN"));
        TimeUnit.SECONDS.sleep(2);
        assertThat(mails).hasValue(1);
        MessageLab.await(server.close());
    }
}
