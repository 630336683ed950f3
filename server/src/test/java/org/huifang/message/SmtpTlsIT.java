package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E-mail over TLS, from the start and after STARTTLS: to a server that proves its name, and to one that cannot. */
class SmtpTlsIT {
    private static final String STORE_PASSWORD = "for-tests";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private MessageLab lab;
    private MessageRoom room;
    private final List<String> mails = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void overTlsAMailReachesAServerThatProvesItsName() throws Exception {
        Path store = certificate("127.0.0.1");
        // Read by the mail server, once in this process.
        System.setProperty("greenmail.tls.keystore.file", store.toString());
        System.setProperty("greenmail.tls.keystore.password", STORE_PASSWORD);
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        try {
            int port = server.getSmtps().getPort();
            var untrusted = mail("TLS", port, null);
            awaitNotTaken(untrusted);
            assertThat(server.getReceivedMessages())
                    .as("nothing is said to a stranger")
                    .isEmpty();
            var sent = mail("TLS", port, pem(store));
            lab.awaitState(sent, "SENT");
            assertThat(server.getReceivedMessages()[0].getSubject()).isEqualTo("回访通知");
        } finally {
            server.stop();
        }
    }

    @Test
    void afterStartTlsTheSame() throws Exception {
        Path store = certificate("127.0.0.1");
        NetServer server = startTls(store);
        try {
            var untrusted = mail("START_TLS", server.actualPort(), null);
            awaitNotTaken(untrusted);
            assertThat(mails).isEmpty();
            var sent = mail("START_TLS", server.actualPort(), pem(store));
            lab.awaitState(sent, "SENT");
            assertThat(mails).singleElement().asString().contains("wang@example.com");
        } finally {
            MessageLab.await(server.close());
        }
    }

    @Test
    void aTrustedCertificateOfAnotherNameIsNoProof() throws Exception {
        Path store = certificate("192.0.2.7");
        NetServer server = startTls(store);
        try {
            var message = mail("START_TLS", server.actualPort(), pem(store));
            awaitNotTaken(message);
            assertThat(mails).isEmpty();
        } finally {
            MessageLab.await(server.close());
        }
    }

    private UUID mail(String tls, int port, Path trusted) {
        if (room != null) {
            lab.stop(room);
        }
        room = lab.room(
                "n" + port + (trusted == null ? "a" : "b"), MessageLab.file(folder, "gateways.yaml", """
                gateways:
                  mail:
                    channel: EMAIL
                    smtp: {host: 127.0.0.1, port: %d, tls: %s, from: callback@example.com, timeout_seconds: 5%s}
                """.formatted(
                                port, tls, trusted == null ? "" : ", trust_file: " + trusted)));
        String email = "wang@example.com";
        return lab.message(
                lab.callback(
                        email + UUID.randomUUID(),
                        "+86138" + (10_000_000 + (int) (Math.random() * 80_000_000)),
                        "{\"email\":\"" + email + "\"}"),
                "尊敬的王芳，请致电4001234567。",
                "EMAIL");
    }

    private void awaitNotTaken(UUID message) {
        MessageLab.await(
                Duration.ofSeconds(20),
                () -> lab.row(message) + " " + lab.history(message),
                () -> lab.history(message).contains("NOT_TAKEN"));
        assertThat(lab.state(message)).isEqualTo("WAITING");
        lab.execute("UPDATE message_outbox SET state = 'CANCELLED', next_try_at = NULL WHERE id = ?", message);
    }

    /** A mail server that takes mail only after STARTTLS. */
    private NetServer startTls(Path store) {
        var options = new NetServerOptions()
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(STORE_PASSWORD));
        return MessageLab.await(lab.vertx()
                .createNetServer(options)
                .connectHandler(socket -> {
                    socket.exceptionHandler(broken -> socket.close());
                    socket.write("220 test\r\n");
                    var said = new StringBuilder();
                    var mail = new StringBuilder();
                    socket.handler(buffer -> answer(socket, said.append(buffer), mail));
                })
                .listen(0, "127.0.0.1"));
    }

    private void answer(NetSocket socket, StringBuilder said, StringBuilder mail) {
        String text = said.toString();
        if (mail.length() > 0 && !text.endsWith("\r\n.\r\n") || !text.endsWith("\r\n")) {
            return;
        }
        said.setLength(0);
        if (mail.length() > 0) {
            mails.add(mail + text);
            mail.setLength(0);
            socket.write("250 taken\r\n");
        } else if (text.startsWith("EHLO")) {
            socket.write(socket.isSsl() ? "250 test\r\n" : "250-test\r\n250 STARTTLS\r\n");
        } else if (text.startsWith("STARTTLS")) {
            socket.write("220 go on\r\n").onSuccess(written -> socket.upgradeToSsl());
        } else if (!socket.isSsl()) {
            socket.write("530 TLS first\r\n");
        } else if (text.startsWith("DATA")) {
            mail.append("mail ");
            socket.write("354 go on\r\n");
        } else {
            socket.write(text.startsWith("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
        }
    }

    private static Path certificate(String address) throws Exception {
        Path store = keys.resolve(address + ".p12");
        if (!store.toFile().exists()) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    "mail",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=mail",
                    "-ext",
                    "SAN=IP:" + address,
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString());
        }
        return store;
    }

    private static Path pem(Path store) throws Exception {
        Path pem = Path.of(store + ".pem");
        if (!pem.toFile().exists()) {
            keytool("-exportcert", "-rfc", "-alias", "mail", "-file", pem.toString(), "-keystore", store.toString());
        }
        return pem;
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
