package org.huifang.campaign;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.function.Predicate;
import org.huifang.Remedy;

/**
 * A date as so much after an event, or before it when negative.
 *
 * @param amount −400 to 400; of working days the n-th after (before) the event's date, which itself never counts (R6)
 */
public record Offset(int amount, Unit unit) {
    private static final int LIMIT = 400;

    /** WORKING_DAYS follow the organisation's calendar with its make-up days. */
    public enum Unit {
        DAYS,
        WORKING_DAYS,
        MONTHS,
        YEARS
    }

    public Offset {
        if (amount < -LIMIT || amount > LIMIT) {
            throw new RuleException("goal", amount, Remedy.OFFSET_RANGE.with(LIMIT));
        }
        unit = unit == null ? Unit.DAYS : unit;
    }

    public static Offset days(int amount) {
        return new Offset(amount, Unit.DAYS);
    }

    /** @throws DateTimeException beyond the years that a calendar knows */
    public LocalDate from(LocalDate event, Predicate<LocalDate> workingDay) {
        return switch (unit) {
            case DAYS -> event.plusDays(amount);
            case MONTHS -> event.plusMonths(amount);
            case YEARS -> event.plusYears(amount);
            case WORKING_DAYS -> workingDays(event, workingDay);
        };
    }

    /** Never fewer days than {@link #from} can lie after the event, whatever the calendar; negative: before. */
    int mostDays() {
        return switch (unit) {
            case DAYS -> amount;
            case MONTHS -> amount > 0 ? amount * 31 : amount * 28;
            case YEARS -> amount > 0 ? amount * 366 : amount * 365;
            case WORKING_DAYS -> amount > 0 ? amount * 3 + 15 : amount;
        };
    }

    /** Never more days than {@link #from} can lie after the event. */
    int leastDays() {
        return -new Offset(-amount, unit).mostDays();
    }

    private LocalDate workingDays(LocalDate event, Predicate<LocalDate> workingDay) {
        LocalDate date = event;
        int step = amount < 0 ? -1 : 1;
        for (int left = Math.abs(amount); left > 0; ) {
            date = date.plusDays(step);
            if (workingDay.test(date)) {
                left--;
            }
            if (Math.abs(date.toEpochDay() - event.toEpochDay()) > Math.abs(amount) * 3L + 14) {
                // A calendar without working days: hold to the bound that lists of events are read by.
                return date;
            }
        }
        return date;
    }

    @Override
    public String toString() {
        return amount + " " + unit;
    }
}
