package org.huifang.recording;

import java.util.Arrays;

/**
 * How loud each side is over time, for drawing. Values are 0 to 255 of full scale.
 *
 * @param stepMs milliseconds that one value stands for
 */
public record Peaks(long durationMs, double stepMs, int[] agent, int[] customer) {
    private static final int MOST_VALUES = 2000;
    private static final int LEAST_FRAMES = 80;

    /** Collects while samples pass; memory is bounded whatever the length. */
    static final class Collector {
        private final int framesPerValue;
        private int[] agent = new int[256];
        private int[] customer = new int[256];
        private long frames;

        /** @param expectedFrames about how many will come */
        Collector(long expectedFrames) {
            framesPerValue = (int) Math.max(LEAST_FRAMES, (expectedFrames + MOST_VALUES - 1) / MOST_VALUES);
        }

        void add(java.nio.ShortBuffer stereo) {
            while (stereo.remaining() >= 2) {
                int at = (int) Math.min(MOST_VALUES - 1, frames / framesPerValue);
                if (at >= agent.length) {
                    agent = Arrays.copyOf(agent, Math.min(MOST_VALUES, agent.length * 2));
                    customer = Arrays.copyOf(customer, agent.length);
                }
                agent[at] = Math.max(agent[at], Math.abs((int) stereo.get()));
                customer[at] = Math.max(customer[at], Math.abs((int) stereo.get()));
                frames++;
            }
        }

        Peaks done(int sampleRate) {
            int values = (int) Math.min(MOST_VALUES, (frames + framesPerValue - 1) / framesPerValue);
            return new Peaks(
                    frames * 1000 / sampleRate,
                    framesPerValue * 1000.0 / sampleRate,
                    scaled(agent, values),
                    scaled(customer, values));
        }

        private static int[] scaled(int[] loudest, int values) {
            return Arrays.stream(loudest, 0, values)
                    .map(v -> Math.min(255, v >> 7))
                    .toArray();
        }
    }
}
