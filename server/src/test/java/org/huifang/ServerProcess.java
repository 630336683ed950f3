package org.huifang;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.demo.OrphanGuard;
import org.jspecify.annotations.Nullable;

/** The server as a process of its own, so that it can be killed; gone when the test is. */
public final class ServerProcess implements AutoCloseable {
    private static final String STARTED = "server started";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private final Process process;
    private final Path log;
    private final long startsBefore;
    private final long provenBefore;

    private ServerProcess(Process process, Path log, String before) {
        this.process = process;
        this.log = log;
        this.startsBefore = starts(before);
        this.provenBefore = proven(before);
    }

    /** Comes back when it has started. */
    public static ServerProcess start(Path config, Path log) {
        ServerProcess server = start(config, log, null);
        server.awaitStarted();
        return server;
    }

    /** @param crashAt the name of a {@link CrashPoint}; null: it lives */
    public static ServerProcess start(Path config, Path log, @Nullable String crashAt) {
        try {
            var command = TestProcess.command(ServerProcess.class, TestProcess.options(crashAt), config.toString());
            String before = Files.exists(log) ? Files.readString(log) : "";
            return new ServerProcess(
                    TestProcess.logging(OrphanGuard.guarded(config.toString(), command), log)
                            .start(),
                    log,
                    before);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the server", e);
        }
    }

    /** What the process runs. */
    public static void main(String[] args) {
        new Server(ConfigFile.read(Path.of(args[0])), Clock.systemUTC())
                .start()
                .onSuccess(started -> System.out.println(STARTED))
                .onFailure(e -> {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
    }

    private void awaitStarted() {
        CallCentre.await(STARTS_WITHIN, this::lastLines, () -> starts(log()) > startsBefore || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("did not start: " + lastLines());
        }
    }

    /** Comes back when a recording has arrived, so that it dials. */
    public ServerProcess awaitProven(Duration patience) {
        CallCentre.await(patience, "recording is proven", () -> proven(log()) > provenBefore);
        return this;
    }

    private static long proven(String log) {
        return log.lines()
                .filter(line -> line.contains("gate no longer closed by cause=NOT_PROVEN"))
                .count();
    }

    private static long starts(String log) {
        return log.lines().filter(STARTED::equals).count();
    }

    /** It died by SIGKILL, by its own hand. */
    public void awaitKilled(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still alive after " + patience + ": " + lastLines());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        if (process.exitValue() != TestProcess.KILLED) {
            throw new AssertionError("ended with " + process.exitValue() + ", not by SIGKILL: " + lastLines());
        }
    }

    public void kill9() {
        process.destroyForcibly();
        awaitKilled(Duration.ofSeconds(5));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastLines() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
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
