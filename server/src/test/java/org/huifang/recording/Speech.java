package org.huifang.recording;

import java.util.Random;

/** What a codec takes for a voice: syllables with a gliding pitch, its overtones through two formants, breath, pauses. */
final class Speech {
    private static final int RATE = 8000;

    private Speech() {}

    /** @param voice the same voice says the same every time */
    static short[] of(long voice, int frames) {
        var random = new Random(voice);
        short[] samples = new short[frames];
        double pitch = 90 + random.nextInt(120);
        int at = RATE / 4;
        while (at < frames) {
            int length = RATE / 8 + random.nextInt(RATE / 6);
            double first = 300 + random.nextInt(500);
            double second = 1000 + random.nextInt(1500);
            double bend = 0.9 + random.nextDouble() * 0.2;
            double loud = 1500 + random.nextInt(3500);
            for (int i = 0; i < length && at + i < frames; i++) {
                double shape = Math.sin(Math.PI * i / length);
                double f = pitch * (1 + (bend - 1) * i / length);
                double sum = 0;
                for (int overtone = 1; overtone * f < 3400; overtone++) {
                    double hertz = overtone * f;
                    double gain = 1 / (1 + Math.pow((hertz - first) / 150, 2))
                            + 0.5 / (1 + Math.pow((hertz - second) / 200, 2));
                    sum += gain * Math.sin(2 * Math.PI * hertz * i / RATE + overtone);
                }
                samples[at + i] = (short) (loud * shape * (sum + 0.1 * random.nextGaussian()));
            }
            at += length + (random.nextInt(5) == 0 ? RATE : RATE / 40);
        }
        for (int i = 0; i < frames; i++) {
            samples[i] += (short) (10 * random.nextGaussian());
        }
        return samples;
    }
}
