package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.evidence.PackageVerifier;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies by SIGKILL while it makes an evidence package: what left is on file, and what is not on file did not leave. */
class KilledEvidenceIT {
    private static final String PASSWORD = "a long password";

    @TempDir
    Path folder;

    private CallCentre centre;
    private Browser auditor;
    private UUID callback;

    @Test
    void noByteLeftThatIsNotOnFile() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        auditor = new Browser(path -> URI.create("http://127.0.0.1:" + port + path));
        try (var opened = new CallCentre(folder, 1, "http: {port: " + port + "}")) {
            centre = opened;
            centre.user("auditor", PASSWORD, "COMPLIANCE");
            UUID campaign = centre.campaign("{}");
            centre.execute("UPDATE campaign SET state = 'PAUSED' WHERE id = ?", campaign);
            callback = centre.callback(campaign, CustomerNumber.rings(1));

            diesAt("evidence-read");
            assertThat(made()).as("nothing was written").isZero();
            assertThat(centre.rows("SELECT 1 FROM evidence_package WHERE made_at IS NOT NULL"))
                    .isEmpty();

            diesAt("evidence-filed");
            assertThat(made()).as("on file, though nothing left").isEqualTo(1);
            assertThat(centre.rows("SELECT 1 FROM evidence_package WHERE made_at IS NOT NULL AND sha256 IS NULL"))
                    .hasSize(1);

            try (var server = ServerProcess.start(centre.configFile(), folder.resolve("server.log"))) {
                assertThat(auditor.signIn("auditor", PASSWORD).status()).isEqualTo(200);
                byte[] zip = auditor.bytes("/api/v1/callbacks/" + callback + "/evidence?reason=again");
                assertThat(server.isAlive()).isTrue();
                var result = new PackageVerifier(null).verify(Files.write(folder.resolve("whole.zip"), zip));
                assertThat(result.broken()).isNull();
                assertThat(made()).isEqualTo(2);
            }
        }
    }

    private void diesAt(String place) {
        try (var server = ServerProcess.start(centre.configFile(), folder.resolve("server.log"), place)) {
            CallCentre.await(Duration.ofSeconds(60), "a server that answers", () -> {
                try {
                    return auditor.signIn("auditor", PASSWORD).status() == 200;
                } catch (IllegalStateException notYet) {
                    return false;
                }
            });
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> auditor.bytes("/api/v1/callbacks/" + callback + "/evidence?reason=" + place))
                    .isInstanceOf(IllegalStateException.class);
            server.awaitKilled(Duration.ofSeconds(30));
        }
    }

    private int made() {
        return centre.rows("SELECT 1 FROM audit_entry WHERE action = 'evidence.make'")
                .size();
    }
}
