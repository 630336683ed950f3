package org.huifang.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.huifang.demo.SipTrunk;

/** Customers as a real SIP peer on loopback. Give {@link #trunk} to the Asterisk that shall call them. */
public final class SippCustomers implements AutoCloseable {
    /** What customers are heard as, in Hz, where they are heard at all. */
    public static final int TONE_HERTZ = 1000;

    private final SippProcess sipp;

    private SippCustomers(SippProcess sipp) {
        this.sipp = sipp;
    }

    /** Each behaves as {@link CustomerNumber} says; who is called by another number answers and talks for two seconds. No RTP. */
    public static SippCustomers start(Path folder) {
        return new SippCustomers(SippProcess.start(folder, "customers", SippScenario.named("customers")));
    }

    /** The same, and whoever answers is heard as a tone. */
    public static SippCustomers startWithSound(Path folder) {
        return new SippCustomers(SippProcess.start(
                folder, "customers", SippScenario.named("customers").playing(Tone.write(folder, TONE_HERTZ))));
    }

    /** For load: everybody rings, answers and talks for the same time, whatever the number, with little CPU. */
    public static SippCustomers startForLoad(Path folder, Duration ring, Duration talk, boolean sound) {
        SippScenario scenario = SippScenario.named("customers-load")
                .with("RING_MS", Long.toString(ring.toMillis()))
                .with("TALK_MS", Long.toString(talk.toMillis()));
        return new SippCustomers(SippProcess.start(
                folder, "load", sound ? scenario.playing(Tone.write(folder, TONE_HERTZ)) : scenario, false));
    }

    public SipTrunk trunk(String name) {
        return SipTrunk.to(name, sipp.port());
    }

    public int port() {
        return sipp.port();
    }

    /** Where SIPp writes one line for each message. */
    public Path shortMessages() {
        return sipp.shortMessages();
    }

    public long pid() {
        return sipp.pid();
    }

    public SipLog log() {
        return sipp.log();
    }

    /** What reached this number, in order. */
    public List<SipCall> callsTo(String number) {
        return sipp.log().calls().stream()
                .filter(call -> call.number().endsWith(number))
                .toList();
    }

    /** From now on the trunk is dead. */
    public void kill9() {
        sipp.kill9();
    }

    @Override
    public void close() {
        sipp.close();
    }
}
