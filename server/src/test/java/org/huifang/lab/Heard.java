package org.huifang.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is in a recording of Asterisk (WAV, 8000 samples/s, one channel).
 *
 * @param hertz its pitch, by counting how often the sign changes in the louder part; 0 for silence
 */
record Heard(int samples, double hertz) {
    private static final int HEADER = 44;
    private static final int RATE = 8000;

    static Heard in(Path wav) throws IOException {
        byte[] bytes = Files.readAllBytes(wav);
        ShortBuffer samples = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        int loud = 0;
        int crossings = 0;
        boolean above = false;
        for (int i = 0; i < samples.limit(); i++) {
            int value = samples.get(i);
            if (Math.abs(value) > 500) {
                loud++;
                crossings += above == value > 0 ? 0 : 1;
                above = value > 0;
            }
        }
        // The samples near zero of a tone are quiet too, so its time is counted from the first to the last loud one.
        double seconds = loudSeconds(samples);
        return new Heard(samples.limit(), loud == 0 ? 0 : crossings / 2.0 / seconds);
    }

    double seconds() {
        return samples / (double) RATE;
    }

    private static double loudSeconds(ShortBuffer samples) {
        int first = -1;
        int last = -1;
        for (int i = 0; i < samples.limit(); i++) {
            if (Math.abs(samples.get(i)) > 500) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        return (last - first + 1) / (double) RATE;
    }
}
