package org.huifang.campaign;

import org.huifang.Refusal;

/** Rules as a person or a file gives them. */
public final class GivenRules {
    private GivenRules() {}

    /** @throws Refusal naming the rule that cannot be kept */
    public static CampaignRules read(String json) {
        try {
            return RulesJson.parse(json);
        } catch (RuleException e) {
            throw Refusal.invalid("rules." + e.field(), e.value(), e.remedy());
        }
    }
}
