package org.huifang.recording;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A backlog worked off by the sealer itself, with its database and its store, in the default format.
 *
 * @param samples one at each tenth
 */
public record SealingPeak(double seconds, List<Sample> samples) {
    private static final int FRAMES = 5 * 8000;
    private static final int TENTHS = 10;
    /** Without one more sealed file. */
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /**
     * @param heap MB in use after a collection
     * @param resident MB of the whole process
     */
    public record Sample(long sealed, double seconds, double heap, double resident) {}

    /**
     * All calls share the bytes of one: their names are links.
     *
     * @param calls at least 10
     * @param told each sample when it is taken
     */
    public static SealingPeak of(Path folder, int calls, Consumer<Sample> told) throws Exception {
        Files.createDirectories(folder);
        try (var lab = new SealingLab(folder)) {
            RawFiles one = RawFiles.of(folder, UUID.randomUUID());
            Wavs.call(one, Speech.of(1, FRAMES), Speech.of(2, FRAMES));
            for (int i = 0; i < calls; i++) {
                UUID id = lab.endedCall(5000);
                RawFiles raw = lab.raw(id);
                Files.createLink(raw.agent(), one.agent());
                Files.createLink(raw.customer(), one.customer());
            }
            lab.formats = row -> SoundFormat.OPUS;
            long began = System.nanoTime();
            lab.startSealer(place -> {});
            var samples = new ArrayList<Sample>();
            for (int tenth = 1; tenth <= TENTHS; tenth++) {
                long sealed = awaitSealed(lab, (long) calls * tenth / TENTHS);
                var sample = new Sample(sealed, (System.nanoTime() - began) / 1e9, heap(), resident());
                told.accept(sample);
                samples.add(sample);
            }
            return new SealingPeak(samples.get(TENTHS - 1).seconds(), List.copyOf(samples));
        }
    }

    public double heapGrown() {
        return samples.get(samples.size() - 1).heap() - samples.get(0).heap();
    }

    /** From the first tenth to the highest. */
    public double residentGrown() {
        return samples.stream().mapToDouble(Sample::resident).max().orElseThrow()
                - samples.get(0).resident();
    }

    private static long awaitSealed(SealingLab lab, long count) throws Exception {
        long before = -1;
        long began = System.nanoTime();
        while (true) {
            long sealed = lab.query("SELECT count(*) FROM recording WHERE state = 'SEALED'", Tuple.tuple())
                    .get(0)
                    .getLong(0);
            if (sealed >= count) {
                return sealed;
            }
            if (sealed > before) {
                before = sealed;
                began = System.nanoTime();
            } else if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new IllegalStateException("no more than " + sealed + " of " + count + " sealed for 5 minutes");
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
