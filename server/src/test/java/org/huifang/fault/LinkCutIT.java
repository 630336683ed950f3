package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AMI link goes while calls are in every state, some of which end meanwhile; afterwards all is known. */
class LinkCutIT {
    private static final int AGENTS = 6;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration ENDED = Duration.ofSeconds(60);

    private final String rings = CustomerNumber.rings(1);
    private final String talksOn = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(20), 2);
    private final String talksShortly = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(3), 3);
    private final String answersMeanwhile = CustomerNumber.answers(Duration.ofSeconds(6), Duration.ofSeconds(2), 4);
    private final String refusesMeanwhile = CustomerNumber.refuses(486, Duration.ofSeconds(6), 5);
    private final String dueMeanwhile = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(2), 6);

    private final String ringsLate = CustomerNumber.ringsLate(Duration.ofSeconds(3), 7);

    @TempDir
    Path folder;

    private CallCentre centre;
    private CuttableLink link;
    private Truth truth;
    private UUID campaign;

    @BeforeEach
    void callsInEveryState() {
        centre = new CallCentre(folder, AGENTS);
        link = new CuttableLink(centre.asterisk().amiPort());
        centre.reachingAmiAt(link.port()).startServer();
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
        link.close();
    }

    @Test
    void callsThatEndWhileTheLinkIsCutAreKnownAfterwards() {
        link.cut();
        CallCentre.await(
                SOON, "the node does not dial", () -> centre.closedBecause().isPresent());
        truth.due(campaign, dueMeanwhile);
        CallCentre.await(SOON, "the customers have hung up", () -> truth.ended(answersMeanwhile));
        assertThat(centre.customers().callsTo(dueMeanwhile)).isEmpty();
        link.open();
        allIsWell();
    }

    @Test
    void aStalledLinkIsNoticedWithinSeconds() {
        link.stall();
        long began = System.nanoTime();
        CallCentre.await(
                Duration.ofSeconds(10),
                "the node does not dial",
                () -> centre.closedBecause().isPresent());
        System.out.println("figure stall_noticed_ms=" + (System.nanoTime() - began) / 1_000_000);
        truth.due(campaign, dueMeanwhile);
        CallCentre.await(SOON, "the customers have hung up", () -> truth.ended(answersMeanwhile));
        link.open();
        allIsWell();
    }

    @Test
    void aLinkThatIsCutAgainAndAgainLosesNothingAndNobodyRingsLonger() {
        truth.due(campaign, ringsLate);
        CallCentre.await(
                SOON,
                "the order has left",
                () -> !centre.customers().callsTo(ringsLate).isEmpty());
        for (int i = 0; i < 6; i++) {
            link.cut();
            CallCentre.await(SOON, "noticed", () -> centre.closedBecause().isPresent());
            link.open();
            CallCentre.await(SOON, "linked again", () -> centre.closedBecause().isEmpty());
        }
        truth.due(campaign, dueMeanwhile);
        CallCentre.await(SOON, "the floor is near", () -> truth.ringsSince(rings, Duration.ofSeconds(19)));
        link.cut();
        CallCentre.await(SOON, "Asterisk alone ended the ring", () -> truth.cancelled(rings));
        link.open();
        allIsWell();
        truth.ringsTheFloor(ringsLate);
    }

    private void allIsWell() {
        truth.awaitAllEnded(ENDED);
        truth.everyInviteHasItsAttempt();
        truth.ringsTheFloor(rings);
        for (String talked : new String[] {talksOn, talksShortly, answersMeanwhile, dueMeanwhile}) {
            assertThat(truth.attempt(talked))
                    .containsEntry("outcome", "ANSWERED")
                    .containsEntry("ended_by", "CUSTOMER");
        }
        truth.talkedAsLongAs(talksOn, Duration.ofSeconds(20));
        truth.talkedAsLongAs(talksShortly, Duration.ofSeconds(3));
        truth.talkedAsLongAs(answersMeanwhile, Duration.ofSeconds(2));
        assertThat(truth.attempt(refusesMeanwhile)).containsEntry("outcome", "BUSY");
        truth.everySoundIsSealed(false);
        centre.awaitReadyAgents(AGENTS);
    }
}
