package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class WorkingDeadlineTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Predicate<LocalDate> MONDAY_TO_FRIDAY =
            day -> day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;

    private static Instant after(String begin, int days, Predicate<LocalDate> working) {
        return WorkingDeadline.after(Instant.parse(begin), days, SHANGHAI, working);
    }

    @Test
    void theDayItselfDoesNotCountAndTheLastOneCountsToItsEnd() {
        assertThat(after("2026-11-23T01:00:00Z", 1, MONDAY_TO_FRIDAY))
                .as("opened on Monday: late when Tuesday is over in Shanghai")
                .isEqualTo("2026-11-24T16:00:00Z");
    }

    @Test
    void theUnitsDayCountsNotThatOfUtc() {
        assertThat(after("2026-11-23T17:00:00Z", 1, MONDAY_TO_FRIDAY))
                .as("Tuesday already in Shanghai")
                .isEqualTo("2026-11-25T16:00:00Z");
    }

    @Test
    void weekendsAreLeftOut() {
        assertThat(after("2026-11-27T01:00:00Z", 2, MONDAY_TO_FRIDAY)).isEqualTo("2026-12-01T16:00:00Z");
    }

    @Test
    void holidaysAreLeftOutAndDaysThatMakeUpForThemCount() {
        var holidays = Set.of(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 2));
        LocalDate madeUp = LocalDate.of(2026, 10, 3);
        assertThat(after(
                        "2026-09-30T01:00:00Z",
                        1,
                        day -> day.equals(madeUp) || MONDAY_TO_FRIDAY.test(day) && !holidays.contains(day)))
                .isEqualTo("2026-10-03T16:00:00Z");
    }

    @Test
    void aCalendarWithoutWorkingDaysEndsAllTheSame() {
        assertThat(after("2026-11-23T01:00:00Z", 1, day -> false)).isAfter("2027-11-23T00:00:00Z");
    }
}
