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
        var peak = SealingPeak.of(folder.resolve("peak"), files);
        System.out.printf(
                Locale.ROOT,
                "%n%d calls of 5 s sealed in %.0f s (%.0f/s); heap after collection: %.1f MB at a tenth, %.1f MB at the end;"
                        + " resident: %.0f MB, %.0f MB%n",
                files,
                peak.seconds(),
                files / peak.seconds(),
                peak.heapEarly(),
                peak.heapLate(),
                peak.residentEarly(),
                peak.residentLate());
        return List.of(
                Bar.atMost("heap grown between a tenth and the end, MB", peak.heapLate() - peak.heapEarly(), 8),
                Bar.atMost(
                        "resident grown between a tenth and the end, MB",
                        peak.residentLate() - peak.residentEarly(),
                        64));
    }
}
