package org.huifang.campaign;

import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Public holidays of countries other than China, reckoned by Jollyday. Reads its data when asked: not on the event loop. */
public final class CountryHolidays {
    private CountryHolidays() {}

    /** A part of a country with holidays of its own. */
    public record Region(String region, String name) {}

    /** Whose holidays can be reckoned, by ISO 3166; Jollyday also knows stock exchanges, which are none. */
    public static List<String> countries() {
        return HolidayManager.getSupportedCalendarCodes().stream()
                .filter(code -> code.matches("[A-Z]{2}"))
                .sorted()
                .toList();
    }

    /**
     * By name.
     *
     * @throws Refusal when the country is not known
     */
    public static List<Region> regions(String country) {
        return regions(manager(country));
    }

    private static List<Region> regions(HolidayManager manager) {
        return manager.getCalendarHierarchy().getChildren().values().stream()
                .map(child -> new Region(child.getId(), child.getDescription(Locale.ENGLISH)))
                .sorted(Comparator.comparing(Region::name))
                .toList();
    }

    private static HolidayManager manager(String country) {
        String code = country.toUpperCase(Locale.ROOT);
        if (!countries().contains(code)) {
            throw Refusal.invalid("country", country, Remedy.USE_ONE_OF.with(String.join(", ", countries())));
        }
        return HolidayManager.getInstance(ManagerParameters.create(code.toLowerCase(Locale.ROOT)));
    }

    /**
     * The holidays from Monday to Friday.
     *
     * @param country ISO 3166
     * @param region as Jollyday names it, as {@code by} for Bavaria; empty: the whole country
     * @throws Refusal when the country or region is not known, or the years are more than fifty
     */
    public static List<Calendars.Day> of(String country, String region, int firstYear, int lastYear) {
        HolidayManager manager = manager(country);
        if (lastYear < firstYear || lastYear - firstYear > 50) {
            throw Refusal.invalid("lastYear", lastYear, Remedy.LAST_YEAR.with());
        }
        List<String> known = regions(manager).stream().map(Region::region).toList();
        if (!region.isEmpty() && !known.contains(region.toLowerCase(Locale.ROOT))) {
            throw Refusal.invalid("region", region, Remedy.USE_ONE_OF.with(String.join(", ", known)));
        }
        var days = new ArrayList<Calendars.Day>();
        for (int year = firstYear; year <= lastYear; year++) {
            var holidays = region.isEmpty()
                    ? manager.getHolidays(Year.of(year))
                    : manager.getHolidays(Year.of(year), region.toLowerCase(Locale.ROOT));
            for (Holiday holiday : holidays) {
                LocalDate date = holiday.getDate();
                if (date.getDayOfWeek() != DayOfWeek.SATURDAY
                        && date.getDayOfWeek() != DayOfWeek.SUNDAY
                        && days.stream().noneMatch(day -> day.day().equals(date))) {
                    days.add(new Calendars.Day(date, false, holiday.getDescription(Locale.ENGLISH)));
                }
            }
        }
        days.sort(Comparator.comparing(Calendars.Day::day));
        return days;
    }
}
