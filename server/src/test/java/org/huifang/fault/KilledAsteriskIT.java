package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asterisk dies by SIGKILL in the middle of calls, and starts again. */
class KilledAsteriskIT {
    private static final int AGENTS = 4;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void talksAreSealedInPartRingsAreItsOwnFailureAndDialingGoesOn() {
        String talks = CustomerNumber.answersAndStays(Duration.ofMillis(500), 1);
        String talked = CustomerNumber.answers(Duration.ofMillis(250), Duration.ofSeconds(1), 2);
        String rings = CustomerNumber.rings(3);
        String later = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 4);
        try (var centre = new CallCentre(folder, AGENTS).startServer()) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            centre.awaitReadyAgents(AGENTS);
            centre.awaitAttempt(truth.due(campaign, talked), 1, SOON);
            truth.due(campaign, talks);
            truth.due(campaign, rings);
            centre.awaitLive("BRIDGED", 1, SOON);
            centre.awaitLive("RINGING", 1, SOON);
            centre.awaitSoundOf(2, SOON);
            centre.asterisk().kill9();
            CallCentre.await(
                    SOON, "the node does not dial", () -> centre.closedBecause().isPresent());
            truth.due(campaign, later);
            centre.asterisk().restart();

            truth.awaitAllEnded(Duration.ofSeconds(60));
            centre.awaitReadyAgents(AGENTS);
            truth.everyInviteHasItsAttempt();
            assertThat(truth.attempt(talks)).containsEntry("outcome", "ANSWERED");
            assertThat(truth.attempt(rings))
                    .containsEntry("outcome", "PBX_LOST")
                    .containsEntry("counted", false);
            assertThat(centre.callbackRow(truth.callback(rings)))
                    .containsEntry("state", "WAITING")
                    .containsEntry("counted", 0)
                    .containsEntry("uncounted", 0)
                    .containsEntry("failures", 1);
            assertThat(truth.attempt(later)).containsEntry("outcome", "ANSWERED");
            assertThat(centre.awaitSealed(truth.attempt(talked).get("id"))).containsEntry("state", "SEALED");
            assertThat(centre.awaitSealed(truth.attempt(later).get("id"))).containsEntry("state", "SEALED");
            var cut = centre.awaitSealed(truth.attempt(talks).get("id"));
            assertThat(cut).containsEntry("state", "PARTIAL");
            assertThat((Long) cut.get("duration_ms")).isPositive();
        }
    }

    @Test
    void anAsteriskThatDiesAgainAndAgainUnderTheOrdersDialsNobodyTwice() {
        try (var centre = new CallCentre(folder, AGENTS).startServer()) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            centre.awaitReadyAgents(AGENTS);
            for (int i = 0; i < 3; i++) {
                for (int n = 0; n < AGENTS; n++) {
                    truth.due(campaign, CustomerNumber.refuses(486, Duration.ofSeconds(2), 10 * i + n));
                }
                // At the very moment when orders leave and INVITEs go out.
                int expected = i;
                CallCentre.await(
                        Duration.ofSeconds(40),
                        "something is dialled in round " + expected,
                        () -> !centre.rows("SELECT 1 FROM live_attempt WHERE state <> 'UNKNOWN'")
                                .isEmpty());
                centre.asterisk().kill9();
                CallCentre.await(
                        SOON,
                        "the node does not dial",
                        () -> centre.closedBecause().isPresent());
                centre.asterisk().restart();
                CallCentre.await(
                        Duration.ofSeconds(60),
                        () -> "round is over; live " + centre.rows("SELECT id, state FROM live_attempt"),
                        () -> centre.rows("SELECT 1 FROM callback WHERE state = 'LIVE' OR reason = 'PLANNED'")
                                .isEmpty());
                centre.awaitReadyAgents(AGENTS);
            }
            truth.everyInviteHasItsAttempt();
            System.out.println("figure outcomes=" + centre.rows("SELECT outcome, count(*) FROM attempt GROUP BY 1")
                    + " unknown=" + centre.rows("SELECT count(*) FROM live_attempt"));
        }
    }
}
