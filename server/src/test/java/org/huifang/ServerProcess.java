package org.huifang;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.demo.OrphanGuard;
import org.jspecify.annotations.Nullable;

/** The server as a process of its own, so that it can be killed; gone when the test is. */
public final class ServerProcess implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static ServerProcess start(Path config, Path log) {
        return start(config, log, null);
    }

    /** @param crashAt the name of a {@link CrashPoint}; null: it lives */
    public static ServerProcess start(Path config, Path log, @Nullable String crashAt) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        if (crashAt != null) {
            command.add("-Dhuifang.crash_at=" + crashAt);
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), ServerProcess.class.getName(), config.toString()));
        try {
            return new ServerProcess(
                    OrphanGuard.guarded(config.toString(), command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the server", e);
        }
    }

    /** What the process runs. */
    public static void main(String[] args) {
        new Server(ConfigFile.read(Path.of(args[0])), Clock.systemUTC())
                .start()
                .onSuccess(started -> System.out.println("server started"))
                .onFailure(e -> {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
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
        if (process.exitValue() != KILLED) {
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
