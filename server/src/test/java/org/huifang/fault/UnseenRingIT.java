package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.RunningClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The phone begins to ring five seconds after the order, when no server hears of it: still 20 s, and at most one more (R32). */
class UnseenRingIT {
    private static final int AGENTS = 4;
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(40);

    private final String rings = CustomerNumber.ringsLate(LATER, 1);
    private final String ringsToo = CustomerNumber.ringsLate(LATER.plusMillis(250), 2);
    private final String answersLate = CustomerNumber.ringsLateAndAnswers(LATER, Duration.ofSeconds(19), 3);

    @TempDir
    Path folder;

    private CallCentre centre;
    private Truth truth;
    private UUID campaign;

    @Test
    void withoutAnyServerAsteriskEndsTheRingAndLeavesWhoAnswers() {
        try (var own = open()) {
            Path log = folder.resolve("server.log");
            try (var server = ServerProcess.start(own.configFile(), log)) {
                ordered(rings, ringsToo, answersLate);
                server.kill9();
            }
            assertThat(centre.customers().callsTo(rings).get(0).answeredWith(180))
                    .as("killed before the 180")
                    .isEmpty();
            CallCentre.await(
                    SOON, "Asterisk alone ended the rings", () -> truth.cancelled(rings) && truth.cancelled(ringsToo));
            CallCentre.await(SOON, "the talk ended", () -> truth.ended(answersLate));
            try (var server = ServerProcess.start(own.configFile(), log)) {
                truth.awaitAllEnded(SOON);
                assertThat(server.isAlive()).isTrue();
            }
            ringTheFloor("dead", rings, ringsToo);
            assertThat(truth.attempt(answersLate))
                    .containsEntry("outcome", "ANSWERED")
                    .containsEntry("ended_by", "CUSTOMER");
            truth.talkedAsLongAs(answersLate, Duration.ofSeconds(4));
            assertThat((Long) truth.attempt(answersLate).get("ring_ms")).isBetween(18_000L, 19_500L);
            truth.everyInviteHasItsAttempt();
        }
    }

    @Test
    void aServerThatComesBackGoesOnWithTheRing() {
        try (var own = open()) {
            Path log = folder.resolve("server.log");
            try (var server = ServerProcess.start(own.configFile(), log)) {
                ordered(rings, ringsToo, answersLate);
                server.kill9();
            }
            CallCentre.await(SOON, "it rings", () -> truth.ringsSince(rings, Duration.ofSeconds(2)));
            try (var server = ServerProcess.start(own.configFile(), log)) {
                System.out.println("figure came_back ringing=" + truth.ringsSince(rings, Duration.ofSeconds(3)));
                assertThat(truth.cancelled(rings)).as("still ringing").isFalse();
                truth.awaitAllEnded(Duration.ofSeconds(60));
                assertThat(server.log()).contains("why=\"rang the floor\"");
            }
            ringTheFloor("restarted", rings, ringsToo);
            assertThat(truth.attempt(answersLate)).containsEntry("outcome", "ANSWERED");
            truth.talkedAsLongAs(answersLate, Duration.ofSeconds(4));
        }
    }

    @Test
    void aLinkThatIsCutMeanwhileMakesNoRingLonger() {
        try (var own = open();
                var link = new CuttableLink(own.asterisk().amiPort())) {
            own.reachingAmiAt(link.port()).startServer();
            ordered(rings, ringsToo, answersLate);
            link.cut();
            CallCentre.await(SOON, "it rings", () -> truth.ringsSince(rings, Duration.ofSeconds(4)));
            link.open();
            truth.awaitAllEnded(Duration.ofSeconds(60));
            ringTheFloor("cut", rings, ringsToo);
            truth.talkedAsLongAs(answersLate, Duration.ofSeconds(4));
        }
    }

    @Test
    void aLinkThatStallsForAMomentMakesNoRingLonger() {
        try (var own = open();
                var link = new CuttableLink(own.asterisk().amiPort())) {
            own.reachingAmiAt(link.port()).startServer();
            ordered(rings, ringsToo, answersLate);
            CallCentre.await(
                    SOON,
                    "the ring is near",
                    () -> centre.customers()
                            .callsTo(rings)
                            .get(0)
                            .invitedAt()
                            .plusSeconds(4)
                            .isBefore(Instant.now()));
            link.stall();
            CallCentre.await(SOON, "it rings", () -> truth.ringsSince(rings, Duration.ofMillis(2_500)));
            link.open();
            truth.awaitAllEnded(Duration.ofSeconds(60));
            ringTheFloor("stalled", rings, ringsToo);
            truth.talkedAsLongAs(answersLate, Duration.ofSeconds(4));
        }
    }

    @Test
    void aServerThatHearsItIsExactEvenIfItsClockIsSetBackMeanwhile() {
        String answersAtOnce = CustomerNumber.answersAtOnce(Duration.ofMillis(23_500), 4);
        try (var own = open()) {
            var clock = new RunningClock(Instant.now());
            own.startServer(clock);
            ordered(rings, ringsToo, answersAtOnce);
            CallCentre.await(SOON, "it rings", () -> truth.ringsSince(rings, Duration.ofSeconds(5)));
            clock.jumpTo(Instant.now().minusSeconds(3));
            truth.awaitAllEnded(Duration.ofSeconds(60));
            for (String number : new String[] {rings, ringsToo}) {
                assertThat(truth.rang(number)).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_200));
            }
            ringTheFloor("alive", rings, ringsToo);
            assertThat(truth.attempt(answersAtOnce))
                    .containsEntry("outcome", "ANSWERED")
                    .containsEntry("ended_by", "CUSTOMER");
            assertThat(centre.customers().callsTo(answersAtOnce).get(0).endedByAsterisk())
                    .as("a limit of the ring that crossed the answer ends no talk")
                    .isFalse();
        }
    }

    private CallCentre open() {
        centre = new CallCentre(folder, AGENTS);
        truth = new Truth(centre);
        campaign = centre.campaign("{}");
        return centre;
    }

    /** The orders have reached the phones, none of which rings yet. */
    private void ordered(String... numbers) {
        centre.awaitReadyAgents(AGENTS);
        for (String number : numbers) {
            truth.due(campaign, number);
        }
        for (String number : numbers) {
            CallCentre.await(
                    SOON,
                    "the order has left",
                    () -> !centre.customers().callsTo(number).isEmpty());
        }
    }

    private void ringTheFloor(String when, String... numbers) {
        for (String number : numbers) {
            System.out.println(
                    "figure unseen=" + when + " rang_ms=" + truth.rang(number).toMillis() + " " + truth.told(number));
            truth.ringsTheFloor(number);
        }
    }
}
