package org.huifang.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.huifang.demo.AgentPhone;

/** Agents' phones as one real SIP peer on loopback: they take the call that nails up their line, and stay. */
public final class SippAgents implements AutoCloseable {
    /** What agents are heard as, in Hz, where they are heard at all. */
    public static final int TONE_HERTZ = 400;

    private final SippProcess sipp;
    private final String prefix;
    private final int count;

    private SippAgents(SippProcess sipp, String prefix, int count) {
        this.sipp = sipp;
        this.prefix = prefix;
        this.count = count;
    }

    /** {@code prefix-1} to {@code prefix-count}; they send no RTP, so their endpoints have no RTP timeout. */
    public static SippAgents start(Path folder, String prefix, int count) {
        return start(folder, prefix, count, scenario());
    }

    /** The same with a tone; an endpoint may watch their RTP ({@link AgentPhone#withRtpTimeout}). */
    public static SippAgents startWithSound(Path folder, String prefix, int count) {
        return start(folder, prefix, count, scenario().playing(Tone.write(folder, TONE_HERTZ)));
    }

    /** Phones that hang up by themselves so long after they were called. */
    public static SippAgents startLeaving(Path folder, String prefix, int count, Duration after) {
        String patience = " timeout=\"%d\" ontimeout=\"hang-up\"".formatted(after.toMillis());
        return start(folder, prefix, count, SippScenario.named("agents").with("PATIENCE", patience));
    }

    private static SippAgents start(Path folder, String prefix, int count, SippScenario scenario) {
        return new SippAgents(SippProcess.start(folder, prefix, scenario), prefix, count);
    }

    private static SippScenario scenario() {
        return SippScenario.named("agents").with("PATIENCE", "");
    }

    /** What the Asterisk that shall call them must know of them. */
    public List<AgentPhone> phones() {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> AgentPhone.waitingAt(prefix + "-" + i, sipp.port()))
                .toList();
    }

    public int port() {
        return sipp.port();
    }

    public long pid() {
        return sipp.pid();
    }

    public SipLog log() {
        return sipp.log();
    }

    /** All of them lose their power: no BYE. */
    public void kill9() {
        sipp.kill9();
    }

    @Override
    public void close() {
        sipp.close();
    }
}
