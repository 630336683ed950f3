package org.huifang.recording;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A backlog worked off by the sealer itself, with its database and its store.
 *
 * @param heapEarly MB in use after a collection when a tenth was sealed
 * @param residentEarly MB of the whole process then
 */
public record SealingPeak(
        double seconds, double heapEarly, double heapLate, double residentEarly, double residentLate) {
    private static final int FRAMES = 5 * 8000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);

    /** All calls share the bytes of one: their names are links. */
    public static SealingPeak of(Path folder, int calls) throws Exception {
        Files.createDirectories(folder);
        try (var lab = new SealingLab(folder)) {
            RawFiles one = RawFiles.of(folder, UUID.randomUUID());
            Wavs.call(one, Speech.of(1, FRAMES), Speech.of(2, FRAMES));
            for (int i = 0; i < calls; i++) {
                UUID id = lab.endedCall(5000);
                RawFiles raw = lab.raw(id);
                Files.createLink(raw.agent(), one.agent());
                Files.createLink(raw.customer(), one.customer());
                Files.createLink(raw.mixed(), one.mixed());
            }
            long began = System.nanoTime();
            lab.startSealer(place -> {});
            awaitSealed(lab, calls / 10);
            double heapEarly = heap();
            double residentEarly = resident();
            awaitSealed(lab, calls);
            return new SealingPeak((System.nanoTime() - began) / 1e9, heapEarly, heap(), residentEarly, resident());
        }
    }

    private static void awaitSealed(SealingLab lab, int count) throws Exception {
        long began = System.nanoTime();
        while (lab.query("SELECT count(*) FROM recording WHERE state = 'SEALED'", Tuple.tuple())
                        .get(0)
                        .getLong(0)
                < count) {
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new IllegalStateException("not " + count + " sealed in time");
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static double heap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    }

    private static double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1000)
                .findFirst()
                .orElseThrow();
    }
}
