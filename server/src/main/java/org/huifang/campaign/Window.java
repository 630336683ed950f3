package org.huifang.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.huifang.Remedy;

/**
 * A stretch of the day, in the customer's local time, in which calls may be placed (R31).
 *
 * @param from first moment
 * @param to first moment after; written {@code 24:00} for the end of the day
 * @param days on which days it is open
 */
public record Window(LocalTime from, LocalTime to, Days days) {
    /** What {@code 24:00} is stored as: the last microsecond, which is as fine as PostgreSQL's time. */
    static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59, 999_999_000);

    /** On which days a window is open. WORKING_DAYS follows the calendar with its make-up days (调休). */
    public enum Days {
        EVERY_DAY,
        WORKING_DAYS,
        MONDAY_TO_FRIDAY,
        WEEKEND,
        MONDAY,
        TUESDAY,
        WEDNESDAY,
        THURSDAY,
        FRIDAY,
        SATURDAY,
        SUNDAY;

        static boolean known(String name) {
            return Arrays.stream(values()).anyMatch(days -> days.name().equals(name));
        }

        /** Whether it is open on a day of the week, whatever the calendar says. */
        private boolean maybeOn(DayOfWeek day) {
            boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
            return switch (this) {
                case EVERY_DAY, WORKING_DAYS -> true;
                case MONDAY_TO_FRIDAY -> !weekend;
                case WEEKEND -> weekend;
                default -> name().equals(day.name());
            };
        }
    }

    public Window {
        if (!from.isBefore(to)) {
            throw new RuleException("windows", from + "–" + to, Remedy.WINDOW_ORDER.with());
        }
    }

    @JsonCreator
    static Window parse(
            @JsonProperty(value = "from", required = true) String from,
            @JsonProperty(value = "to", required = true) String to,
            @JsonProperty("days") Days days) {
        return new Window(time(from), time(to), days == null ? Days.WORKING_DAYS : days);
    }

    @JsonProperty("from")
    public String fromText() {
        return from.toString();
    }

    @JsonProperty("to")
    public String toText() {
        return to.equals(END_OF_DAY) ? "24:00" : to.toString();
    }

    boolean openOn(LocalDate date, Predicate<LocalDate> workingDay) {
        return days == Days.WORKING_DAYS ? workingDay.test(date) : days.maybeOn(date.getDayOfWeek());
    }

    boolean sharesADayWith(Window other) {
        return Arrays.stream(DayOfWeek.values()).anyMatch(day -> days.maybeOn(day) && other.days.maybeOn(day));
    }

    /** @throws RuleException when two of one day overlap */
    static List<Window> sortedApart(List<Window> given, String field) {
        var sorted = new ArrayList<>(given);
        sorted.sort(Comparator.comparing(Window::from));
        for (int i = 1; i < sorted.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (sorted.get(i).from.isBefore(sorted.get(j).to)
                        && sorted.get(i).sharesADayWith(sorted.get(j))) {
                    throw new RuleException(
                            field,
                            sorted.get(j).fromText() + "–" + sorted.get(j).toText() + " and "
                                    + sorted.get(i).fromText() + "–"
                                    + sorted.get(i).toText(),
                            Remedy.WINDOW_OVERLAP.with());
                }
            }
        }
        return List.copyOf(sorted);
    }

    static LocalTime time(String text) {
        if (text.equals("24:00")) {
            return END_OF_DAY;
        }
        try {
            return LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new RuleException("windows", text, Remedy.TIME_OF_DAY.with());
        }
    }
}
