package org.huifang.lab;

import static org.huifang.lab.RawAmi.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.huifang.CallCentre;
import org.huifang.demo.AgentPhone;
import org.huifang.demo.PrivateAsterisk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dialplan alone, on a real Asterisk with real SIP peers: what the server may rely on. */
class PrivateAsteriskIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static SippCustomers customers;
    private static SippAgents agents;
    private static PrivateAsterisk asterisk;
    private static RawAmi ami;
    private static AsteriskCalls calls;

    private int before;
    private String attempt = "";

    @BeforeAll
    static void start() {
        customers = SippCustomers.startWithSound(folder);
        agents = SippAgents.startWithSound(folder, "agent", 2);
        asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers.trunk("sim"))
                .agents(agents.phones())
                .agent(AgentPhone.registering("softphone", "softphone1"))
                .start();
        ami = RawAmi.connect(asterisk);
        calls = new AsteriskCalls(ami, "sim");
    }

    @AfterAll
    static void stop() {
        ami.close();
        asterisk.close();
        agents.close();
        customers.close();
    }

    @BeforeEach
    void mark() {
        before = ami.packets().size();
    }

    @Test
    void itsSessionComesBeforeOthersWhereThatIsAllowed() throws Exception {
        Path weight = Path.of("/proc", Long.toString(asterisk.pid()), "autogroup");
        assumeTrue(Files.exists(weight) && "root".equals(System.getProperty("user.name")), "takes root, and sessions");
        assertTrue(Files.readString(weight).strip().endsWith("nice -10"), Files.readString(weight));
    }

    @Test
    void anAnsweredCallIsBridgedAndRecordedPerLegAndTheAgentIsIdleAgain() throws Exception {
        Map<String, String> line = nailUp("agent-1");
        before = ami.packets().size();

        dial(CustomerNumber.answers(Duration.ofMillis(250), Duration.ofSeconds(2), 1), line.get("Channel"));
        await(event("BridgeEnter", "Uniqueid", attempt, "BridgeNumChannels", "2"));
        await(event("Hangup", "Uniqueid", attempt, "Cause", "16"));
        await(event("UserEvent", "UserEvent", "HuifangIdle", "Line", line.get("Line")));

        List<String> events = eventsSince(before);
        assertEquals(7, events.size(), "events of one bridged call that rang: " + events);
        Heard customer = Heard.in(recording("-r"));
        Heard agent = Heard.in(recording("-t"));
        assertEquals(customer.samples(), agent.samples(), "both legs are equally long");
        assertFalse(Files.exists(recording("")), "no mix is written: it would be read by nobody");
        assertTrue(customer.seconds() > 1.5 && customer.seconds() < 2.5, customer + " of 2 s talk");
        assertEquals(SippCustomers.TONE_HERTZ, customer.hertz(), 60, "the customer is in -r");
        assertEquals(SippAgents.TONE_HERTZ, agent.hertz(), 40, "the agent is in -t");
    }

    @Test
    void theAnnouncementIsHeardBeforeTheAgentAndIsInTheRecording() throws Exception {
        Map<String, String> line = nailUp("agent-1");
        before = ami.packets().size();
        attempt = calls.dial(CustomerNumber.answersAndStays(Duration.ZERO, 8), line.get("Channel"), "huifang/recorded");
        await(event("BridgeEnter", "Uniqueid", attempt));
        calls.hangUp(attempt, 16);
        await(event("UserEvent", "UserEvent", "HuifangIdle", "Line", line.get("Line")));
        Heard agentsLeg = Heard.in(recording("-t"));
        assertTrue(agentsLeg.seconds() > 2.5, "2.7 s of announcement are in it: " + agentsLeg);
        assertTrue(agentsLeg.hertz() > 0);
    }

    @Test
    void theCustomerSeesOnlyTheCallerIdOfTheCampaign() {
        Map<String, String> line = nailUp("agent-1");
        String number = CustomerNumber.answers(Duration.ZERO, Duration.ofMillis(500), 2);
        dial(number, line.get("Channel"));
        await(event("Hangup", "Uniqueid", attempt));

        List<SipCall> received = customers.callsTo(number);
        assertEquals(1, received.size());
        assertEquals(0, received.get(0).reInvites(), "bridging tells the customer nothing");
        assertTrue(customers.log().messages().contains("From: <sip:4001234567@127.0.0.1>"));
        assertFalse(customers.log().messages().contains("agent-1"));
        assertFalse(agents.log().messages().contains(number), "the agent's phone never learns the number");
    }

    @Test
    void asteriskAloneEndsTheRingAtTheLimitSetWhileRinging() throws Exception {
        String number = CustomerNumber.ringsLate(Duration.ofSeconds(1), 3);
        dial(number, "PJSIP/nobody-0");
        await(event("DialState", "DestUniqueid", attempt, "DialStatus", "RINGING"));
        ami.send("Setvar", "Channel", attempt, "Variable", "TIMEOUT(absolute)", "Value", "2.5");
        ami.send("Setvar", "Channel", attempt, "Variable", "CHANNEL(userfield)", "Value", "ring:1700000000123:180");
        await(event("Hangup", "Uniqueid", attempt, "Cause", "19"));

        Duration rang = waitForCancel(number);
        assertTrue(
                rang.toMillis() >= 2500 && rang.toMillis() < 2700,
                "rang " + rang + " from the 180, not from the INVITE");
        String hangup = Files.readAllLines(asterisk.celFile()).stream()
                .filter(l -> l.startsWith("HANGUP,") && l.contains(attempt))
                .findFirst()
                .orElseThrow();
        assertTrue(hangup.contains(",ring:1700000000123:180,"), hangup);
        assertTrue(hangup.contains("\"\"hangupcause\"\":19"), hangup);
    }

    @Test
    void theLongestCallReplacesTheRingLimitAtTheAnswer() {
        Map<String, String> line = nailUp("agent-2");
        String number = CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), 4);
        dial(number, line.get("Channel"));
        await(event("DialState", "DestUniqueid", attempt, "DialStatus", "RINGING"));
        ami.send("Setvar", "Channel", attempt, "Variable", "TIMEOUT(absolute)", "Value", "1.5");
        await(event("Hangup", "Uniqueid", attempt));

        SipCall call = customers.callsTo(number).get(0);
        assertFalse(call.endedByAsterisk(), "the customer ended it, after two seconds of talk");
    }

    @Test
    void aCustomerWhoseAgentIsLostIsBridgedToAnotherInTheSameRecording() throws Exception {
        Map<String, String> lost = nailUp("agent-1");
        Map<String, String> other = nailUp("agent-2");
        dial(CustomerNumber.answersAndStays(Duration.ZERO, 5), lost.get("Channel"));
        await(event("BridgeEnter", "Uniqueid", attempt));
        Thread.sleep(500);
        calls.hangUp(lost.get("Line"), 44);
        await(event("UserEvent", "UserEvent", "HuifangLost", "Attempt", attempt));

        before = ami.packets().size();
        ami.send("Setvar", "Channel", attempt, "Variable", "HF_AGENT", "Value", other.get("Channel"));
        ami.send("Redirect", "Channel", attempt, "Context", "huifang-customer", "Exten", "rebridge", "Priority", "1");
        await(event("BridgeEnter", "Uniqueid", attempt, "BridgeNumChannels", "2"));
        Thread.sleep(500);
        ami.send("Hangup", "Channel", attempt, "Cause", "16");
        await(event("UserEvent", "UserEvent", "HuifangIdle", "Line", other.get("Line")));
        Heard whole = Heard.in(recording("-r"));
        assertTrue(whole.seconds() > 0.8, "one recording over both agents: " + whole);
    }

    @Test
    void withoutAServerTheDialplanApologisesAndEndsTheCall() {
        String number = CustomerNumber.answersAndStays(Duration.ZERO, 6);
        dial(number, "PJSIP/nobody-0");
        await(event("UserEvent", "UserEvent", "HuifangLost", "Attempt", attempt, "Result", "NONEXISTENT"));
        Map<String, String> hangup = ami.await(before, Duration.ofSeconds(25), event("Hangup", "Uniqueid", attempt));
        assertEquals("16", hangup.get("Cause"));
        CallCentre.await(
                Duration.ofSeconds(10),
                "Asterisk says goodbye",
                () -> customers.callsTo(number).get(0).endedByAsterisk());
    }

    @Test
    void theProbeWritesWhereTheServerReads() throws Exception {
        ami.send(
                "Originate",
                "Channel",
                "Local/s@huifang-probe/n",
                "Context",
                "huifang-probe",
                "Exten",
                "far",
                "Priority",
                "1",
                "Async",
                "true",
                "Variable",
                "HF_NONCE=1f2e3d");
        await(event("Hangup", "Context", "huifang-probe", "Exten", "s"));
        assertTrue(Files.size(asterisk.recordings().resolve("probe-1f2e3d.wav")) > 1000);
    }

    @Test
    void theAccountMayNeitherRunProgramsNorReadFiles() {
        ami.send("Command", "ActionID", "c", "Command", "core show version");
        assertEquals("Error", await(p -> "c".equals(p.get("ActionID"))).get("Response"));
        ami.send("Getvar", "ActionID", "g", "Variable", "SHELL(id)");
        assertEquals("Error", await(p -> "g".equals(p.get("ActionID"))).get("Response"));
        ami.send("CoreShowChannels", "ActionID", "s");
        await(event("CoreShowChannelsComplete", "ActionID", "s"));
    }

    @Test
    void aKilledAsteriskComesBackOnTheSamePorts() {
        try (var customer = SippCustomers.start(folder);
                var other = PrivateAsterisk.in(folder.resolve("other"))
                        .trunk(customer.trunk("sim"))
                        .start()) {
            int port = other.amiPort();
            long pid = other.pid();
            other.kill9();
            assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
            other.restart();
            assertEquals(port, other.amiPort());
            RawAmi.connect(other).close();
        }
    }

    private Map<String, String> nailUp(String agent) {
        return calls.nailUp(agent);
    }

    private void dial(String number, String agentChannel) {
        attempt = calls.dial(number, agentChannel);
    }

    private Map<String, String> await(java.util.function.Predicate<Map<String, String>> wanted) {
        return ami.await(before, SOON, wanted);
    }

    private List<String> eventsSince(int from) {
        List<Map<String, String>> all = ami.packets();
        return all.subList(from, all.size()).stream()
                .filter(p -> p.containsKey("Event"))
                .map(p -> p.get("Event"))
                .toList();
    }

    private Path recording(String leg) {
        return asterisk.recordings().resolve(attempt + leg + ".wav");
    }

    private Duration waitForCancel(String number) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            var rang = customers.callsTo(number).get(0).rang();
            if (rang.isPresent()) {
                return rang.get();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no CANCEL arrived");
    }
}
