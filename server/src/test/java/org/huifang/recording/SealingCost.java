package org.huifang.recording;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/** What sealing one call costs this thread, by its steps. */
public final class SealingCost {
    private static final int RATE = 8000;

    private final Path folder;
    private final RawFiles raw;
    private final UUID id = UUID.randomUUID();
    private StereoEncoder.Encoded last;

    /** @param stereo left, right, left … at 8 kHz */
    public SealingCost(Path folder, short[] stereo) throws IOException {
        this.folder = folder;
        raw = RawFiles.of(folder, id);
        short[] agent = new short[stereo.length / 2];
        short[] customer = new short[stereo.length / 2];
        for (int i = 0; i < agent.length; i++) {
            agent[i] = stereo[2 * i];
            customer[i] = stereo[2 * i + 1];
        }
        Wavs.call(raw, agent, customer);
    }

    /** @return CPU seconds from the raw files to the encoded one, with their hashes */
    public double encode(SoundFormat format) throws IOException {
        long began = cpuNanos();
        try (var sound = CallSound.open(raw)) {
            last = StereoEncoder.encode(sound, format, encoded(format));
            sound.sha256Agent();
            sound.sha256Customer();
        }
        return (cpuNanos() - began) / 1e9;
    }

    /** @return CPU seconds of the rest, of what was encoded last */
    public double encryptAndVerify(SoundFormat format) throws IOException {
        long began = cpuNanos();
        var key = MasterKey.newFileKey();
        UUID keyId = UUID.randomUUID();
        Path sealed = folder.resolve("sealed");
        Files.deleteIfExists(sealed);
        try (var writer = new SealedFileWriter(sealed, id, keyId, key)) {
            byte[] bytes = Files.readAllBytes(encoded(format));
            writer.write(bytes, 0, bytes.length);
            writer.finish();
        }
        try (var back = SealedFile.open(sealed, id, asked -> key)) {
            SealProcedure.verify(back, format, last);
        }
        return (cpuNanos() - began) / 1e9;
    }

    public Path encoded(SoundFormat format) {
        return folder.resolve("encoded." + format.container());
    }

    /** Left, right, left … at 8 kHz. */
    public short[] decoded(SoundFormat format, Path file) throws IOException {
        var all = ByteBuffer.allocate(64 << 20).asShortBuffer();
        try (var in = Files.newInputStream(file)) {
            SoundDecoder.decode(in, format, RATE, all::put);
        }
        short[] samples = new short[all.position()];
        all.flip().get(samples);
        return Arrays.copyOf(samples, samples.length);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
