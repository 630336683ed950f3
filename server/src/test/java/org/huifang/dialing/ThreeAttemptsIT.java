package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.RunningClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three unanswered calls over three days, with the clock turned and everything else real (R33). */
class ThreeAttemptsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String PRESET_WINDOWS =
            "{\"windows\":[{\"from\":\"09:00\",\"to\":\"10:30\"},{\"from\":\"14:30\",\"to\":\"16:00\"}]}";

    @TempDir
    Path folder;

    @Test
    void threeDaysThreeBandsThenOneMessageAndNeverAgain() throws InterruptedException {
        var clock = new RunningClock(Instant.parse("2026-11-23T01:30:00Z"));
        try (var centre = new CallCentre(folder, 2).startServer(clock)) {
            centre.awaitReadyAgents(2);
            var campaign = centre.campaign(PRESET_WINDOWS);
            String number = CustomerNumber.rings(1);
            var callback = centre.callback(campaign, number);
            centre.awaitAttempt(callback, 1, PATIENCE);
            assertThat(nextAt(centre, callback)).isEqualTo("2026-11-24T06:30:00Z");

            clock.jumpTo(Instant.parse("2026-11-23T06:40:00Z"));
            nothingIsDialled(centre, number, 1, "the same date");
            clock.jumpTo(Instant.parse("2026-11-24T01:30:00Z"));
            nothingIsDialled(centre, number, 1, "the band before");
            clock.jumpTo(Instant.parse("2026-11-24T06:31:00Z"));
            centre.hintDue();
            centre.awaitAttempt(callback, 2, PATIENCE);
            assertThat(nextAt(centre, callback)).isEqualTo("2026-11-25T01:00:00Z");

            clock.jumpTo(Instant.parse("2026-11-25T01:00:01Z"));
            centre.hintDue();
            var third = centre.awaitAttempt(callback, 3, PATIENCE);
            assertThat(third).containsEntry("outcome", "NO_ANSWER").containsEntry("counted", true);
            assertThat(centre.callbackRow(callback))
                    .containsEntry("state", "EXHAUSTED")
                    .containsEntry("counted", 3);
            assertThat(centre.rows("SELECT * FROM message_outbox WHERE callback_id = ?", callback))
                    .hasSize(1);
            assertThat((String) centre.rows("SELECT body FROM message_outbox")
                            .get(0)
                            .get("body"))
                    .contains("4001234567");

            clock.jumpTo(Instant.parse("2026-11-26T06:31:00Z"));
            nothingIsDialled(centre, number, 3, "exhausted");
        }
    }

    @Test
    void anotherCampaignDoesNotCallANumberAgainThatRangTodayAndAStopHoldsAtOnce() throws InterruptedException {
        var clock = new RunningClock(Instant.parse("2026-11-23T01:30:00Z"));
        try (var centre = new CallCentre(folder, 2).startServer(clock)) {
            centre.awaitReadyAgents(2);
            String number = CustomerNumber.rings(2);
            var first = centre.callback(centre.campaign(PRESET_WINDOWS), number);
            centre.awaitAttempt(first, 1, PATIENCE);
            var other = centre.callback(centre.campaign(PRESET_WINDOWS), number);
            nothingIsDialled(centre, number, 1, "one counted attempt a day and number");
            assertThat(centre.callbackRow(other)).containsEntry("reason", "DAILY_LIMIT");

            centre.execute("UPDATE number_ledger SET stopped_at = now(), stop_reason = 'asked'");
            clock.jumpTo(Instant.parse("2026-11-24T06:31:00Z"));
            nothingIsDialled(centre, number, 1, "stopped");
            assertThat(centre.callbackRow(other).get("state")).isEqualTo("CANCELLED");
        }
    }

    @Test
    void outsideTheWindowNobodyIsCalledThoughTheRowSaysDue() throws InterruptedException {
        var clock = new RunningClock(Instant.parse("2026-11-22T01:30:00Z"));
        try (var centre = new CallCentre(folder, 1).startServer(clock)) {
            centre.awaitReadyAgents(1);
            String number = CustomerNumber.rings(3);
            var callback = centre.callback(centre.campaign(PRESET_WINDOWS), number);
            nothingIsDialled(centre, number, 0, "Sunday");
            assertThat(centre.callbackRow(callback))
                    .containsEntry("state", "WAITING")
                    .containsEntry("reason", "OUTSIDE_WINDOW");
            assertThat(nextAt(centre, callback)).isEqualTo("2026-11-23T01:00:00Z");
        }
    }

    private static void nothingIsDialled(CallCentre centre, String number, int callsSoFar, String why)
            throws InterruptedException {
        centre.hintDue();
        TimeUnit.SECONDS.sleep(3);
        centre.hintDue();
        TimeUnit.SECONDS.sleep(1);
        assertThat(centre.customers().callsTo(number)).as(why).hasSize(callsSoFar);
    }

    private static String nextAt(CallCentre centre, Object callback) {
        return ((Timestamp) centre.callbackRow((java.util.UUID) callback).get("next_at"))
                .toInstant()
                .toString();
    }
}
