package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallsFirstTest {
    @TempDir
    Path folder;

    @Test
    void holdsBackASecondAtMostWhileTheMachineIsBusy() throws Exception {
        assertThat(held("cpu 900 0 50 50 0 0 0 0\n")).isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    }

    @Test
    void whatRunsAtTheLeastPriorityIsNoReasonToWait() throws Exception {
        assertThat(held("cpu 100 800 0 100 0 0 0 0\n")).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void doesNotWaitWhereTheSystemDoesNotTell() throws Exception {
        long began = System.nanoTime();
        new CallsFirst(folder.resolve("absent")).await();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
    }

    private Duration held(String processors) throws Exception {
        var first = new CallsFirst(Files.writeString(folder.resolve("stat"), processors));
        long began = System.nanoTime();
        first.await();
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
