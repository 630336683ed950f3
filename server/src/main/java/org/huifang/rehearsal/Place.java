package org.huifang.rehearsal;

import java.time.ZoneId;
import java.util.List;
import java.util.function.Predicate;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Window;

/**
 * What customers share as far as hours go.
 *
 * @param ownSlots when they asked to be called, instead of every campaign's windows (R21, R23); empty: they did not
 */
record Place(ZoneId zone, List<Window> ownSlots) {
    Place(ZoneId zone) {
        this(zone, List.of());
    }

    Hours hours(CampaignRules rules, Predicate<java.time.LocalDate> workingDay) {
        return new Hours(rules.withWindows(ownSlots), zone, workingDay);
    }

    static List<Place> of(String... zones) {
        return java.util.Arrays.stream(zones)
                .map(zone -> new Place(ZoneId.of(zone)))
                .toList();
    }
}
