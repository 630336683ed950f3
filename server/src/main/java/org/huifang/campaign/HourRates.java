package org.huifang.campaign;

/**
 * How likely the customers of a campaign answer by local hour, apart for their working and their other days.
 *
 * @param working 24 rates from 0 to 1; all 0: not known
 * @param off the same for days off
 */
public record HourRates(double[] working, double[] off) {
    static final int HOURS = 24;
    public static final HourRates UNKNOWN = new HourRates(new double[HOURS], new double[HOURS]);
    /** So many dials of a kind of day are needed before they are believed. */
    private static final long ENOUGH = 100;
    /** An hour is believed as if so many dials more had been answered like the mean: two lucky calls make no good hour. */
    private static final double CAUTION = 20;

    public HourRates {
        if (working.length != HOURS || off.length != HOURS) {
            throw new IllegalArgumentException("24 hours are needed");
        }
        working = working.clone();
        off = off.clone();
    }

    /** @param dials and answers by hour, of one kind of day */
    public static double[] reckon(long[] dials, long[] answers) {
        long allDials = java.util.Arrays.stream(dials).sum();
        var rates = new double[HOURS];
        if (allDials < ENOUGH) {
            return rates;
        }
        double mean = java.util.Arrays.stream(answers).sum() / (double) allDials;
        for (int hour = 0; hour < HOURS; hour++) {
            rates[hour] = (answers[hour] + CAUTION * mean) / (dials[hour] + CAUTION);
        }
        return rates;
    }

    double at(boolean workingDay, int hour) {
        return (workingDay ? working : off)[hour];
    }
}
