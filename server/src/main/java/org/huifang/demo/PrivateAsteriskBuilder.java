package org.huifang.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders {@code dialplan/etc} for one private Asterisk and starts it. */
public final class PrivateAsteriskBuilder {
    /** A port that was free may be taken before Asterisk binds it. */
    private static final int START_ATTEMPTS = 3;

    private final PrivateAsteriskFolders folders;
    private final Checkout checkout = Checkout.find();
    private final List<SipTrunk> trunks = new ArrayList<>();
    private final List<AgentPhone> agents = new ArrayList<>();
    private final Map<String, String> extraFiles = new HashMap<>();
    private final Map<String, String> values = new HashMap<>(Map.of(
            "AMI_BIND", "127.0.0.1",
            "AMI_PERMIT", "127.0.0.1/255.255.255.255",
            "SIP_BIND", "127.0.0.1",
            "SIP_T1", "500",
            "SIP_TIMER_B", "32000",
            "IDLE_SOUND", "huifang/idle",
            "MORE_MODULES", ""));
    private String layer = "";
    private int sipPort;

    PrivateAsteriskBuilder(Path folder) {
        folders = new PrivateAsteriskFolders(folder);
    }

    public PrivateAsteriskBuilder trunk(SipTrunk trunk) {
        trunks.add(trunk);
        return this;
    }

    public PrivateAsteriskBuilder agent(AgentPhone agent) {
        agents.add(agent);
        return this;
    }

    public PrivateAsteriskBuilder agents(List<AgentPhone> phones) {
        agents.addAll(phones);
        return this;
    }

    /**
     * How long an INVITE that nobody answers is repeated before the trunk counts as dead (cause 18).
     *
     * @param t1Millis first wait before a repetition; at least 100
     * @param timerBMillis end of all waiting; at least 64 times t1
     */
    public PrivateAsteriskBuilder sipTimers(int t1Millis, int timerBMillis) {
        if (t1Millis < 100 || timerBMillis < 64 * t1Millis) {
            throw new IllegalArgumentException(
                    "SIP timers: t1 >= 100 ms and timer B >= 64 * t1, not " + t1Millis + "/" + timerBMillis);
        }
        values.put("SIP_T1", Integer.toString(t1Millis));
        values.put("SIP_TIMER_B", Integer.toString(timerBMillis));
        return this;
    }

    /** No tone tells the agent that the line is idle again: for phones without ears. */
    public PrivateAsteriskBuilder withoutIdleSound() {
        values.put("IDLE_SOUND", "");
        return this;
    }

    /** A piece of dialplan of the caller's own. */
    public PrivateAsteriskBuilder extension(String name, String dialplan) {
        ConfigTemplate.requireName(name);
        extraFiles.put("extra/" + name + ".conf", dialplan);
        return this;
    }

    /** This UDP port instead of one chosen free. */
    PrivateAsteriskBuilder sipPort(int port) {
        sipPort = port;
        return this;
    }

    /** The token becomes the template below {@code dialplan}, once for each item. */
    PrivateAsteriskBuilder list(String token, String template, List<Map<String, String>> items) {
        try {
            String text = Files.readString(checkout.dialplan(template));
            values.put(
                    token,
                    items.stream()
                            .map(item -> ConfigTemplate.render(text, item))
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(template, e);
        }
        return this;
    }

    /** Files of {@code dialplan/<folder>} take the place of those of the same name, with these values. */
    PrivateAsteriskBuilder layer(String folder, Map<String, String> tokens) {
        layer = folder;
        values.putAll(tokens);
        return this;
    }

    /**
     * Fetches Asterisk if there is none, renders the configuration, starts and waits until it is ready.
     *
     * @throws IllegalStateException with Asterisk's own last words if it does not come up
     */
    public PrivateAsterisk start() {
        AsteriskInstall install = AsteriskInstall.find(checkout);
        for (int attempt = 1; ; attempt++) {
            try {
                return start(install, PrivateAsteriskPorts.free(sipPort));
            } catch (IllegalStateException taken) {
                if (sipPort != 0 || attempt == START_ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private PrivateAsterisk start(AsteriskInstall install, PrivateAsteriskPorts ports) {
        String secret = Secrets.random();
        try {
            folders.create(checkout, install);
            render(install, ports, secret);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write Asterisk's configuration in " + folders.root(), e);
        }
        var asterisk = new PrivateAsterisk(folders, install, ports, secret);
        asterisk.start();
        return asterisk;
    }

    private void render(AsteriskInstall install, PrivateAsteriskPorts ports, String secret) throws IOException {
        values.putAll(Map.of(
                "ETC", folders.etc().toString(),
                "MODULES", install.modules().toString(),
                "LIB", folders.lib().toString(),
                "DATA", folders.data().toString(),
                "SPOOL", folders.spool().toString(),
                "RUN", folders.run().toString(),
                "LOG", folders.log().toString(),
                "RECORDINGS", folders.recordings().toString(),
                "AMI_SECRET", secret,
                "AMI_PORT", Integer.toString(ports.ami())));
        values.putAll(Map.of(
                "SIP_PORT", Integer.toString(ports.sip()),
                "RTP_FIRST", Integer.toString(ports.rtpFirst()),
                "RTP_LAST", Integer.toString(ports.rtpLast())));
        list(
                "TRUNKS",
                "etc/huifang/trunk.template",
                trunks.stream().map(SipTrunk::tokens).toList());
        list(
                "AGENTS",
                "etc/huifang/agent.template",
                agents.stream().map(AgentPhone::tokens).toList());
        renderFolder(checkout.dialplan("etc"));
        if (!layer.isEmpty()) {
            renderFolder(checkout.dialplan(layer));
        }
        for (var extra : extraFiles.entrySet()) {
            Files.writeString(folders.etc().resolve(extra.getKey()), extra.getValue());
        }
    }

    private void renderFolder(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".conf")).toList()) {
                Path to = folders.etc().resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.writeString(to, ConfigTemplate.render(Files.readString(file), values));
            }
        }
    }
}
