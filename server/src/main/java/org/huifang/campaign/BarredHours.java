package org.huifang.campaign;

import java.time.LocalTime;
import java.util.List;
import org.huifang.Remedy;

/**
 * Hours in which nobody is called unless the customer asked for it (R31). They guard the windows: a window that runs into
 * them is refused.
 *
 * @param to {@code 24:00} for the end of the day
 */
public record BarredHours(String from, String to, Why why) {
    /** What people do then. */
    public enum Why {
        REST,
        COMMUTING,
        EVENING
    }

    public BarredHours {
        if (!Window.time(from).isBefore(Window.time(to))) {
            throw new RuleException("barredHours", from + "–" + to, Remedy.BARRED_ORDER.with());
        }
        if (why == null) {
            throw new RuleException("barredHours", from + "–" + to, Remedy.BARRED_REASON.with());
        }
    }

    static void refuse(List<Window> windows, List<BarredHours> barred) {
        for (Window window : windows) {
            for (BarredHours hours : barred) {
                LocalTime from = Window.time(hours.from);
                LocalTime to = Window.time(hours.to);
                if (window.from().isBefore(to) && from.isBefore(window.to())) {
                    throw new RuleException(
                            "windows",
                            window.fromText() + "–" + window.toText(),
                            Remedy.WINDOW_BARRED.with(hours.why, hours.from, hours.to));
                }
            }
        }
    }
}
