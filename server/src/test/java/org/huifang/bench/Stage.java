package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.demo.SessionWeight;
import org.huifang.lab.RawAmi;
import org.huifang.lab.SippAgents;
import org.huifang.lab.SippCustomers;

/**
 * What both callers share: one Asterisk with the shipped dial plan, customers who answer at once and talk for 1.5 s, and
 * agents whose lines are nailed up once and stay.
 */
final class Stage implements AutoCloseable {
    static final String TRUNK = "trunk";
    static final Duration TALK = Duration.ofMillis(1_500);
    private static final String AGENT = "agent";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** An agent's nailed-up line. */
    record Line(String endpoint, String id, String channel) {}

    private final SippCustomers customers;
    private final SippAgents agents;
    private final PrivateAsterisk asterisk;
    private final List<Line> lines;
    private final WireLog wire;
    private final ChannelLog channels;
    private long nextNumber = 13_000_000_000L;

    Stage(Path folder, int agentCount) {
        customers = SippCustomers.startForLoad(folder, Duration.ZERO, TALK, true);
        agents = SippAgents.start(folder, AGENT, agentCount);
        // In the world outside the phones have machines of their own.
        SessionWeight.beforeOthers("customers' sipp", customers.pid());
        SessionWeight.beforeOthers("agents' sipp", agents.pid());
        asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers.trunk(TRUNK))
                .agents(agents.phones())
                .withoutIdleSound()
                .start();
        lines = nailUp(agentCount);
        wire = new WireLog(customers.shortMessages());
        channels = new ChannelLog(asterisk.celFile());
    }

    static String endpoint(int agent) {
        return AGENT + "-" + agent;
    }

    private List<Line> nailUp(int count) {
        var up = new ArrayList<Line>();
        try (var ami = RawAmi.connect(asterisk)) {
            for (int i = 1; i <= count; i++) {
                String line = "line-" + UUID.randomUUID();
                ami.send(
                        "Originate",
                        "Channel",
                        "PJSIP/" + endpoint(i),
                        "ChannelId",
                        line,
                        "Context",
                        "huifang-agent-line",
                        "Exten",
                        "s",
                        "Priority",
                        "1",
                        "Async",
                        "true",
                        "Timeout",
                        "10000");
                var idle = ami.await(PATIENCE, RawAmi.event("UserEvent", "UserEvent", "HuifangIdle", "Line", line));
                up.add(new Line(endpoint(i), line, idle.get("Channel")));
            }
        }
        return up;
    }

    List<Line> lines() {
        return lines;
    }

    PrivateAsterisk asterisk() {
        return asterisk;
    }

    WireLog wire() {
        return wire;
    }

    ChannelLog channels() {
        return channels;
    }

    /** Numbers that nobody was called by yet, the first of {@code count} that follow each other. */
    long numbers(int count) {
        long first = nextNumber;
        nextNumber += count;
        return first;
    }

    /** What the bare loop recorded belongs to nobody. */
    void dropRecordings() {
        try (Stream<Path> files = Files.list(asterisk.recordings())) {
            for (Path wav : files.filter(f -> f.toString().endsWith(".wav")).toList()) {
                Files.delete(wav);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        asterisk.close();
        agents.close();
        customers.close();
    }
}
