package org.huifang.campaign;

import java.util.Comparator;

/**
 * What is known of the hours in which a customer answers, in the customer's zone: their own talks first, then how often
 * such customers answered.
 *
 * @param own the customer's talks by hour, 24 counts
 * @param such the customers of the same campaign
 */
public record AnswerHours(int[] own, HourRates such) {
    private static final int HOURS = HourRates.HOURS;
    public static final AnswerHours UNKNOWN = new AnswerHours(new int[HOURS], HourRates.UNKNOWN);

    public AnswerHours {
        if (own.length != HOURS) {
            throw new IllegalArgumentException("24 hours are needed");
        }
        own = own.clone();
    }

    /** @param hours of the customer's talks, 0 to 23, in any order; nothing is known of such customers */
    public static AnswerHours of(Short[] hours) {
        if (hours.length == 0) {
            return UNKNOWN;
        }
        var own = new int[HOURS];
        for (short hour : hours) {
            own[hour]++;
        }
        return new AnswerHours(own, HourRates.UNKNOWN);
    }

    public AnswerHours with(HourRates ofSuch) {
        return new AnswerHours(own, ofSuch);
    }

    /** The most promising on such a day first; what is equally promising stays in its order. */
    Comparator<Band> bestFirst(boolean workingDay) {
        return Comparator.comparingDouble((Band band) -> mean(band, hour -> own[hour]))
                .thenComparingDouble(band -> mean(band, hour -> such.at(workingDay, hour)))
                .reversed();
    }

    private interface ByHour {
        double at(int hour);
    }

    /** By the minutes that the band has of each hour. */
    private static double mean(Band band, ByHour value) {
        int from = band.start().toSecondOfDay();
        int to = band.end().toSecondOfDay();
        double sum = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            int overlap = Math.min(to, (hour + 1) * 3600) - Math.max(from, hour * 3600);
            sum += Math.max(0, overlap) * value.at(hour);
        }
        return to > from ? sum / (to - from) : 0;
    }
}
