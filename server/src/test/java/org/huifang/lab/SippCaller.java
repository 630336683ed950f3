package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.huifang.demo.FreePorts;
import org.huifang.demo.OrphanGuard;

/** A customer who rings us through the trunk, heard as a tone once the call is answered. */
public final class SippCaller implements AutoCloseable {
    private static final Duration PATIENT = Duration.ofSeconds(90);
    private final Process process;
    private final SipLog log;

    private SippCaller(Process process, SipLog log) {
        this.process = process;
        this.log = log;
    }

    /** Rings from this number until somebody answers, and talks so long unless the other side ends before. */
    public static SippCaller ring(Path parent, int asteriskPort, String number, Duration talk) {
        return ringAs(parent, asteriskPort, "<sip:" + number + "@127.0.0.1>", talk, PATIENT);
    }

    /**
     * @param from the From header, whatever it holds
     * @param patience rings so long and gives up
     */
    public static SippCaller ringAs(Path parent, int asteriskPort, String from, Duration talk, Duration patience) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(parent), "caller-");
            Path xml = Files.writeString(
                    folder.resolve("scenario.xml"),
                    SippScenario.named("caller")
                            .with("FROM", from)
                            .with("TALK_MS", Long.toString(talk.toMillis()))
                            .with("PATIENCE_MS", Long.toString(patience.toMillis()))
                            .playing(Tone.write(folder, SippCustomers.TONE_HERTZ))
                            .xml());
            var command = List.of(
                    "sipp",
                    "127.0.0.1:" + asteriskPort,
                    "-sf",
                    xml.toString(),
                    "-m",
                    "1",
                    "-i",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(FreePorts.udp()),
                    "-mp",
                    Integer.toString(FreePorts.udp() & ~1),
                    "-cp",
                    Integer.toString(FreePorts.udp()),
                    "-nostdin",
                    "-trace_shortmsg",
                    "-shortmessage_file",
                    folder.resolve("short.log").toString(),
                    "-trace_err",
                    "-error_file",
                    folder.resolve("errors.log").toString(),
                    "-trace_msg",
                    "-message_file",
                    folder.resolve("messages.log").toString());
            Process process = OrphanGuard.guarded(xml.toString(), command)
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(folder.resolve("output.log").toFile())
                    .start();
            return new SippCaller(process, new SipLog(folder));
        } catch (IOException e) {
            throw new UncheckedIOException("SIPp (Debian: sip-tester) cannot be started", e);
        }
    }

    /** The other side rings for this caller: 180. */
    public boolean hearsRinging() {
        return log.messages().contains("SIP/2.0 180 ");
    }

    public boolean isAnswered() {
        return log.messages().contains("SIP/2.0 200 OK");
    }

    /** The call is over, whoever ended it. */
    public boolean isOver() {
        return !process.isAlive();
    }

    public String messages() {
        return log.messages() + log.errors();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
