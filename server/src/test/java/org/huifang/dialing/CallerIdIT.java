package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number that a customer's phone shows (R40). */
class CallerIdIT {
    @TempDir
    Path folder;

    @Test
    void aCampaignShowsItsOwnNumber() {
        try (var centre = new CallCentre(folder, 1).startServer()) {
            centre.awaitReadyAgents(1);
            var callback = centre.callback(
                    centre.campaign("{\"callerId\":\"+862155556666\"}"),
                    CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(1), 1));
            centre.awaitAttempt(callback, 1, Duration.ofSeconds(15));
            assertThat(centre.customers().log().messages())
                    .contains("<sip:+862155556666@")
                    .doesNotContain("4001234567");
        }
    }
}
