package org.huifang.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * How often one number may be called by this campaign, besides what holds for the number over all campaigns. Every dial
 * counts, answered or not. A call that the customer asked for (R36) is made all the same, and counts.
 *
 * @param attemptsPerDay on one date of the customer's, 1 to 9; null: no limit
 * @param attemptsPerWeek from Monday on, 1 to 30; null: no limit
 * @param attemptsInAll ever, 1 to 999; then a person decides; null: no limit
 * @param oneCampaignADay a customer whom another campaign called that day is not called again; preset: true
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContactLimits(
        @Nullable Integer attemptsPerDay,
        @Nullable Integer attemptsPerWeek,
        @Nullable Integer attemptsInAll,
        Boolean oneCampaignADay) {
    static final ContactLimits PRESET = new ContactLimits(null, null, null, true);

    public ContactLimits {
        checked("limits.attemptsPerDay", attemptsPerDay, 9);
        checked("limits.attemptsPerWeek", attemptsPerWeek, 30);
        checked("limits.attemptsInAll", attemptsInAll, 999);
        oneCampaignADay = oneCampaignADay == null || oneCampaignADay;
        ordered("limits.attemptsPerWeek", attemptsPerDay, attemptsPerWeek);
        ordered("limits.attemptsInAll", attemptsPerWeek == null ? attemptsPerDay : attemptsPerWeek, attemptsInAll);
    }

    private static void checked(String field, @Nullable Integer value, int max) {
        if (value != null && (value < 1 || value > max)) {
            throw new RuleException(field, value, Remedy.WHOLE_NUMBER_OR_NONE.with(max));
        }
    }

    private static void ordered(String field, @Nullable Integer shorter, @Nullable Integer longer) {
        if (shorter != null && longer != null && longer < shorter) {
            throw new RuleException(field, longer, Remedy.LONGER_ALLOWS_LESS.with(shorter));
        }
    }
}
