package org.huifang.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.huifang.recording.FirstByte;

/** The first byte of a sealed recording, which waits for its audit entry, beside a static file and a bare commit of such an entry. */
final class FirstBytePart implements RecordingsBench.Part {
    private final Path folder;
    private final int times;

    FirstBytePart(Path folder, int times) {
        this.folder = folder;
        this.times = times;
    }

    @Override
    public List<Bar> measure() throws Exception {
        var took = FirstByte.of(folder.resolve("first-byte"), times);
        double file = Spread.of(took.file()).median();
        double commit = Spread.of(took.commit()).median();
        double sound = Spread.of(took.sound()).median();
        System.out.printf(
                Locale.ROOT,
                "%nfirst byte, median of %d: static file %.2f ms, bare audit commit %.2f ms, sealed recording %.2f ms (p99 %.2f ms)%n",
                times,
                file,
                commit,
                sound,
                Spread.of(took.sound()).percentile(0.99));
        return List.of(Bar.atMost(
                "first byte of a recording, of a static file plus a bare audit commit", sound / (file + commit), 2));
    }
}
