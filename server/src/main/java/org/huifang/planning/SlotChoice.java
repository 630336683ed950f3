package org.huifang.planning;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.GoalDates;
import org.huifang.campaign.Slot;

/**
 * The slots that a first call may have, best first: on the ideal date, then on those after it, then on those before it.
 * Pure.
 */
final class SlotChoice {
    private final CallingHours hours;
    private final GoalDates dates;
    private final Instant now;

    /** @param rules with the customer's own slots in place of the windows, if there are any */
    SlotChoice(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay, GoalDates dates, Instant now) {
        this.hours = new CallingHours(rules, zone, workingDay);
        this.dates = dates;
        this.now = now;
    }

    /** From the earliest date to the last for a first call. */
    List<Slot> inTime() {
        var slots = new ArrayList<Slot>();
        dates.ideal().datesUntil(dates.startBy().plusDays(1)).forEach(date -> slots.addAll(openOn(date)));
        for (LocalDate date = dates.ideal().minusDays(1); !date.isBefore(dates.earliest()); date = date.minusDays(1)) {
            slots.addAll(openOn(date));
        }
        return slots;
    }

    /** After it, as far as the goal lets a first call be late. */
    List<Slot> late() {
        var slots = new ArrayList<Slot>();
        dates.startBy()
                .plusDays(1)
                .datesUntil(dates.lastResort().plusDays(1))
                .forEach(date -> slots.addAll(openOn(date)));
        return slots;
    }

    private List<Slot> openOn(LocalDate date) {
        return hours.slotsOn(date).stream()
                .filter(slot -> slot.until().isAfter(now))
                .map(slot -> slot.from().isBefore(now) ? new Slot(now, slot.until()) : slot)
                .toList();
    }
}
