package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SipCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed and does not come back for long: Asterisk alone ends every call well (R32). */
class SilentServerIT {
    private static final int AGENTS = 6;
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void asteriskAloneEndsTheRingAtTheFloorAndLetsTalksGoOn() {
        String rings = CustomerNumber.rings(1);
        String ringsLate = CustomerNumber.ringsLate(Duration.ofSeconds(3), 2);
        String earlyMedia = CustomerNumber.earlyMedia(3);
        String talks = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(10), 4);
        String answersLater = CustomerNumber.answers(Duration.ofSeconds(10), Duration.ofSeconds(3), 5);
        try (var centre = new CallCentre(folder, AGENTS)) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            Path log = folder.resolve("server.log");
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                centre.awaitReadyAgents(AGENTS);
                for (String number : new String[] {rings, ringsLate, earlyMedia, talks, answersLater}) {
                    truth.due(campaign, number);
                }
                centre.awaitLive("BRIDGED", 1, SOON);
                centre.awaitLive("RINGING", 4, SOON);
                server.kill9();
            }
            for (String unanswered : new String[] {rings, ringsLate, earlyMedia}) {
                CallCentre.await(
                        SOON,
                        unanswered + " is left alone",
                        () -> centre.customers()
                                .callsTo(unanswered)
                                .get(0)
                                .cancelledAt()
                                .isPresent());
                SipCall call = centre.customers().callsTo(unanswered).get(0);
                System.out.println("figure server_dead ring_ms="
                        + call.rang().orElseThrow().toMillis());
                assertThat(call.rang().orElseThrow()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
            }
            CallCentre.await(SOON, "both talks ended", () -> truth.ended(talks) && truth.ended(answersLater));
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                truth.awaitAllEnded(SOON);
                centre.awaitReadyAgents(AGENTS);
                truth.everyInviteHasItsAttempt();
                truth.ringsTheFloor(rings);
                truth.ringsTheFloor(ringsLate);
                assertThat(truth.attempt(earlyMedia)).containsEntry("ring_basis", "PROGRESS_183");
                assertThat(truth.attempt(talks))
                        .containsEntry("outcome", "ANSWERED")
                        .containsEntry("ended_by", "CUSTOMER");
                truth.talkedAsLongAs(talks, Duration.ofSeconds(10));
                assertThat(truth.attempt(answersLater)).containsEntry("outcome", "ANSWERED");
                truth.talkedAsLongAs(answersLater, Duration.ofSeconds(3));
                truth.everySoundIsSealed(false);
                assertThat(server.isAlive()).isTrue();
            }
        }
    }
}
