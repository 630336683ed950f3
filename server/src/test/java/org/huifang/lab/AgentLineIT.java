package org.huifang.lab;

import static org.huifang.lab.RawAmi.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.huifang.demo.AgentPhone;
import org.huifang.demo.PrivateAsterisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an agent's nailed-up line ends. */
class AgentLineIT {
    @TempDir
    Path folder;

    @Test
    void anIdlePhoneThatDiedIsNoticedByItsSilence() {
        try (var agents = SippAgents.startWithSound(folder, "agent", 1);
                var asterisk = withPhones(
                        agents.phones().stream().map(p -> p.withRtpTimeout(3)).toList());
                var ami = RawAmi.connect(asterisk)) {
            Map<String, String> line = new AsteriskCalls(ami, "none").nailUp("agent-1");
            agents.kill9();
            Map<String, String> hangup =
                    ami.await(Duration.ofSeconds(8), event("Hangup", "Uniqueid", line.get("Line")));
            assertEquals("44", hangup.get("Cause"));
        }
    }

    @Test
    void aPhoneThatTalksIsLeftAloneAndOneWithoutRtpToo() throws Exception {
        try (var talking = SippAgents.startWithSound(folder, "talking", 1);
                var silent = SippAgents.start(folder, "silent", 1);
                var asterisk = withPhones(List.of(
                        talking.phones().get(0).withRtpTimeout(2),
                        silent.phones().get(0)));
                var ami = RawAmi.connect(asterisk)) {
            var calls = new AsteriskCalls(ami, "none");
            calls.nailUp("talking-1");
            calls.nailUp("silent-1");
            Thread.sleep(5000);
            assertTrue(ami.packets().stream().noneMatch(event("Hangup")), "no line ended");
        }
    }

    @Test
    void aPhoneThatHangsUpEndsItsLine() {
        try (var agents = SippAgents.startLeaving(folder, "agent", 1, Duration.ofSeconds(1));
                var asterisk = withPhones(agents.phones());
                var ami = RawAmi.connect(asterisk)) {
            Map<String, String> line = new AsteriskCalls(ami, "none").nailUp("agent-1");
            Map<String, String> hangup = ami.await(AsteriskCalls.SOON, event("Hangup", "Uniqueid", line.get("Line")));
            assertTrue(!"44".equals(hangup.get("Cause")), "told from a dead phone by its cause: " + hangup);
        }
    }

    @Test
    void aPlainPhoneThatHangsUpEndsItsTalkAndOneAtADeskDoesNot() {
        String stays = CustomerNumber.answersAndStays(Duration.ofMillis(250), 1);
        try (var customers = SippCustomers.start(folder);
                var agents = SippAgents.startLeaving(folder, "agent", 2, Duration.ofSeconds(3));
                var asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                        .trunk(customers.trunk("trunk"))
                        .agents(agents.phones())
                        .start();
                var ami = RawAmi.connect(asterisk)) {
            var calls = new AsteriskCalls(ami, "trunk");
            Map<String, String> plain = calls.nailUp("agent-1");
            Map<String, String> atDesk = calls.nailUp("agent-2");
            calls.setOn(atDesk.get("Line"), "HF_DESK", "1");
            String ends = calls.dial(stays, plain.get("Channel"));
            String goesOn = calls.dial(stays, atDesk.get("Channel"));
            assertEquals("16", calls.awaitHangup(ends).get("Cause"));
            ami.await(AsteriskCalls.SOON, event("UserEvent", "UserEvent", "HuifangLost", "Attempt", goesOn));
            assertTrue(
                    ami.packets().stream().noneMatch(event("UserEvent", "UserEvent", "HuifangLost", "Attempt", ends)));
            assertTrue(ami.packets().stream().noneMatch(event("Hangup", "Uniqueid", goesOn)), "kept company");
        }
    }

    @Test
    void aSoftphoneCallsItsOwnLineAndNothingElse() {
        AgentPhone softphone = AgentPhone.registering("softphone", "secret123");
        try (var asterisk = withPhones(List.of(softphone));
                var ami = RawAmi.connect(asterisk)) {
            assertTrue(SippSoftphone.dials(folder, asterisk, softphone, "8000", 200));
            ami.await(AsteriskCalls.SOON, event("UserEvent", "UserEvent", "HuifangIdle", "Endpoint", "softphone"));
            assertTrue(SippSoftphone.dials(folder, asterisk, softphone, "13800138000", 403));
            assertTrue(SippSoftphone.dials(folder, asterisk, softphone, "80001", 403));
            AgentPhone thief = AgentPhone.registering("softphone", "guessed99");
            assertFalse(SippSoftphone.dials(folder, asterisk, thief, "8000", 200));
        }
    }

    private PrivateAsterisk withPhones(List<AgentPhone> phones) {
        return PrivateAsterisk.in(folder.resolve("asterisk")).agents(phones).start();
    }
}
