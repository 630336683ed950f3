package org.huifang.campaign;

import org.huifang.Remedy;

/**
 * Which agents a campaign's callbacks go to, besides {@link CampaignRules#ownCustomers} (R13, R14) and conflicts of
 * interest (R15), which always hold.
 *
 * @param language whether the agent must speak the customer's dialect, or else language (R41); preset: PREFER
 * @param lastAgent whoever talked to this number last is preferred; preset: false
 * @param leastSkill agents below this skill get none (R16), 1 to 9; preset: 1
 * @param preferSeconds a callback waits so long for a preferred agent who is at work, then anybody who may takes it,
 *     0 to 3600; preset: 120
 */
public record RoutingRule(Language language, Boolean lastAgent, Integer leastSkill, Integer preferSeconds) {
    static final RoutingRule PRESET = new RoutingRule(Language.PREFER, false, 1, 120);

    /** What the customer's language or dialect asks of an agent. */
    public enum Language {
        ANY,
        PREFER,
        REQUIRE
    }

    public RoutingRule {
        language = language == null ? Language.PREFER : language;
        lastAgent = lastAgent != null && lastAgent;
        leastSkill = checked("routing.leastSkill", leastSkill, 1, 1, 9);
        preferSeconds = checked("routing.preferSeconds", preferSeconds, 120, 0, 3600);
    }

    private static int checked(String field, Integer value, int preset, int min, int max) {
        if (value == null) {
            return preset;
        }
        if (value < min || value > max) {
            throw new RuleException(field, value, Remedy.WHOLE_NUMBER.with(min, max));
        }
        return value;
    }
}
