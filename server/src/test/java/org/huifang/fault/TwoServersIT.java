package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SippAgents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database. */
class TwoServersIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void aSecondOneOfTheSameNameTakesOverAndTheFirstDialsNoMore() {
        String rings = CustomerNumber.rings(1);
        String talks = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(20), 2);
        String later = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 3);
        try (var centre = new CallCentre(folder, 3).startServer()) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            centre.awaitReadyAgents(3);
            truth.due(campaign, rings);
            truth.due(campaign, talks);
            centre.awaitLive("BRIDGED", 1, SOON);
            centre.awaitLive("RINGING", 1, SOON);
            try (var second = ServerProcess.start(centre.configFile(), folder.resolve("second.log"))) {
                CallCentre.await(
                        SOON,
                        "the first knows",
                        () -> centre.closedBecause().equals(java.util.Optional.of("LEASE_LOST")));
                CallCentre.await(SOON, second::log, () -> second.log().contains("in step with the PBX"));
                truth.due(campaign, later);
                truth.awaitAllEnded(Duration.ofSeconds(60));
                truth.everyInviteHasItsAttempt();
                truth.ringsTheFloor(rings);
                assertThat(truth.attempt(talks)).containsEntry("outcome", "ANSWERED");
                assertThat(truth.attempt(later)).containsEntry("outcome", "ANSWERED");
                assertThat(centre.closedBecause()).contains("LEASE_LOST");
                assertThat(second.log()).contains("attempt claimed");
                truth.everySoundIsSealed(false);
                centre.awaitReadyAgents(3);
            }
        }
    }

    @Test
    void twoHundredDueCallbacksAreSharedAndNobodyIsCalledTwiceOrForgotten() {
        int agentsEach = 6;
        try (var centre = new CallCentre(folder, agentsEach);
                var moreAgents = SippAgents.startWithSound(folder, "other", agentsEach);
                var otherAsterisk = PrivateAsterisk.in(folder.resolve("other-asterisk"))
                        .trunk(centre.customers().trunk("trunk"))
                        .agents(moreAgents.phones())
                        .start()) {
            moreAgents.phones().forEach(centre::agent);
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            List<String> numbers = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                numbers.add(CustomerNumber.answers(Duration.ofMillis(250), Duration.ofMillis(250), n));
                numbers.add(CustomerNumber.answers(Duration.ofMillis(250), Duration.ofMillis(500), n));
            }
            numbers.forEach(number -> truth.due(campaign, number));
            Path other = centre.writeConfig("other", otherAsterisk, otherAsterisk.amiPort());
            centre.startServer();
            long began = System.nanoTime();
            try (var second = ServerProcess.start(other, folder.resolve("other.log"))) {
                truth.awaitAllEnded(Duration.ofSeconds(120));
                System.out.println("figure two_nodes_200_calls_s=" + (System.nanoTime() - began) / 1_000_000_000);
                truth.everyInviteHasItsAttempt();
                assertThat(centre.rows("SELECT 1 FROM attempt WHERE outcome <> 'ANSWERED'"))
                        .isEmpty();
                var shares = centre.rows(
                        "SELECT n.name, count(*) FROM attempt a JOIN node n ON n.id = a.node_id GROUP BY 1");
                System.out.println("figure shares=" + shares);
                assertThat(shares).hasSize(2);
                assertThat(second.isAlive()).isTrue();
            }
        }
    }
}
