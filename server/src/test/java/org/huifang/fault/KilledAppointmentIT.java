package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies by SIGKILL as it raises the alarm that a customer's own time (R36) is in danger. */
class KilledAppointmentIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String AT_RISK = "SELECT id, subject FROM alarm WHERE kind = 'APPOINTMENT_AT_RISK'";

    @TempDir
    Path folder;

    @Test
    void theAlarmStaysOneAndEndsWhenTheCustomerIsCalled() {
        try (var centre = new CallCentre(folder, 1)) {
            Path log = folder.resolve("server.log");
            UUID campaign = centre.campaign("{}");
            centre.execute("UPDATE agent SET wanted = 'PAUSED'");
            UUID asked;
            try (var server = ServerProcess.start(centre.configFile(), log, "appointment-alarm")) {
                asked = centre.callback(
                        campaign,
                        CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), 1),
                        Instant.now().plusSeconds(30));
                centre.execute(
                        "UPDATE callback SET appointment = true, reason = 'APPOINTMENT', dialable_until = next_at + interval '30 minutes'"
                                + " WHERE id = ?",
                        asked);
                server.awaitKilled(SOON);
            }
            var raised = centre.rows(AT_RISK + " AND cleared_at IS NULL");
            assertThat(raised).hasSize(1);
            assertThat(raised.get(0)).containsEntry("subject", asked.toString());
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                CallCentre.await(SOON, "looks again", () -> server.log().contains("in step with the PBX"));
                CallCentre.await(
                        SOON,
                        () -> "its time has passed, nobody is ready; alarms " + centre.rows(AT_RISK),
                        () -> centre.rows(
                                                "SELECT 1 FROM callback WHERE id = ? AND next_at < now() - interval '6 seconds'",
                                                asked)
                                        .size()
                                == 1);
                assertThat(centre.rows(AT_RISK + " AND cleared_at IS NULL"))
                        .as("the same alarm, said again")
                        .isEqualTo(raised);
                assertThat(server.isAlive()).isTrue();
                server.kill9();
            }
            centre.execute("UPDATE agent SET wanted = 'READY', presence = 'READY'");
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                assertThat(centre.awaitAttempt(asked, 1, SOON)).containsEntry("outcome", "ANSWERED");
                CallCentre.await(
                        SOON,
                        () -> "the alarm ends; now " + centre.rows(AT_RISK),
                        () -> centre.rows(AT_RISK + " AND cleared_at IS NULL").isEmpty());
                assertThat(centre.rows(AT_RISK)).hasSize(1);
                assertThat(server.isAlive()).isTrue();
            }
        }
    }
}
