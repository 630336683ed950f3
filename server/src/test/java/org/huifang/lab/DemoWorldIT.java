package org.huifang.lab;

import static org.huifang.lab.RawAmi.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.demo.DemoCustomer;
import org.huifang.demo.DemoWorld;
import org.huifang.demo.PrivateAsterisk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The world outside, as a viewer of the demo meets it. */
@Tag("alone") // how long a customer talked is measured to the second
class DemoWorldIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void phonesRegisterAndTalkAndCustomersBehaveByTheirNumber() throws Exception {
        try (var world = new DemoWorld(folder.resolve("world"), 2);
                var pbx = PrivateAsterisk.in(folder.resolve("pbx"))
                        .trunk(world.trunk("demo"))
                        .agents(world.agents())
                        .start();
                var ami = RawAmi.connect(pbx)) {
            world.start(pbx);
            ami.await(PATIENCE, event("ContactStatus", "EndpointName", "agent-1", "ContactStatus", "Reachable"));
            ami.send(
                    "Originate",
                    "Channel",
                    "PJSIP/agent-1",
                    "ChannelId",
                    "line-1",
                    "Context",
                    "huifang-agent-line",
                    "Exten",
                    "s",
                    "Priority",
                    "1",
                    "Async",
                    "true");
            String agent = ami.await(PATIENCE, event("UserEvent", "UserEvent", "HuifangIdle", "Line", "line-1"))
                    .get("Channel");

            Map<DemoCustomer, String> attempts = new EnumMap<>(DemoCustomer.class);
            for (DemoCustomer customer : DemoCustomer.values()) {
                String attempt = UUID.randomUUID().toString();
                attempts.put(customer, attempt);
                ami.send(
                        "Originate",
                        "Channel",
                        "PJSIP/" + customer.number(7) + "@demo",
                        "ChannelId",
                        attempt,
                        "Context",
                        "huifang-customer",
                        "Exten",
                        "s",
                        "Priority",
                        "1",
                        "Async",
                        "true",
                        "Timeout",
                        "15000",
                        "CallerID",
                        "4001234567",
                        "Variable",
                        "HF_AGENT=" + (customer == DemoCustomer.ANSWERS ? agent : "PJSIP/nobody-0"));
            }
            assertEquals("486", hangup(ami, attempts.get(DemoCustomer.BUSY)).get("TechCause"));
            assertEquals("603", hangup(ami, attempts.get(DemoCustomer.DECLINES)).get("TechCause"));
            assertEquals(
                    "404",
                    hangup(ami, attempts.get(DemoCustomer.DOES_NOT_EXIST)).get("TechCause"));
            assertEquals(
                    "480", hangup(ami, attempts.get(DemoCustomer.SWITCHED_OFF)).get("TechCause"));
            assertEquals(
                    "19", hangup(ami, attempts.get(DemoCustomer.NEVER_ANSWERS)).get("Cause"));
            hangup(ami, attempts.get(DemoCustomer.HANGS_UP_EARLY));
            ami.await(
                    PATIENCE,
                    event(
                            "DialState",
                            "DestUniqueid",
                            attempts.get(DemoCustomer.OUT_OF_REACH),
                            "DialStatus",
                            "PROGRESS"));
            ami.await(PATIENCE, event("Newstate", "Uniqueid", attempts.get(DemoCustomer.ANSWERS_LATE)));

            String talked = attempts.get(DemoCustomer.ANSWERS);
            hangup(ami, talked);
            Heard customer = Heard.in(pbx.recordings().resolve(talked + "-r.wav"));
            Heard heardAgent = Heard.in(pbx.recordings().resolve(talked + "-t.wav"));
            assertTrue(customer.seconds() > 19 && customer.seconds() < 21, "talked " + customer.seconds() + " s");
            assertTrue(customer.hertz() > 0 && heardAgent.hertz() > 0, "both were heard");
            assertEquals(
                    List.of(),
                    Files.readString(pbx.log())
                            .lines()
                            .filter(line -> line.contains("ERROR"))
                            .toList());
        }
    }

    private static Map<String, String> hangup(RawAmi ami, String attempt) {
        return ami.await(PATIENCE, event("Hangup", "Uniqueid", attempt));
    }
}
