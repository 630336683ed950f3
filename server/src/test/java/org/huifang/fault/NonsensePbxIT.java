package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever answers on the AMI port instead of Asterisk: nothing is dialled, the health says so, and the real one is found later. */
class NonsensePbxIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void nothingIsDialledWhileNonsenseAnswersAndEverythingOnceThePbxIsThere() throws Exception {
        String number = CustomerNumber.answers(Duration.ofMillis(250), Duration.ofSeconds(1), 1);
        byte[] noise = new byte[64 * 1024];
        new Random(1).nextBytes(noise);
        try (var centre = new CallCentre(folder, 1);
                var link = new Switchable(centre.asterisk().amiPort())) {
            var truth = new Truth(centre);
            truth.due(centre.campaign("{}"), number);
            link.say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            centre.reachingAmiAt(link.port()).startServer();
            link.awaitVisits(1);
            health(centre);
            link.say(noise);
            link.awaitVisits(1);
            link.say(
                    "Asterisk Call Manager/9.0.0\r\nEvent: Newstate\r\nChannelState: x\r\nUniqueid: y\r\n\r\nResponse: Success\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            link.awaitVisits(2);
            health(centre);
            assertThat(centre.customers().callsTo(number)).isEmpty();
            assertThat(centre.rows("SELECT 1 FROM live_attempt UNION ALL SELECT 1 FROM attempt"))
                    .isEmpty();
            link.passOn();
            truth.awaitAllEnded(SOON);
            assertThat(truth.attempt(number)).containsEntry("outcome", "ANSWERED");
            truth.everyInviteHasItsAttempt();
        }
    }

    private static void health(CallCentre centre) throws Exception {
        HttpResponse<String> ready = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + centre.managementPort() + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("AMI is not connected");
    }

    /** A port that says something fixed to every visitor, and later leads to the PBX. */
    private static final class Switchable implements AutoCloseable {
        private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final CuttableLink toPbx;
        private volatile byte[] words = new byte[0];
        private volatile boolean passing;
        private volatile int visits;

        Switchable(int pbx) throws IOException {
            toPbx = new CuttableLink(pbx);
            var thread = new Thread(this::accept, "nonsense");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return entrance.getLocalPort();
        }

        void say(byte[] nonsense) {
            words = nonsense;
            visits = 0;
        }

        void passOn() {
            passing = true;
        }

        void awaitVisits(int count) {
            CallCentre.await(Duration.ofSeconds(30), "the server tries again", () -> visits >= count);
        }

        private void accept() {
            while (!entrance.isClosed()) {
                try {
                    Socket visitor = entrance.accept();
                    visits++;
                    if (passing) {
                        toPbx.carry(visitor);
                    } else {
                        visitor.getOutputStream().write(words);
                        visitor.close();
                    }
                } catch (IOException gone) {
                    // The visitor left before it had heard all; the next one comes.
                    continue;
                }
            }
        }

        @Override
        public void close() throws IOException {
            entrance.close();
            toPbx.close();
        }
    }
}
