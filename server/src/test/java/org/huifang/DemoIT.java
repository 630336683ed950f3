package org.huifang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.huifang.demo.AsteriskInstall;
import org.huifang.demo.Checkout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a viewer starts and ends it, in a checkout of its own. */
class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path checkout;

    private final List<Process> demos = new ArrayList<>();

    @AfterEach
    void endWhatAFailedTestLeft() {
        demos.forEach(Process::destroyForcibly);
    }

    @Test
    void callsGoOutAndNothingIsLeftWhateverEndsIt() throws Exception {
        borrowDialplanAndAsterisk();

        Process first = demo("first.txt");
        CallCentre.await(PATIENCE, "a call that was answered, and one under way", () -> {
            String said = said("first.txt");
            return said.contains("dialling") && said.matches("(?s).* ended .* ANSWERED, rang .*");
        });
        assertThat(said("first.txt"))
                .contains("Huifang is running: http://127.0.0.1:")
                .doesNotContain("! ");
        assertThat(logins("first.txt")).hasSize(5);
        assertThat(processesOfThisDemo()).as("PostgreSQL and two Asterisks").hasSizeGreaterThanOrEqualTo(3);
        first.destroyForcibly().waitFor();
        CallCentre.await(
                Duration.ofSeconds(30),
                "everything ends with a killed demo",
                () -> processesOfThisDemo().isEmpty());

        Process second = demo("second.txt", "--keep");
        CallCentre.await(PATIENCE, "calls go on", () -> said("second.txt").contains("dialling"));
        assertThat(logins("second.txt")).isEqualTo(logins("first.txt"));
        second.destroy();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isZero();
        assertThat(processesOfThisDemo()).isEmpty();
        assertThat(said("second.txt")).contains("ended; what it left is in");
    }

    private void borrowDialplanAndAsterisk() throws IOException {
        Checkout real = Checkout.find();
        AsteriskInstall.find(real);
        Files.createSymbolicLink(checkout.resolve("dialplan"), real.root().resolve("dialplan"));
        Files.createDirectories(checkout.resolve(".huifang"));
        Files.createSymbolicLink(checkout.resolve(".huifang/asterisk"), real.runtime("asterisk"));
    }

    private Process demo(String output, String... arguments) throws IOException {
        var all = Stream.concat(Stream.of("demo"), Stream.of(arguments)).toArray(String[]::new);
        Process demo = TestProcess.logging(
                        new ProcessBuilder(TestProcess.command(Main.class, List.of("-Dhuifang.home=" + checkout), all)),
                        checkout.resolve(output))
                .start();
        demos.add(demo);
        return demo;
    }

    private List<String> processesOfThisDemo() {
        String mark = checkout.resolve(".huifang/demo").toString();
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(mark))
                .toList();
    }

    private List<String> logins(String output) {
        return said(output)
                .lines()
                .filter(line -> line.matches(" {4}(admin|supervisor|compliance|records|agent) +\\S{16,}"))
                .toList();
    }

    private String said(String output) {
        try {
            return Files.readString(checkout.resolve(output));
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }
}
