package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trunk that takes calls and says nothing is our failure: it costs no customer a try, and somebody is told. */
class DeadTrunkIT {
    @TempDir
    Path folder;

    @Test
    void aDeadTrunkIsPausedAndAlarmedAndNoAttemptCounts() throws InterruptedException {
        try (var centre = new CallCentre(folder, 1, "dialing: {ring_wait_seconds: 5}").startServer()) {
            centre.awaitReadyAgents(1);
            var campaign = centre.campaign("{}");
            for (int i = 1; i <= 2; i++) {
                var callback = centre.callback(campaign, CustomerNumber.mute(i));
                assertThat(centre.awaitAttempt(callback, 1, Duration.ofSeconds(20)))
                        .containsEntry("outcome", "NO_RINGING")
                        .containsEntry("counted", false)
                        .containsEntry("ring_ms", 0L);
                assertThat(centre.callbackRow(callback))
                        .containsEntry("reason", "RETRY_FAILURE")
                        .containsEntry("counted", 0)
                        .containsEntry("uncounted", 0)
                        .containsEntry("failures", 1);
            }
            CallCentre.await(
                    Duration.ofSeconds(5),
                    "an alarm",
                    () -> !centre.rows("SELECT 1 FROM alarm WHERE kind = 'TRUNK_FAILS'")
                            .isEmpty());
            String spared = CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(1), 3);
            var third = centre.callback(campaign, spared);
            TimeUnit.SECONDS.sleep(4);
            assertThat(centre.customers().callsTo(spared))
                    .as("nothing is dialled through a failing trunk")
                    .isEmpty();
            assertThat(centre.awaitAttempt(third, 1, Duration.ofSeconds(45)))
                    .as("then one call tries it")
                    .containsEntry("outcome", "ANSWERED");
            CallCentre.await(
                    Duration.ofSeconds(5),
                    "no alarm",
                    () -> centre.rows("SELECT 1 FROM alarm WHERE kind = 'TRUNK_FAILS' AND cleared_at IS NULL")
                            .isEmpty());
        }
    }

    @Test
    void aTrunkThatThePbxDoesNotKnowIsToldApart() {
        try (var centre = new CallCentre(folder, 1, "").startServer()) {
            centre.awaitReadyAgents(1);
            centre.execute("UPDATE trunk SET name = 'nowhere'");
            var callback = centre.callback(centre.campaign("{}"), CustomerNumber.rings(4));
            assertThat(centre.awaitAttempt(callback, 1, Duration.ofSeconds(10)))
                    .containsEntry("outcome", "ORIGINATE_FAILED")
                    .containsEntry("counted", false);
        }
    }
}
