package org.huifang.bench;

import java.util.Arrays;
import java.util.Locale;

/** Values of the same thing measured several times. */
record Spread(double[] values) {
    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(sorted);
    }

    double median() {
        int n = values.length;
        return n == 0 ? Double.NaN : (values[(n - 1) / 2] + values[n / 2]) / 2;
    }

    /** @param p 0 to 1 */
    double percentile(double p) {
        return values.length == 0
                ? Double.NaN
                : values[(int) Math.min(values.length - 1, Math.ceil(p * values.length) - 1)];
    }

    /** Median, and the range if there is one. */
    String show(int digits) {
        String one = "%." + digits + "f";
        return values.length < 2
                ? String.format(Locale.ROOT, one, median())
                : String.format(
                        Locale.ROOT,
                        one + " (" + one + "–" + one + ")",
                        median(),
                        values[0],
                        values[values.length - 1]);
    }
}
