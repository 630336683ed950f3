package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.AsteriskCalls;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.RawAmi;
import org.huifang.lab.SippAgents;
import org.huifang.lab.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's line goes in the middle of a call. */
class LostAgentIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int RTP_TIMEOUT_SECONDS = 3;
    private static final int SILENT_PHONE_IS_DEAD = 44;

    @TempDir
    Path folder;

    @Test
    void theCustomerOfADeadPhoneIsBridgedToAnotherReadyAgentInOneRecording() {
        String talks = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(24), 1);
        try (var spare = SippAgents.startWithSound(folder, "spare", 1);
                var centre = new CallCentre(folder, 1, TestDatabase.create(), spare.phones(), RTP_TIMEOUT_SECONDS)) {
            centre.startServer();
            var truth = new Truth(centre);
            centre.awaitReadyAgents(2);
            var callback = truth.due(centre.campaign("{}"), talks);
            centre.awaitLive("BRIDGED", 1, SOON);
            boolean spareTalks = agentOfCall(centre).startsWith("spare");
            if (spareTalks) {
                spare.kill9();
            } else {
                centre.agents().kill9();
            }
            long killed = System.nanoTime();
            CallCentre.await(
                    SOON,
                    () -> "handed over; " + events(centre),
                    () -> events(centre).contains("HANDED_OVER") && bridges(centre) == 2);
            System.out.println("figure rebridged_after_ms=" + (System.nanoTime() - killed) / 1_000_000);
            assertThat(agentOfCall(centre)).isEqualTo(spareTalks ? "agent-1" : "spare-1");
            var attempt = centre.awaitAttempt(callback, 1, SOON);
            assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "CUSTOMER");
            truth.talkedAsLongAs(talks, Duration.ofSeconds(24));
            var sound = centre.awaitSealed(attempt.get("id"));
            assertThat(sound).containsEntry("state", "SEALED");
            assertThat((Long) sound.get("duration_ms")).isGreaterThan(23_000L);
            assertThat(centre.customers().callsTo(talks)).hasSize(1);
            centre.awaitReadyAgents(1);
        }
    }

    @Test
    void theOwnAgentIsCalledAgainAndBridgedAgain() {
        String talks = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(14), 1);
        try (var centre = new CallCentre(folder, 1).startServer();
                var ami = RawAmi.connect(centre.asterisk())) {
            var truth = new Truth(centre);
            centre.awaitReadyAgents(1);
            var callback = truth.due(centre.campaign("{}"), talks);
            centre.awaitLive("BRIDGED", 1, SOON);
            Object line = centre.rows("SELECT line_id FROM agent").get(0).get("line_id");
            new AsteriskCalls(ami, "trunk").hangUp(String.valueOf(line), SILENT_PHONE_IS_DEAD);
            CallCentre.await(SOON, () -> "bridged again; " + events(centre), () -> bridges(centre) == 2);
            var attempt = centre.awaitAttempt(callback, 1, SOON);
            assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "CUSTOMER");
            truth.talkedAsLongAs(talks, Duration.ofSeconds(14));
            assertThat((Long) centre.awaitSealed(attempt.get("id")).get("duration_ms"))
                    .isGreaterThan(13_000L);
            centre.awaitReadyAgents(1);
        }
    }

    @Test
    void aPlainPhoneThatHangsUpEndsItsCall() {
        String stays = CustomerNumber.answersAndStays(Duration.ofMillis(250), 1);
        try (var leaving = SippAgents.startLeaving(folder, "leaving", 1, Duration.ofSeconds(8));
                var centre = new CallCentre(folder, 0, TestDatabase.create(), leaving.phones(), 0)) {
            centre.startServer();
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            centre.awaitReadyAgents(1);
            var attempt = centre.awaitAttempt(truth.due(campaign, stays), 1, SOON);
            assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "AGENT");
            assertThat(centre.customers().callsTo(stays).get(0).endedByAsterisk())
                    .isTrue();
            assertThat(centre.awaitSealed(attempt.get("id"))).containsEntry("state", "SEALED");
        }
    }

    @Test
    void aCustomerWhoseLegDiesWithoutAWordIsGivenUpAndTheAgentIsFreeAgain() {
        String stays = CustomerNumber.answersAndStays(Duration.ofMillis(250), 1);
        try (var centre = new CallCentre(folder, 1, TestDatabase.create(), List.of(), RTP_TIMEOUT_SECONDS)) {
            centre.startServer();
            var truth = new Truth(centre);
            centre.awaitReadyAgents(1);
            var callback = truth.due(centre.campaign("{}"), stays);
            centre.awaitLive("BRIDGED", 1, SOON);
            centre.customers().kill9();
            var attempt = centre.awaitAttempt(callback, 1, SOON);
            assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "NETWORK");
            assertThat(centre.awaitSealed(attempt.get("id"))).containsEntry("state", "SEALED");
            centre.awaitReadyAgents(1);
        }
    }

    @Test
    void withTheServerDeadTheDialplanAloneApologisesAndEndsTheCall() {
        String stays = CustomerNumber.answersAndStays(Duration.ofMillis(250), 1);
        try (var centre = new CallCentre(folder, 1, TestDatabase.create(), List.of(), RTP_TIMEOUT_SECONDS)) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            Path log = folder.resolve("server.log");
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                centre.awaitReadyAgents(1);
                truth.due(campaign, stays);
                centre.awaitLive("BRIDGED", 1, SOON);
                server.kill9();
            }
            centre.agents().kill9();
            long killed = System.nanoTime();
            CallCentre.await(Duration.ofSeconds(45), "Asterisk says goodbye", () -> truth.ended(stays));
            System.out.println("figure apology_ended_after_ms=" + (System.nanoTime() - killed) / 1_000_000);
            assertThat(centre.customers().callsTo(stays).get(0).endedByAsterisk())
                    .isTrue();
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                truth.awaitAllEnded(SOON);
                assertThat(server.isAlive()).isTrue();
                assertThat(truth.attempt(stays)).containsEntry("outcome", "ANSWERED");
                truth.everySoundIsSealed(false);
                truth.everyInviteHasItsAttempt();
            }
        }
    }

    @Test
    void aServerThatComesBackFindsTheLonelyCustomerAnAgent() {
        String talks = CustomerNumber.answers(Duration.ofMillis(250), Duration.ofSeconds(24), 1);
        try (var centre = new CallCentre(folder, 1);
                var ami = RawAmi.connect(centre.asterisk())) {
            var truth = new Truth(centre);
            var campaign = centre.campaign("{}");
            Path log = folder.resolve("server.log");
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                centre.awaitReadyAgents(1);
                truth.due(campaign, talks);
                centre.awaitLive("BRIDGED", 1, SOON);
                server.kill9();
            }
            Object line = centre.rows("SELECT line_id FROM agent").get(0).get("line_id");
            new AsteriskCalls(ami, "trunk").hangUp(String.valueOf(line), SILENT_PHONE_IS_DEAD);
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                CallCentre.await(
                        SOON, () -> "bridged again; " + events(centre) + server.log(), () -> bridges(centre) == 2);
                truth.awaitAllEnded(SOON);
                truth.talkedAsLongAs(talks, Duration.ofSeconds(24));
                truth.everySoundIsSealed(false);
            }
        }
    }

    private static String agentOfCall(CallCentre centre) {
        return String.valueOf(centre.rows("SELECT g.endpoint FROM live_attempt l JOIN agent g ON g.id = l.agent_id")
                .get(0)
                .get("endpoint"));
    }

    private static long bridges(CallCentre centre) {
        return events(centre).stream().filter("BRIDGED"::equals).count();
    }

    private static List<Object> events(CallCentre centre) {
        return centre.rows("SELECT kind FROM attempt_event ORDER BY at, id").stream()
                .map(row -> row.get("kind"))
                .toList();
    }
}
