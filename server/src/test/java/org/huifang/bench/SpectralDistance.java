package org.huifang.bench;

/**
 * Log-spectral distance in dB between two stereo sounds at 8 kHz: over frames of 32 ms, every 16 ms, in which the
 * original speaks, the root mean square of the difference of their logarithmic power spectra from 220 to 3,400 Hz.
 */
final class SpectralDistance {
    private static final int SIZE = 256;
    private static final int FIRST = 7;
    private static final int LAST = 108;
    /** Mean power of a bin below which a frame is a pause. */
    private static final double SPOKEN = 1e8;
    /** Added to every bin: below the noise of the line nothing is compared. */
    private static final double FLOOR = 1e4;

    private SpectralDistance() {}

    static double of(short[] original, short[] decoded) {
        double sum = 0;
        int frames = 0;
        for (int side = 0; side < 2; side++) {
            for (int at = 0; at + SIZE < Math.min(original.length, decoded.length) / 2; at += SIZE / 2) {
                double[] was = spectrum(original, side, at);
                double mean = 0;
                for (double bin : was) {
                    mean += bin / was.length;
                }
                if (mean >= SPOKEN) {
                    sum += distance(was, spectrum(decoded, side, at));
                    frames++;
                }
            }
        }
        return sum / frames;
    }

    private static double distance(double[] was, double[] is) {
        double sum = 0;
        for (int bin = FIRST; bin <= LAST; bin++) {
            double apart = 10 * Math.log10((was[bin] + FLOOR) / (is[bin] + FLOOR));
            sum += apart * apart;
        }
        return Math.sqrt(sum / (LAST - FIRST + 1));
    }

    private static double[] spectrum(short[] stereo, int side, int at) {
        double[] re = new double[SIZE];
        double[] im = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / SIZE);
            re[Integer.reverse(i) >>> 24] = stereo[2 * (at + i) + side] * window;
        }
        for (int length = 2; length <= SIZE; length *= 2) {
            for (int k = 0; k < length / 2; k++) {
                double c = Math.cos(-2 * Math.PI * k / length);
                double s = Math.sin(-2 * Math.PI * k / length);
                for (int from = k; from < SIZE; from += length) {
                    int to = from + length / 2;
                    double r = re[to] * c - im[to] * s;
                    double i = re[to] * s + im[to] * c;
                    re[to] = re[from] - r;
                    im[to] = im[from] - i;
                    re[from] += r;
                    im[from] += i;
                }
            }
        }
        double[] power = new double[SIZE / 2 + 1];
        for (int i = 0; i < power.length; i++) {
            power[i] = re[i] * re[i] + im[i] * im[i];
        }
        return power;
    }
}
