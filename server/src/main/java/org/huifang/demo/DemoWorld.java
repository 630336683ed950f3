package org.huifang.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everybody outside the PBX, reached by real SIP: a second Asterisk with customers who behave by their number ({@link
 * DemoCustomer}) and agents' phones that register, take every call and talk. Its port is chosen first, because the PBX must
 * know it; it starts when the PBX is up, because its phones register there.
 */
public final class DemoWorld implements AutoCloseable {
    private final Path folder;
    private final int sipPort = FreePorts.udp();
    private final List<AgentPhone> agents;
    private @Nullable PrivateAsterisk asterisk;

    /** @param agentCount how many agents answer by themselves: {@code agent-1}, {@code agent-2} … */
    public DemoWorld(Path folder, int agentCount) {
        this.folder = folder;
        agents = IntStream.rangeClosed(1, agentCount)
                .mapToObj(i -> AgentPhone.registering("agent-" + i, Secrets.random()))
                .toList();
    }

    /** The PBX's way to the customers. */
    public SipTrunk trunk(String name) {
        return SipTrunk.to(name, sipPort);
    }

    /** The agents' phones, for the PBX to let them register. */
    public List<AgentPhone> agents() {
        return agents;
    }

    /** Starts the world; its phones register with the PBX within a few seconds. */
    public void start(PrivateAsterisk pbx) {
        String port = Integer.toString(pbx.sipPort());
        List<Map<String, String>> registrations = agents.stream()
                .map(agent -> Map.of("NAME", agent.name(), "SECRET", agent.secret(), "PBX_PORT", port))
                .toList();
        asterisk = PrivateAsterisk.in(folder)
                .sipPort(sipPort)
                .layer("world", Map.of("MORE_MODULES", "load = codec_adpcm.so\nload = format_vox.so"))
                .list("REGISTRATIONS", "world/registration.template", registrations)
                .start();
    }

    /** The Asterisk that plays it; null before {@link #start}. */
    public @Nullable PrivateAsterisk asterisk() {
        return asterisk;
    }

    @Override
    public void close() {
        if (asterisk != null) {
            asterisk.close();
        }
    }

    @Override
    public String toString() {
        return agents.stream().map(AgentPhone::name).collect(Collectors.joining(", ", "demo world with ", ""));
    }
}
