package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstCallIT {
    @TempDir
    Path folder;

    @Test
    void aDueCallbackBecomesACall() {
        try (var centre = new CallCentre(folder, 1).startServer()) {
            centre.awaitReadyAgents(1);
            var campaign = centre.campaign("{}");
            String number = CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), 1);
            var callback = centre.callback(campaign, number);
            Map<String, Object> attempt = centre.awaitAttempt(callback, 1, Duration.ofSeconds(15));
            assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "CUSTOMER");
            assertThat((Long) attempt.get("talk_ms")).isBetween(1500L, 3000L);
            assertThat((Long) attempt.get("ring_ms")).isBetween(900L, 1500L);
            assertThat(centre.callbackRow(callback)).containsEntry("state", "DONE");
            Map<String, Object> sound = centre.awaitSealed(attempt.get("id"));
            assertThat(sound).containsEntry("state", "SEALED").containsEntry("problem", null);
            assertThat((Long) sound.get("duration_ms")).isBetween(1700L, 2600L);
            centre.awaitReadyAgents(1);
            assertThat(centre.customers().callsTo(number)).hasSize(1);
        }
    }
}
