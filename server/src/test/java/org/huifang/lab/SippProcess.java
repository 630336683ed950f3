package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.demo.FreePorts;
import org.huifang.demo.OrphanGuard;

/** One SIPp that waits for calls on a loopback port of its own and writes every message down. */
final class SippProcess implements AutoCloseable {
    private static final int START_ATTEMPTS = 5;

    private final Process process;
    private final int port;
    private final Path folder;

    private SippProcess(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** @throws IllegalStateException if SIPp is not installed or refuses the scenario; the message is its own */
    static SippProcess start(Path parent, String name, SippScenario scenario) {
        return start(parent, name, scenario, true);
    }

    /** @param inFull false: only one line for each message is written, which is what load can bear */
    static SippProcess start(Path parent, String name, SippScenario scenario, boolean inFull) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(parent), name + "-");
            Path xml = Files.writeString(folder.resolve("scenario.xml"), scenario.xml());
            for (int attempt = 1; ; attempt++) {
                int port = FreePorts.udp();
                Process process = launch(folder, xml, port, inFull);
                if (listens(process, port)) {
                    return new SippProcess(process, port, folder);
                }
                if (attempt == START_ATTEMPTS) {
                    throw new IllegalStateException("SIPp did not start: "
                            + Files.readString(folder.resolve("output.log")).strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("SIPp (Debian: sip-tester) cannot be started", e);
        }
    }

    private static Process launch(Path folder, Path xml, int port, boolean inFull) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sipp",
                "127.0.0.1:9",
                "-sf",
                xml.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
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
                folder.resolve("errors.log").toString()));
        if (inFull) {
            command.addAll(List.of(
                    "-trace_msg",
                    "-message_file",
                    folder.resolve("messages.log").toString()));
        }
        return OrphanGuard.guarded(xml.toString(), command)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("output.log").toFile())
                .start();
    }

    private static boolean listens(Process process, int port) throws IOException {
        // Trying to bind it here could take it away from SIPp, so the kernel's own list is read.
        String local = ":%04X ".formatted(port);
        try {
            while (process.isAlive()) {
                if (Files.readString(Path.of("/proc/net/udp")).contains(local)) {
                    return true;
                }
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting SIPp", e);
        }
        return false;
    }

    int port() {
        return port;
    }

    Path shortMessages() {
        return folder.resolve("short.log");
    }

    long pid() {
        return process.pid();
    }

    SipLog log() {
        return new SipLog(folder);
    }

    /** As a phone that loses its power: it says no BYE. */
    void kill9() {
        process.destroyForcibly();
        await();
    }

    @Override
    public void close() {
        kill9();
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
