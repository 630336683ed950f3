package org.huifang.quality;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Predicate;

/** Deadlines in working days (R77): the day itself does not count, the last one counts until its end. */
final class WorkingDeadline {
    /** Days that are looked through at most, for a calendar without any working day. */
    private static final int LONGEST = 400;

    private WorkingDeadline() {}

    /** @return the first moment that is too late */
    static Instant after(Instant begin, int workingDays, ZoneId zone, Predicate<LocalDate> working) {
        LocalDate day = begin.atZone(zone).toLocalDate();
        int left = workingDays;
        for (int looked = 0; left > 0 && looked < LONGEST; looked++) {
            day = day.plusDays(1);
            if (working.test(day)) {
                left--;
            }
        }
        return day.plusDays(1).atStartOfDay(zone).toInstant();
    }
}
