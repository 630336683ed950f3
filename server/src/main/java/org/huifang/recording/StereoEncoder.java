package org.huifang.recording;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Encodes a call's stereo sound into one file, block by block, and remembers what went in. */
final class StereoEncoder {
    private static final int BLOCK_FRAMES = 8192;

    private StereoEncoder() {}

    /**
     * What the decoded sound is compared with before the raw files go.
     *
     * @param samples fingerprint of the samples, for lossless formats
     * @param loudness for the others
     */
    record Encoded(int rate, long frames, byte @Nullable [] samples, Loudness loudness) {}

    /** @param target replaced when it exists */
    static Encoded encode(CallSound sound, SoundFormat format, Path target) throws IOException {
        int rate = sound.sampleRate();
        @Nullable MessageDigest fingerprint = format.lossless() ? Samples.fingerprint() : null;
        var loudness = new Loudness(rate);
        long frames = 0;
        try (var codec = new Codec(format, rate, target)) {
            short[] block = new short[BLOCK_FRAMES * 2];
            for (int n = sound.read(block, BLOCK_FRAMES); n > 0; n = sound.read(block, BLOCK_FRAMES)) {
                var samples = ShortBuffer.wrap(block, 0, n * 2);
                if (fingerprint == null) {
                    loudness.add(samples.duplicate());
                } else {
                    Samples.update(fingerprint, samples);
                }
                codec.add(block, n);
                frames += n;
            }
            codec.finish();
        }
        return new Encoded(rate, frames, fingerprint == null ? null : fingerprint.digest(), loudness);
    }
}
