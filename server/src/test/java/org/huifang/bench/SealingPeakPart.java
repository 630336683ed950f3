package org.huifang.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.huifang.recording.SealingPeak;

/** Many calls that wait to be sealed at once: the sealer works them off, and its memory does not grow with them. */
final class SealingPeakPart implements RecordingsBench.Part {
    private final Path folder;
    private final int files;

    SealingPeakPart(Path folder, int files) {
        this.folder = folder;
        this.files = files;
    }

    @Override
    public List<Bar> measure() throws Exception {
        System.out.printf("%n%-8s %8s %10s %12s%n", "sealed", "s", "heap MB", "resident MB");
        var peak = SealingPeak.of(
                folder.resolve("peak"),
                files,
                sample -> System.out.printf(
                        Locale.ROOT,
                        "%-8d %8.0f %10.1f %12.0f%n",
                        sample.sealed(),
                        sample.seconds(),
                        sample.heap(),
                        sample.resident()));
        System.out.printf(
                Locale.ROOT,
                "%d waiting calls of 5 s sealed in %.0f s (%.1f/s); heap after a collection%n",
                files,
                peak.seconds(),
                files / peak.seconds());
        return List.of(
                Bar.atMost("heap grown between a tenth and the end, MB", peak.heapGrown(), 8),
                Bar.atMost("resident grown between a tenth and its highest, MB", peak.residentGrown(), 64));
    }
}
