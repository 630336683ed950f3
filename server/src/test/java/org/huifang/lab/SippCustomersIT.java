package org.huifang.lab;

import static org.huifang.lab.RawAmi.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.huifang.Eventually;
import org.huifang.demo.PrivateAsterisk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every behaviour a number may ask for arrives at AMI, and in SIPp's log, as it should. */
class SippCustomersIT {
    @TempDir
    static Path folder;

    private static SippCustomers customers;
    private static PrivateAsterisk asterisk;
    private static RawAmi ami;
    private static AsteriskCalls calls;

    @BeforeAll
    static void start() {
        customers = SippCustomers.start(folder);
        asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers.trunk("sim"))
                .sipTimers(100, 6400)
                .start();
        ami = RawAmi.connect(asterisk);
        calls = new AsteriskCalls(ami, "sim");
    }

    @AfterAll
    static void stop() {
        ami.close();
        asterisk.close();
        customers.close();
    }

    @Test
    void refusalsKeepTheirSipCodeAndCause() {
        Map<Integer, String> causes = new LinkedHashMap<>();
        causes.put(486, "17");
        causes.put(404, "1");
        causes.put(480, "19");
        causes.put(503, "34");
        causes.put(603, "21");
        causes.forEach((status, cause) -> {
            String attempt = calls.dial(CustomerNumber.refuses(status, Duration.ZERO, 1));
            Map<String, String> hangup = calls.awaitHangup(attempt);
            assertEquals(status.toString(), hangup.get("TechCause"));
            assertEquals(cause, hangup.get("Cause"));
        });
    }

    @Test
    void aRefusalAfterSomeRingIsSeenToHaveRung() {
        String number = CustomerNumber.refuses(486, Duration.ofSeconds(1), 2);
        String attempt = calls.dial(number);
        awaitDialState(attempt, "RINGING");
        assertEquals("17", calls.awaitHangup(attempt).get("Cause"));
        long rang = customers.callsTo(number).get(0).rang().orElseThrow().toMillis();
        assertTrue(rang >= 1000 && rang < 1200, "rang " + rang + " ms");
    }

    @Test
    void whoNeverAnswersIsCancelled() {
        for (String number : new String[] {CustomerNumber.rings(3), CustomerNumber.earlyMedia(3)}) {
            String attempt = calls.dial(number);
            awaitDialState(attempt, number.equals(CustomerNumber.rings(3)) ? "RINGING" : "PROGRESS");
            calls.hangUp(attempt, 19);
            Map<String, String> hangup = calls.awaitHangup(attempt);
            assertEquals("19", hangup.get("Cause"));
            awaitCancel(number);
        }
    }

    @Test
    void earlyMediaMayBeFollowedByRinging() {
        String attempt = calls.dial(CustomerNumber.earlyMediaThenRings(Duration.ofMillis(500), 4));
        awaitDialState(attempt, "PROGRESS");
        awaitDialState(attempt, "RINGING");
        calls.hangUp(attempt, 19);
        calls.awaitHangup(attempt);
    }

    @Test
    void anAnswerThatCrossesTheCancelIsEndedAgain() {
        String number = CustomerNumber.answersIntoCancel(5);
        String attempt = calls.dial(number);
        awaitDialState(attempt, "RINGING");
        calls.hangUp(attempt, 19);
        calls.awaitHangup(attempt);
        await(() -> customers.callsTo(number).get(0).byeAt().isPresent(), "a BYE for the answer that came too late");
        SipCall call = customers.callsTo(number).get(0);
        assertTrue(call.endedByAsterisk());
        assertTrue(call.answeredWith(200).isPresent());
    }

    @Test
    void aTrunkThatSaysNothingFailsByTimerB() {
        String number = CustomerNumber.mute(6);
        Map<String, String> hangup = calls.awaitHangup(calls.dial(number));
        assertEquals("18", hangup.get("Cause"));
        assertEquals("408", hangup.get("TechCause"));
        assertEquals(1, customers.callsTo(number).size(), "repeated INVITEs are one call");
    }

    @Test
    void whoHangsUpAtOnceWasUpAllTheSame() {
        String number = CustomerNumber.answersAndLeaves(Duration.ofMillis(250), 7);
        String attempt = calls.dial(number);
        ami.await(AsteriskCalls.SOON, event("Newstate", "Uniqueid", attempt, "ChannelState", "6"));
        calls.awaitHangup(attempt);
        assertFalse(customers.callsTo(number).get(0).endedByAsterisk());
    }

    private static void awaitDialState(String attempt, String state) {
        ami.await(AsteriskCalls.SOON, event("DialState", "DestUniqueid", attempt, "DialStatus", state));
    }

    private static void awaitCancel(String number) {
        await(() -> customers.callsTo(number).get(0).cancelledAt().isPresent(), "a CANCEL for " + number);
    }

    private static void await(java.util.function.BooleanSupplier condition, String what) {
        Eventually.holds(AsteriskCalls.SOON, () -> "no " + what, condition::getAsBoolean);
    }
}
