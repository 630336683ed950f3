package org.huifang.dialing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.CampaignRules;
import org.jspecify.annotations.Nullable;

/**
 * A callback that this server holds for one attempt: everything the call needs, as of the claiming transaction.
 *
 * @param agent null: nobody is kept for it, and whoever is ready takes the customer who answers
 * @param agentChannel empty without an agent
 * @param seq 1 for the callback's first attempt
 * @param number as the trunk wants it dialled
 * @param before what the callback has behind it
 * @param answers when this customer has answered
 * @param rung the customer rang us; null: we call
 */
record Claim(
        UUID attempt,
        UUID org,
        UUID callback,
        UUID campaign,
        int rulesVersion,
        CampaignRules rules,
        UUID customer,
        String customerName,
        String language,
        @Nullable UUID agent,
        String agentChannel,
        byte[] numberKey,
        UUID trunk,
        String trunkName,
        String number,
        @Nullable String callerId,
        boolean progressCounts,
        int seq,
        Instant claimedAt,
        ZoneId zone,
        String calendar,
        LocalDate localDate,
        Band band,
        OutcomePolicy.Before before,
        AnswerHours answers,
        @Nullable Rung rung) {
    /** Nobody was kept for it when it was claimed, or had been found when it was read. */
    boolean unassigned() {
        return agent == null;
    }

    /**
     * The customer began it.
     *
     * @param call its row in {@code inbound_call}
     * @param channel as the PBX named it
     */
    record Rung(UUID call, String channel) {}
}
