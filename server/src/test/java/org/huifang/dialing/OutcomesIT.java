package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SipCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every outcome that a customer's phone or network can give, told apart on the real Asterisk (R32, R33, R34). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private CallCentre centre;
    private UUID campaign;
    private final String answers = CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), 1);
    private final String rings = CustomerNumber.rings(2);
    private final String ringsLate = CustomerNumber.ringsLate(Duration.ofSeconds(5), 3);
    private final String earlyMedia = CustomerNumber.earlyMedia(4);
    private final String earlyThenRings = CustomerNumber.earlyMediaThenRings(Duration.ofSeconds(5), 5);
    private final String busy = CustomerNumber.refuses(486, Duration.ZERO, 6);
    private final String noNumber = CustomerNumber.refuses(404, Duration.ZERO, 7);
    private final String unreachable = CustomerNumber.refuses(480, Duration.ZERO, 8);
    private final String congested = CustomerNumber.refuses(503, Duration.ZERO, 9);
    private final String declines = CustomerNumber.refuses(603, Duration.ofSeconds(2), 10);
    private final String givesUpEarly = CustomerNumber.refuses(480, Duration.ofSeconds(8), 11);
    private final String intoCancel = CustomerNumber.answersIntoCancel(12);
    private final String leavesAtOnce = CustomerNumber.answersAndLeaves(Duration.ofSeconds(1), 13);
    private final Map<String, UUID> callbacks = new java.util.HashMap<>();

    @BeforeAll
    void everybodyIsCalled(@TempDir Path folder) {
        centre = new CallCentre(folder, 14).startServer();
        centre.awaitReadyAgents(14);
        campaign = centre.campaign("{}");
        for (String number : new String[] {
            answers,
            rings,
            ringsLate,
            earlyMedia,
            earlyThenRings,
            busy,
            noNumber,
            unreachable,
            declines,
            givesUpEarly,
            intoCancel,
            leavesAtOnce,
            congested
        }) {
            callbacks.put(number, centre.callback(campaign, number));
        }
    }

    @AfterAll
    void close() {
        centre.close();
    }

    @Test
    void anAnsweredCallIsBridgedRecordedAndDone() {
        var attempt = ended(answers);
        assertThat(attempt)
                .containsEntry("outcome", "ANSWERED")
                .containsEntry("ended_by", "CUSTOMER")
                .containsEntry("q850", 16);
        assertThat(centre.awaitSealed(attempt.get("id")))
                .containsEntry("state", "SEALED")
                .containsEntry("problem", null);
        assertThat(callback(answers)).containsEntry("state", "DONE");
    }

    @Test
    void anUnansweredCustomerRingsTheFloorAndIsTriedAnotherDayInAnotherBand() {
        ringsTheFloor(rings, "RINGING_180");
        var callback = callback(rings);
        assertThat(callback)
                .containsEntry("state", "WAITING")
                .containsEntry("reason", "RETRY_NO_ANSWER")
                .containsEntry("counted", 1);
        Instant next = ((Timestamp) callback.get("next_at")).toInstant();
        assertThat(LocalDate.ofInstant(next, SHANGHAI)).isAfter(LocalDate.now(SHANGHAI));
    }

    @Test
    void theFloorIsCountedFromALateRinging() {
        ringsTheFloor(ringsLate, "RINGING_180");
    }

    @Test
    void aRingingAfterEarlyMediaStartsTheFloorAgain() {
        ringsTheFloor(earlyThenRings, "RINGING_180");
    }

    @Test
    void earlyMediaAloneGetsTheFloorTooButCountsOnlyWhereTheTrunkSaysSo() {
        var attempt = ended(earlyMedia);
        assertThat(attempt)
                .containsEntry("outcome", "RANG_SHORT")
                .containsEntry("counted", false)
                .containsEntry("ring_basis", "PROGRESS_183");
        assertThat(sip(earlyMedia).rang().orElseThrow()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        assertThat(callback(earlyMedia)).containsEntry("counted", 0).containsEntry("uncounted", 1);
    }

    @Test
    void busyIsTriedAgainTheSameDay() {
        refused(busy, "BUSY", 17, 486);
        assertThat(callback(busy)).containsEntry("state", "WAITING").containsEntry("reason", "RETRY_BUSY");
    }

    @Test
    void aNumberThatDoesNotExistGoesToAPerson() {
        refused(noNumber, "INVALID_NUMBER", 1, 404);
        assertThat(callback(noNumber)).containsEntry("state", "REVIEW").containsEntry("reason", "INVALID_NUMBER");
    }

    @Test
    void unreachableIsNotUnanswered() {
        refused(unreachable, "UNREACHABLE", 19, 480);
        assertThat(callback(unreachable)).containsEntry("counted", 0).containsEntry("uncounted", 1);
    }

    @Test
    void congestionIsTheSystemsFailure() {
        refused(congested, "CONGESTION", 34, 503);
        assertThat(callback(congested)).containsEntry("uncounted", 0).containsEntry("failures", 1);
    }

    @Test
    void aCustomerWhoDeclinesIsTriedAnotherDay() {
        refused(declines, "REJECTED", 21, 603);
        Instant next = ((Timestamp) callback(declines).get("next_at")).toInstant();
        assertThat(LocalDate.ofInstant(next, SHANGHAI)).isAfter(LocalDate.now(SHANGHAI));
    }

    @Test
    void aRingThatTheNetworkEndsBelowTheFloorDoesNotCount() {
        var attempt = ended(givesUpEarly);
        assertThat(attempt).containsEntry("outcome", "RANG_SHORT").containsEntry("counted", false);
        assertThat((Long) attempt.get("ring_ms")).isBetween(7_900L, 8_500L);
    }

    @Test
    void anAnswerIntoTheHangupIsNoConversationAndNoSecondCall() {
        var attempt = ended(intoCancel);
        assertThat(attempt.get("outcome")).isIn("NO_ANSWER", "ABANDONED");
        assertThat(sip(intoCancel).rang().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        assertThat(centre.customers().callsTo(intoCancel)).hasSize(1);
    }

    @Test
    void aCustomerWhoIsGoneBeforeAnybodySpokeIsToldApart() {
        assertThat(ended(leavesAtOnce).get("outcome")).isIn("ABANDONED", "ANSWERED");
    }

    private void ringsTheFloor(String number, String basis) {
        var attempt = ended(number);
        assertThat(attempt)
                .containsEntry("outcome", "NO_ANSWER")
                .containsEntry("counted", true)
                .containsEntry("ring_basis", basis);
        assertThat((Long) attempt.get("ring_ms")).isBetween(20_000L, 21_000L);
        assertThat(sip(number).rang().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        SipCall call = sip(number);
        assertThat(Duration.between(
                        call.answeredWith(180).orElseThrow(), call.cancelledAt().orElseThrow()))
                .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
    }

    private void refused(String number, String outcome, int q850, int sip) {
        assertThat(ended(number))
                .containsEntry("outcome", outcome)
                .containsEntry("counted", false)
                .containsEntry("q850", q850)
                .containsEntry("sip_code", sip);
    }

    private Map<String, Object> ended(String number) {
        return centre.awaitAttempt(callbacks.get(number), 1, PATIENCE);
    }

    private Map<String, Object> callback(String number) {
        return centre.callbackRow(callbacks.get(number));
    }

    private SipCall sip(String number) {
        return centre.customers().callsTo(number).get(0);
    }
}
