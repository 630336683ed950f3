package org.huifang.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.huifang.recording.SealingCost;
import org.huifang.recording.SoundFormat;

/**
 * A minute of talk in every format: encoded by the server's own code on one thread, and by Debian's {@code ffmpeg} started
 * for it. CPU seconds, bytes, and the log-spectral distance of what decodes to what was said.
 */
final class FormatsPart implements RecordingsBench.Part {
    private static final int SECONDS = 60;
    /** The kernel counts a process's time in hundredths of a second: several runs make them finer. */
    private static final int RUNS = 5;

    private static final Map<SoundFormat, List<String>> SPAWNED = Map.of(
            SoundFormat.OPUS, List.of("-c:a", "libopus", "-b:a", "24k", "-application", "voip"),
            SoundFormat.FLAC, List.of("-c:a", "flac"),
            SoundFormat.MP3, List.of("-c:a", "libmp3lame", "-b:a", "64k"));

    private final Path folder;
    private final int rounds;

    FormatsPart(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    @Override
    public List<Bar> measure() throws Exception {
        var talk = new Talk(folder);
        short[] said = talk.stereo(SECONDS);
        var work = new SealingCost(folder, said);
        Path wav = talk.write(said, folder.resolve("talk.wav"));
        System.out.printf("%n%-6s %-8s %10s %10s %12s %9s%n", "", "", "CPU s/min", "x real", "bytes/min", "distance");
        var bars = new ArrayList<Bar>();
        for (SoundFormat format : SoundFormat.values()) {
            work.encode(format);
            double[] own = new double[rounds];
            double[] whole = new double[rounds];
            double[] ffmpeg = new double[rounds];
            Path spawnedFile = folder.resolve("spawned." + format.container());
            for (int round = 0; round < rounds; round++) {
                ffmpeg[round] = spawn(talk, wav, format, spawnedFile);
                own[round] = work.encode(format);
                whole[round] = own[round] + work.encryptAndVerify(format);
            }
            double distance = SpectralDistance.of(said, work.decoded(format, work.encoded(format)));
            double spawnedDistance = SpectralDistance.of(said, work.decoded(format, spawnedFile));
            long bytes = Files.size(work.encoded(format));
            long spawnedBytes = Files.size(spawnedFile);
            row(format, "ffmpeg", Spread.of(ffmpeg), spawnedBytes, spawnedDistance);
            row(format, "encode", Spread.of(own), bytes, distance);
            row(format, "seal", Spread.of(whole), bytes, distance);
            double ratio = Spread.of(own).median() / Spread.of(ffmpeg).median();
            if (format != SoundFormat.MP3) {
                bars.add(Bar.atMost(format + " CPU of encoding, of a spawned ffmpeg's", ratio, 1.0));
            }
            if (format == SoundFormat.OPUS) {
                bars.add(Bar.atLeast("OPUS bytes, of ffmpeg's", bytes / (double) spawnedBytes, 0.95));
                bars.add(Bar.atMost("OPUS bytes, of ffmpeg's", bytes / (double) spawnedBytes, 1.05));
                bars.add(Bar.atMost("OPUS spectral distance, of ffmpeg's", distance / spawnedDistance, 1.1));
            }
        }
        return bars;
    }

    private static void row(SoundFormat format, String who, Spread cpu, long bytes, double distance) {
        System.out.printf(
                Locale.ROOT,
                "%-6s %-8s %10.3f %10.0f %12d %6.2f dB%n",
                format,
                who,
                cpu.median() * 60 / SECONDS,
                SECONDS / cpu.median(),
                bytes * 60 / SECONDS,
                distance);
    }

    /** @return CPU seconds of one run, as the kernel accounts the children that ended */
    private static double spawn(Talk talk, Path wav, SoundFormat format, Path target) throws Exception {
        double before = CpuClock.ofEndedChildren();
        for (int run = 0; run < RUNS; run++) {
            var command = new ArrayList<>(List.of("-v", "error", "-y", "-threads", "1", "-i", wav.toString()));
            command.addAll(SPAWNED.get(format));
            command.add(target.toString());
            talk.ffmpeg(command);
        }
        return (CpuClock.ofEndedChildren() - before) / 1000 / RUNS;
    }
}
