package org.huifang.rehearsal;

import java.time.ZoneId;
import java.util.List;
import java.util.function.Predicate;
import org.huifang.campaign.CampaignRules;

/** What customers share as far as hours go. */
record Place(ZoneId zone) {
    Hours hours(CampaignRules rules, Predicate<java.time.LocalDate> workingDay) {
        return new Hours(rules, zone, workingDay);
    }

    static List<Place> of(String... zones) {
        return java.util.Arrays.stream(zones)
                .map(zone -> new Place(ZoneId.of(zone)))
                .toList();
    }
}
