package org.huifang.campaign;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * When a customer may be called under some rules: windows, bands and the search for a slot, all in the customer's zone
 * (R31, R33). Pure: time comes in as an argument. What a DST change skips of a window is not there
 * that day.
 */
public final class CallingHours {
    /** How far ahead a slot is searched; longer than any run of holidays. */
    private static final int HORIZON_DAYS = 60;
    /** How long a retry waits for a band that was never tried. */
    private static final int UNUSED_BAND_DAYS = 7;

    private final List<Window> windows;
    private final ZoneId zone;
    private final Predicate<LocalDate> workingDay;
    private final AnswerHours answers;

    public CallingHours(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay) {
        this(rules, zone, workingDay, AnswerHours.UNKNOWN);
    }

    /** @param answers of the bands that a retry may take on its date, the one in which an answer is likeliest is taken */
    public CallingHours(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay, AnswerHours answers) {
        this.windows = rules.windows();
        this.zone = zone;
        this.workingDay = workingDay;
        this.answers = answers;
    }

    public LocalDate dateAt(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /** The band that a call at this moment lies in; empty outside every window. */
    public Optional<Band> bandAt(Instant moment) {
        LocalTime time = LocalTime.ofInstant(moment, zone);
        return bandsOn(dateAt(moment)).stream()
                .filter(band -> band.contains(time))
                .findFirst();
    }

    /** The windows of one date of the customer, in their order. */
    public List<Slot> slotsOn(LocalDate date) {
        return openOn(date).stream()
                .filter(window -> at(date, window.from()).isBefore(at(date, window.to())))
                .map(window -> new Slot(at(date, window.from()), at(date, window.to())))
                .toList();
    }

    /** The first slot at or after a moment: the rest of a window that is open, else the next window. */
    public Optional<Slot> atOrAfter(Instant moment) {
        LocalDate date = dateAt(moment);
        for (int i = 0; i <= HORIZON_DAYS; i++) {
            for (Window window : openOn(date.plusDays(i))) {
                Instant start = at(date.plusDays(i), window.from());
                Instant end = at(date.plusDays(i), window.to());
                if (end.isAfter(moment) && end.isAfter(start)) {
                    return Optional.of(new Slot(start.isAfter(moment) ? start : moment, end));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The slot after unanswered attempts: another date always, never the band before, bands not tried yet first, and of those
     * the hours in which this customer, then such customers, have answered (R33).
     *
     * @param moment not before; may lie long after the last attempt when no agent was free meanwhile (R35)
     */
    public Optional<Slot> retry(Instant moment, Tried tried) {
        return search(moment, tried, UNUSED_BAND_DAYS, tried::isNew)
                .or(() -> search(moment, tried, HORIZON_DAYS, tried::allows));
    }

    /** May a call start now, given what was tried? Empty, or the band it would lie in. */
    public Optional<Band> allowedAt(Instant moment, Tried tried) {
        return bandAt(moment).filter(band -> tried.allows(band) && tried.allows(dateAt(moment)));
    }

    public Instant startOfNextDate(Instant moment) {
        return dateAt(moment).plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** The first moment of next Monday. */
    public Instant startOfNextWeek(Instant moment) {
        return dateAt(moment)
                .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                .atStartOfDay(zone)
                .toInstant();
    }

    private Optional<Slot> search(Instant moment, Tried tried, int days, Predicate<Band> wanted) {
        LocalDate first = tried.firstDate(dateAt(moment));
        for (int i = 0; i < days; i++) {
            LocalDate date = first.plusDays(i);
            Optional<Slot> slot = bandsOn(date).stream()
                    .filter(wanted)
                    .filter(band -> at(date, band.end()).isAfter(at(date, band.start())))
                    .filter(band -> at(date, band.end()).isAfter(moment))
                    .sorted(answers.bestFirst(workingDay.test(date)))
                    .findFirst()
                    .map(band -> slot(moment, at(date, band.start()), at(date, band.end())));
            if (slot.isPresent()) {
                return slot;
            }
        }
        return Optional.empty();
    }

    private static Slot slot(Instant moment, Instant start, Instant end) {
        return new Slot(start.isAfter(moment) ? start : moment, end);
    }

    private List<Band> bandsOn(LocalDate date) {
        return Band.of(openOn(date));
    }

    private List<Window> openOn(LocalDate date) {
        return windows.stream()
                .filter(window -> window.openOn(date, workingDay))
                .toList();
    }

    private Instant at(LocalDate date, LocalTime time) {
        var local = date.atTime(time);
        var skipped = zone.getRules().getTransition(local);
        return skipped != null && skipped.isGap()
                ? skipped.getInstant()
                : ZonedDateTime.of(local, zone).toInstant();
    }
}
