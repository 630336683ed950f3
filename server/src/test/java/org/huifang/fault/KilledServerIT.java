package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL at every named point between the claim and the sealed recording, one after the other, with
 * calls of several kinds under way each time; then one server lives and finds out what became of them all.
 */
class KilledServerIT {
    private static final List<String> POINTS = List.of(
            "claim-before-commit",
            "claimed",
            "originated",
            "ringing",
            "ringing-written",
            "answered",
            "answered-written",
            "bridged",
            "bridged-written",
            "hangup-before-send",
            "ended-before-write",
            "ended-written",
            "seal-started",
            "seal-encoded",
            "seal-stored",
            "seal-committed");

    private static final int AGENTS = 9;
    private static final Duration FLOOR = Duration.ofSeconds(20);
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostAndNobodyIsCalledTwiceWhereverItDies() {
        try (var centre = new CallCentre(folder, AGENTS)) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            Path log = folder.resolve("server.log");
            for (int i = 0; i < POINTS.size(); i++) {
                truth.due(campaign, talks(i));
                truth.due(campaign, rings(i));
                truth.due(campaign, busy(i));
                try (var server = ServerProcess.start(centre.configFile(), log, POINTS.get(i))) {
                    server.awaitKilled(REACHED_WITHIN);
                }
            }
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                truth.awaitAllEnded(Duration.ofSeconds(90));
                centre.awaitReadyAgents(AGENTS);
                assertThat(server.isAlive()).isTrue();
                truth.everyInviteHasItsAttempt();
                truth.everySoundIsSealed(false);
                for (int i = 0; i < POINTS.size(); i++) {
                    assertThat(truth.attempt(talks(i)).get("outcome"))
                            .as(POINTS.get(i))
                            .isEqualTo("ANSWERED");
                    assertThat(truth.attempt(busy(i)).get("outcome"))
                            .as(POINTS.get(i))
                            .isEqualTo("BUSY");
                    Duration rang = truth.rang(rings(i));
                    System.out.println("figure point=" + POINTS.get(i) + " rang_ms=" + rang.toMillis() + " talk="
                            + truth.told(talks(i)) + " ring=" + truth.told(rings(i)) + " busy=" + truth.told(busy(i)));
                    assertThat(rang).as("ring at " + POINTS.get(i)).isBetween(FLOOR, FLOOR.plusSeconds(1));
                    assertThat(truth.attempt(rings(i)))
                            .containsEntry("outcome", "NO_ANSWER")
                            .containsEntry("counted", true);
                }
            }
        }
    }

    private static String talks(int i) {
        return CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), i);
    }

    private static String rings(int i) {
        return CustomerNumber.rings(i);
    }

    private static String busy(int i) {
        return CustomerNumber.refuses(486, Duration.ofMillis(500), i);
    }
}
