package org.huifang;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.huifang.db.DatabaseAddress;
import org.jspecify.annotations.Nullable;

/** A {@code main} on this test's class path as a process of its own, so that it can die at a {@link CrashPoint}. */
public final class TestProcess {
    /** The exit code of what SIGKILL ended. */
    public static final int KILLED = 128 + 9;
    /** No {@link CrashPoint} has this name: it lives. */
    public static final String NOWHERE = "nowhere";

    private static final long ENDS_WITHIN_S = 60;

    private TestProcess() {}

    /** Says what it has to say where the test does, and is waited for; the exit code. */
    public static int run(Class<?> main, String crashAt, String... arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(main, options(crashAt), arguments)).inheritIO();
        return end(process.start(), main.getSimpleName() + " at " + crashAt);
    }

    /** Says what it has to say in a file. */
    public static Process start(Class<?> main, String crashAt, Path log, String... arguments) throws IOException {
        return logging(new ProcessBuilder(command(main, options(crashAt), arguments)), log)
                .start();
    }

    /** Waits for it and gives its exit code. @param what said where it does not end */
    public static int end(Process process, String what) throws InterruptedException {
        if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + what);
        }
        return process.exitValue();
    }

    public static ProcessBuilder logging(ProcessBuilder builder, Path log) {
        return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** A virtual machine that starts quickly. @param options of the machine */
    public static List<String> command(Class<?> main, List<String> options, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static List<String> options(@Nullable String crashAt) {
        return crashAt == null ? List.of() : List.of("-Dhuifang.crash_at=" + crashAt);
    }

    /** A database as the first five arguments, before others; {@link #database} reads them. */
    public static String[] arguments(DatabaseAddress database, Object... others) {
        return Stream.concat(
                        Stream.of(
                                database.host(),
                                Integer.toString(database.port()),
                                database.database(),
                                database.user(),
                                database.password()),
                        Stream.of(others).map(Object::toString))
                .toArray(String[]::new);
    }

    public static DatabaseAddress database(String... arguments) {
        return new DatabaseAddress(
                arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[3], arguments[4]);
    }
}
