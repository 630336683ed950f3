package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pure tone as A-law samples, so that a test can tell in a recording who was heard. */
final class Tone {
    private static final int RATE = 8000;

    private Tone() {}

    /** One second of it; the frequency in whole Hz joins without a click when it is repeated. */
    static Path write(Path folder, int hertz) {
        byte[] samples = new byte[RATE];
        for (int i = 0; i < RATE; i++) {
            samples[i] = alaw((int) (8000 * Math.sin(2 * Math.PI * hertz * i / RATE)));
        }
        try {
            return Files.write(Files.createDirectories(folder).resolve("tone-" + hertz + ".alaw"), samples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** G.711: sign, three bits of exponent, four of mantissa, every other bit inverted. */
    private static byte alaw(int sample) {
        int sign = sample >= 0 ? 0x80 : 0;
        int magnitude = Math.min(32_767, Math.abs(sample)) >> 4;
        int exponent = Math.max(0, 27 - Integer.numberOfLeadingZeros(Math.max(1, magnitude)));
        int mantissa = exponent == 0 ? magnitude >> 1 & 0x0F : magnitude >> exponent & 0x0F;
        return (byte) ((sign | exponent << 4 | mantissa) ^ 0x55);
    }
}
