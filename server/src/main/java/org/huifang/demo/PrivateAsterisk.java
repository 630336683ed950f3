package org.huifang.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Asterisk of our own: configuration, ports and folders apart from every other on this machine, no root needed, gone
 * when this process is gone. Made by {@link PrivateAsteriskBuilder}.
 */
public final class PrivateAsterisk implements AutoCloseable {
    private static final int BOOT_SECONDS = 30;
    private static final int STOP_SECONDS = 5;

    private final PrivateAsteriskFolders folders;
    private final AsteriskInstall install;
    private final PrivateAsteriskPorts ports;
    private final String amiSecret;
    private @Nullable Process process;

    PrivateAsterisk(
            PrivateAsteriskFolders folders, AsteriskInstall install, PrivateAsteriskPorts ports, String amiSecret) {
        this.folders = folders;
        this.install = install;
        this.ports = ports;
        this.amiSecret = amiSecret;
    }

    /** In the private state of {@code folder}; a second start with the same folder keeps its recordings and logs. */
    public static PrivateAsteriskBuilder in(Path folder) {
        return new PrivateAsteriskBuilder(folder);
    }

    /**
     * Starts it and waits until AMI says FullyBooted.
     *
     * @throws IllegalStateException if it ends or is not ready within 30 s; the message ends with Asterisk's own last words
     */
    synchronized void start() {
        Path conf = folders.etc().resolve("asterisk.conf");
        try {
            Files.deleteIfExists(folders.log().resolve("stdout.log"));
            long logged = Files.exists(log()) ? Files.size(log()) : 0;
            Process started = OrphanGuard.guarded(
                            conf.toString(), List.of(install.command().toString(), "-f", "-C", conf.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folders.log().resolve("stdout.log").toFile())
                    .start();
            process = started;
            awaitBoot(started);
            SessionWeight.beforeOthers("asterisk", started.pid());
            if (complaints(logged).contains("could not be started")) {
                stop();
                throw new IllegalStateException("SIP port " + ports.sip() + " is taken" + lastWords());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + install.command(), e);
        }
    }

    private void awaitBoot(Process started) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOOT_SECONDS);
        try {
            while (!AmiProbe.fullyBooted(ports.ami(), amiUser(), amiSecret, 1000)) {
                if (!started.isAlive()) {
                    throw new IllegalStateException("Asterisk ended while starting" + lastWords());
                }
                if (System.nanoTime() > deadline) {
                    started.destroyForcibly();
                    throw new IllegalStateException("Asterisk not ready after " + BOOT_SECONDS + " s" + lastWords());
                }
                started.waitFor(50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            started.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting Asterisk", e);
        }
    }

    /** Ends it in order, live calls included; after 5 s by force. */
    public synchronized void stop() {
        end(Process::destroy);
    }

    /** Ends it as a crash would, in the middle of whatever it does (SIGKILL). */
    public synchronized void kill9() {
        end(Process::destroyForcibly);
    }

    /** Starts it again on the same ports and folders, after {@link #stop} or {@link #kill9}, or ends it first. */
    public void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }

    private void end(Consumer<Process> signal) {
        Process ending = process;
        if (ending == null) {
            return;
        }
        signal.accept(ending);
        try {
            if (!ending.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                ending.destroyForcibly().waitFor();
            }
            process = null;
        } catch (InterruptedException e) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process id of Asterisk itself. */
    public synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException("Asterisk is not running");
        }
        return process.pid();
    }

    public int amiPort() {
        return ports.ami();
    }

    public String amiUser() {
        return "huifang";
    }

    public String amiSecret() {
        return amiSecret;
    }

    /** UDP, on loopback. */
    public int sipPort() {
        return ports.sip();
    }

    /** Where recordings appear. */
    public Path recordings() {
        return folders.recordings();
    }

    /** The channel event log. It appears with the first call. */
    public Path celFile() {
        return folders.log().resolve("cel-custom/huifang.csv");
    }

    /** What Asterisk complained about. */
    public Path log() {
        return folders.log().resolve("messages.log");
    }

    /** What {@code asterisk -rx COMMAND} prints. */
    public String cli(String command) {
        try {
            Process cli = new ProcessBuilder(
                            install.command().toString(),
                            "-C",
                            folders.etc().resolve("asterisk.conf").toString(),
                            "-rx",
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("asterisk -rx " + command, e);
        }
    }

    private String complaints(long from) throws IOException {
        byte[] all = Files.exists(log()) ? Files.readAllBytes(log()) : new byte[0];
        return new String(all, (int) from, (int) (all.length - from), StandardCharsets.UTF_8);
    }

    private String lastWords() {
        return Stream.of(folders.log().resolve("stdout.log"), log())
                .filter(Files::exists)
                .flatMap(PrivateAsterisk::lastLines)
                .reduce("", (all, line) -> all + "\n  " + line);
    }

    private static Stream<String> lastLines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return lines.subList(Math.max(0, lines.size() - 10), lines.size()).stream();
        } catch (IOException e) {
            return Stream.of(file + " cannot be read: " + e.getMessage());
        }
    }
}
