package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.MortalPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes while calls are in every state, and comes back: everything that happened meanwhile is written. */
class LostPostgresIT {
    private static final int AGENTS = 6;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final String rings = CustomerNumber.rings(1);
    private final String talksOn = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(12), 2);
    private final String talksShortly = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(3), 3);
    private final String answersMeanwhile = CustomerNumber.answers(Duration.ofSeconds(6), Duration.ofSeconds(2), 4);
    private final String refusesMeanwhile = CustomerNumber.refuses(486, Duration.ofSeconds(6), 5);
    private final String dueLater = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(2), 6);

    @TempDir
    Path folder;

    private MortalPostgres postgres;
    private CallCentre centre;
    private Truth truth;
    private UUID campaign;

    @BeforeEach
    void callsInEveryState() {
        postgres = new MortalPostgres(folder.resolve("postgres"));
        centre = new CallCentre(folder, AGENTS, postgres.database(), java.util.List.of(), 0).startServer();
        truth = new Truth(centre);
        campaign = centre.campaign("{}");
        centre.awaitReadyAgents(AGENTS);
        for (String number : new String[] {rings, talksOn, talksShortly, answersMeanwhile, refusesMeanwhile}) {
            truth.due(campaign, number);
        }
        centre.awaitLive("BRIDGED", 2, SOON);
        centre.awaitLive("RINGING", 3, SOON);
    }

    @AfterEach
    void close() {
        centre.close();
        postgres.close();
    }

    @Test
    void whatHappensWhileItIsStoppedIsWrittenAfterwards() {
        postgres.stop();
        CallCentre.await(SOON, "the customers have hung up", () -> truth.ended(answersMeanwhile));
        CallCentre.await(
                SOON,
                "without its lease the node does not dial",
                () -> centre.closedBecause().isPresent());
        postgres.start();
        allIsWell();
    }

    @Test
    void aKilledOneThatRecoversLosesNothing() {
        postgres.kill9();
        postgres.start();
        allIsWell();
    }

    private void allIsWell() {
        centre.databaseIsBack();
        truth.due(campaign, dueLater);
        truth.awaitAllEnded(Duration.ofSeconds(60));
        truth.everyInviteHasItsAttempt();
        truth.ringsTheFloor(rings);
        for (String talked : new String[] {talksOn, talksShortly, answersMeanwhile, dueLater}) {
            assertThat(truth.attempt(talked))
                    .containsEntry("outcome", "ANSWERED")
                    .containsEntry("source", "EVENTS");
        }
        truth.talkedAsLongAs(talksShortly, Duration.ofSeconds(3));
        truth.talkedAsLongAs(answersMeanwhile, Duration.ofSeconds(2));
        assertThat(truth.attempt(refusesMeanwhile)).containsEntry("outcome", "BUSY");
        truth.everySoundIsSealed(false);
        centre.awaitReadyAgents(AGENTS);
        CallCentre.await(
                SOON,
                "the audit chain goes on",
                () -> centre.rows("SELECT 1 FROM audit_unchained").isEmpty());
    }
}
