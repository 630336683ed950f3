package org.huifang.report;

/** How long an unanswered customer must ring (R32), as read from the rules that an attempt obeyed. */
final class RingFloor {
    /** Milliseconds, from {@code campaign_rules v}; the preset where a stored version leaves it out. */
    static final String MS = "coalesce((v.rules ->> 'ringFloorSeconds')::bigint, "
            + org.huifang.campaign.CampaignRules.RING_FLOOR_PRESET_SECONDS + ") * 1000";

    private RingFloor() {}
}
