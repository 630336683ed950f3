package org.huifang.search;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stretches of months, newest first, in which a page is looked for one after the other until it is full. Most pages lie in one
 * month, and a plan of one month is made in a tenth of the time that one of all takes; where few rows are found the stretches
 * grow, so that the whole is read in a few statements.
 *
 * @param from first month; null: everything before {@code until}
 * @param until month after the last
 */
record MonthsBack(@Nullable YearMonth from, YearMonth until) {
    private static final int[] LENGTHS = {1, 2, 4};

    /** @param oldest null: as far back as there are recordings */
    static List<MonthsBack> of(YearMonth newest, @Nullable YearMonth oldest) {
        var stretches = new ArrayList<MonthsBack>();
        YearMonth until = newest.plusMonths(1);
        for (int length : LENGTHS) {
            YearMonth from = until.minusMonths(length);
            if (oldest != null && !from.isAfter(oldest)) {
                break;
            }
            stretches.add(new MonthsBack(from, until));
            until = from;
        }
        if (oldest == null || oldest.isBefore(until)) {
            stretches.add(new MonthsBack(oldest, until));
        }
        return stretches;
    }

    /** Written out and not given as parameters, so that a plan that is kept knows no other months. */
    String condition() {
        String before = "r.claimed_at < '" + until.atDay(1) + " 00:00:00+00'";
        return from == null ? before : "r.claimed_at >= '" + from.atDay(1) + " 00:00:00+00' AND " + before;
    }
}
