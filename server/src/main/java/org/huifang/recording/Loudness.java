package org.huifang.recording;

import java.nio.ShortBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How loud each side is over time, in a lower and an upper band: tells whether a lossy encoding still holds the call, for
 * two multiplications a sample. It changes with the codec's noise by some decibels, with a hole, a swapped side or
 * another call by far more.
 */
final class Loudness {
    private static final int BLOCKS_PER_SECOND = 4;
    /** Two sides of two bands each. */
    private static final int SERIES = 4;
    /** A quieter block (root mean square of 32,767) says nothing of how it was encoded. */
    private static final double LOUD = 300;

    private static final double NOTHING = 60;
    private static final double MOST_DECIBELS = 9;
    private static final int MOST_IN_A_ROW = 3;
    private static final double MOST_OF_ALL = 0.05;

    private final int framesPerBlock;
    private final double lower;
    private final double[] low = new double[2];
    private float[] energies = new float[SERIES * 64];
    private long frames;

    Loudness(int rate) {
        framesPerBlock = rate / BLOCKS_PER_SECOND;
        // One pole at 700 Hz: below it lies the voice's pitch, above it what makes words.
        lower = 1 - Math.exp(-2 * Math.PI * 700 / rate);
    }

    void add(ShortBuffer stereo) {
        while (stereo.remaining() >= 2) {
            int at = (int) (frames / framesPerBlock) * SERIES;
            if (at + SERIES > energies.length) {
                energies = Arrays.copyOf(energies, energies.length * 2);
            }
            for (int side = 0; side < 2; side++) {
                double sample = stereo.get();
                low[side] += lower * (sample - low[side]);
                double high = sample - low[side];
                energies[at + 2 * side] += (float) (low[side] * low[side]);
                energies[at + 2 * side + 1] += (float) (high * high);
            }
            frames++;
        }
    }

    long frames() {
        return frames;
    }

    /** @return what an ear would notice of this sound against the original; null: nothing */
    @Nullable
    String differsFrom(Loudness original) {
        // The last frame of a codec may be filled up: 72 ms of MP3.
        long mayLack = framesPerBlock * BLOCKS_PER_SECOND / 10L;
        if (Math.abs(frames - original.frames) > mayLack) {
            return frames + " of " + original.frames + " frames";
        }
        int blocks = (int) (Math.min(frames, original.frames) / framesPerBlock);
        for (int side = 0; side < 2; side++) {
            int told = 0;
            int bad = 0;
            int inARow = 0;
            for (int block = 0; block < blocks; block++) {
                Boolean same = same(original, block, side);
                if (same == null) {
                    continue;
                }
                told++;
                inARow = same ? 0 : inARow + 1;
                bad += same ? 0 : 1;
                if (inARow > MOST_IN_A_ROW || (bad > MOST_IN_A_ROW && bad > MOST_OF_ALL * blocks)) {
                    return (side == 0 ? "the agent's" : "the customer's") + " side differs at second "
                            + block / BLOCKS_PER_SECOND + ", " + bad + " of " + told + " blocks";
                }
            }
        }
        return null;
    }

    /** Null where neither is loud enough to tell. */
    private @Nullable Boolean same(Loudness original, int block, int side) {
        Boolean same = null;
        for (int band = 0; band < 2; band++) {
            double was = original.level(block, side, band);
            double is = level(block, side, band);
            if (Math.max(was, is) >= LOUD) {
                double apart = 20 * Math.abs(Math.log10(Math.max(is, NOTHING) / Math.max(was, NOTHING)));
                same = apart <= MOST_DECIBELS && !Boolean.FALSE.equals(same);
            }
        }
        return same;
    }

    private double level(int block, int side, int band) {
        return Math.sqrt(energies[block * SERIES + 2 * side + band] / framesPerBlock);
    }
}
