package org.huifang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: how it starts, and how signals end it. */
class StopIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final List<Process> servers = new ArrayList<>();

    @AfterEach
    void endWhatAFailedTestLeft() {
        servers.forEach(Process::destroyForcibly);
    }

    @Test
    void theFirstSignalLetsTheLiveCallEndAndItsRecordingBeSealed() throws Exception {
        try (var centre = new CallCentre(folder, 1)) {
            var campaign = centre.campaign("{}");
            Process server = start(centre);
            CallCentre.await(PATIENCE, "the server is up\n" + log(), () -> log().contains("started node="));
            centre.awaitReadyAgents(1);
            var live =
                    centre.callback(campaign, CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(6), 1));
            CallCentre.await(
                    PATIENCE,
                    "the call is bridged\n" + log(),
                    () -> !centre.rows("SELECT 1 FROM live_attempt WHERE callback_id = ? AND state = 'BRIDGED'", live)
                            .isEmpty());
            var waiting =
                    centre.callback(campaign, CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(1), 2));

            server.destroy();
            assertThat(server.waitFor(90, TimeUnit.SECONDS)).as(log()).isTrue();

            assertThat(server.exitValue()).isZero();
            assertThat(centre.rows("SELECT outcome, ended_by FROM attempt WHERE callback_id = ?", live))
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt)
                            .containsEntry("outcome", "ANSWERED")
                            .containsEntry("ended_by", "CUSTOMER"));
            assertThat(centre.rows("SELECT state FROM recording WHERE callback_id = ?", live))
                    .singleElement()
                    .satisfies(recording -> assertThat(recording).containsEntry("state", "SEALED"));
            assertThat(centre.callbackRow(waiting)).as("no new call").containsEntry("attempts", 0);
            assertThat(log()).contains("draining", "drained", "stopped");
        }
    }

    @Test
    void theSecondSignalEndsItAtOnce() throws Exception {
        try (var centre = new CallCentre(folder, 1)) {
            Process server = start(centre);
            CallCentre.await(PATIENCE, "the server is up\n" + log(), () -> log().contains("started node="));
            centre.awaitReadyAgents(1);
            var live = centre.callback(
                    centre.campaign("{}"), CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(24), 1));
            CallCentre.await(
                    PATIENCE,
                    "the call is bridged",
                    () -> !centre.rows("SELECT 1 FROM live_attempt WHERE callback_id = ? AND state = 'BRIDGED'", live)
                            .isEmpty());
            server.destroy();
            CallCentre.await(PATIENCE, "draining", () -> log().contains("draining"));
            assertThat(server.waitFor(2, TimeUnit.SECONDS))
                    .as("waits for the call")
                    .isFalse();
            server.destroy();
            assertThat(server.waitFor(3, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
            assertThat(log()).contains("second signal");
        }
    }

    @Test
    void whatCannotStartSaysWhyInOneLine() throws Exception {
        try (var centre = new CallCentre(folder, 1)) {
            String good = Files.readString(centre.configFile());
            Files.writeString(centre.configFile(), good.replaceAll("spool: '[^']*'", "spool: '/nowhere'"));
            Process server = start(centre);
            assertThat(server.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(1);
            assertThat(log().lines().toList())
                    .containsExactly(
                            "huifang: setting asterisk.spool = /nowhere: is no folder; mount the folder in which"
                                    + " Asterisk records, writable for this server too");
        }
    }

    private Process start(CallCentre centre) throws IOException {
        Process server = TestProcess.logging(
                        new ProcessBuilder(TestProcess.command(
                                Main.class,
                                List.of(),
                                "start",
                                "--config",
                                centre.configFile().toString())),
                        folder.resolve("server.log"))
                .start();
        servers.add(server);
        return server;
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }
}
