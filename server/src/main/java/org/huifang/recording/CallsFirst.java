package org.huifang.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds sealing back while the machine is busy with calls: nobody waits for a sealed file, and two threads of one core slow
 * each other whatever their priorities are. It is held back a second a file at most, and not at all once that has gone on for
 * ten minutes, so that the backlog is worked off however long the calls go on.
 */
final class CallsFirst {
    /** Of all processors; sealing itself, which runs at the least priority, is not in it. */
    private static final double BUSY = 0.4;

    private static final Duration AT_MOST = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 100;
    private static final Logger log = LoggerFactory.getLogger(CallsFirst.class);

    private final Path processors;
    private long busyTicks;
    private long allTicks;
    private double load;
    private long busySince = System.nanoTime();
    private long lookedAt = System.nanoTime() - Duration.ofSeconds(1).toNanos();

    /** @param processors what the kernel accounts, as proc(5) describes /proc/stat */
    CallsFirst(Path processors) {
        this.processors = processors;
    }

    /** Returns when the machine has time to spare, or after a second. */
    void await() throws InterruptedException {
        long began = System.nanoTime();
        while (busy() && System.nanoTime() - began < AT_MOST.toNanos()) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private synchronized boolean busy() {
        if (load() <= BUSY) {
            busySince = System.nanoTime();
        }
        return load > BUSY && System.nanoTime() - busySince < LONG.toNanos();
    }

    /** The share of the processors' time used at normal priority since the look before; 0 where the system does not tell. */
    private double load() {
        if (System.nanoTime() - lookedAt < Duration.ofMillis(LOOK_MILLIS).toNanos() || !Files.exists(processors)) {
            return load;
        }
        lookedAt = System.nanoTime();
        try (var lines = Files.lines(processors)) {
            // cpu user nice system idle iowait irq softirq steal …
            String[] ticks = lines.findFirst().orElse("").trim().split("\\s+");
            long all = 0;
            for (int i = 1; i < ticks.length && i <= 8; i++) {
                all += Long.parseLong(ticks[i]);
            }
            long busy = all - Long.parseLong(ticks[2]) - Long.parseLong(ticks[4]) - Long.parseLong(ticks[5]);
            load = all == allTicks ? load : (double) (busy - busyTicks) / (all - allTicks);
            busyTicks = busy;
            allTicks = all;
        } catch (IOException e) {
            log.debug("how busy the machine is cannot be read", e);
            load = 0;
        }
        return load;
    }
}
