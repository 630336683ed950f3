package org.huifang.campaign;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** A time band: what "never at the same time of day again" (R33) is measured in, in the customer's local time. */
public record Band(LocalTime start, LocalTime end) {

    /** The bands of a day with these windows: each window one, but a single window is halved. */
    static List<Band> of(List<Window> openWindows) {
        var bands = new ArrayList<Band>();
        if (openWindows.size() == 1) {
            Window only = openWindows.get(0);
            LocalTime middle = LocalTime.ofSecondOfDay(
                    (only.from().toSecondOfDay() + only.to().toSecondOfDay() + 1) / 2);
            bands.add(new Band(only.from(), middle));
            bands.add(new Band(middle, only.to()));
        } else {
            openWindows.forEach(window -> bands.add(new Band(window.from(), window.to())));
        }
        return bands;
    }

    /** The half hour around a time that no window holds: of a call that the customer asked for (R31, R36). */
    public static Band around(LocalTime time) {
        LocalTime start =
                time.withMinute(time.getMinute() < 30 ? 0 : 30).withSecond(0).withNano(0);
        LocalTime end = start.plusMinutes(30);
        return new Band(start, end.isAfter(start) ? end : Window.END_OF_DAY);
    }

    /** Bands of different rule versions are the same band as soon as they share a moment. */
    public boolean overlaps(Band other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }

    public boolean contains(LocalTime time) {
        return !time.isBefore(start) && time.isBefore(end);
    }
}
