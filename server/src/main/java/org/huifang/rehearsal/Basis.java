package org.huifang.rehearsal;

import org.huifang.campaign.CampaignRules;

/**
 * What a call is expected to become and to take, per attempt.
 *
 * @param attempts measured ones; 0: everything here is a preset
 * @param answered share of attempts (0 to 1) with a conversation; what is left of 1 rings without answer
 * @param abandoned share that was gone before an agent was on the line
 * @param answeredSeconds an agent's time for a conversation with its notes
 * @param unansweredSeconds an agent's time for an attempt without one
 */
public record Basis(
        int attempts,
        double answered,
        double busy,
        double unreachable,
        double rejected,
        double shortRing,
        double invalidNumber,
        double abandoned,
        double failure,
        int answeredSeconds,
        int unansweredSeconds) {

    /** So many attempts are needed before history is believed. */
    static final int ENOUGH = 50;
    /** A conversation of two to five minutes (R43) and its notes, until it has been measured. */
    static final int TALK_SECONDS = 210;
    /** What passes around a ring: the claim, the network, the hangup. */
    private static final int AROUND_SECONDS = 6;

    /** Until there is history. */
    public static Basis preset(CampaignRules rules) {
        return new Basis(
                0,
                0.38,
                0.06,
                0.10,
                0.04,
                0.03,
                0.01,
                0.01,
                0.01,
                conversation(rules),
                rules.ringFloorSeconds() + AROUND_SECONDS);
    }

    /** What the campaign expects of a call (its notes included), else a conversation and its notes. */
    private static int conversation(CampaignRules rules) {
        return rules.goal() == null
                ? TALK_SECONDS + rules.afterCallSeconds()
                : rules.goal().handlingSeconds();
    }

    /** The same shares for rules with another ring floor, another time for notes or, until calls were measured, for a call. */
    Basis under(CampaignRules now, CampaignRules then) {
        return new Basis(
                attempts,
                answered,
                busy,
                unreachable,
                rejected,
                shortRing,
                invalidNumber,
                abandoned,
                failure,
                attempts == 0
                        ? conversation(then)
                        : Math.max(1, answeredSeconds + then.afterCallSeconds() - now.afterCallSeconds()),
                Math.max(1, unansweredSeconds + then.ringFloorSeconds() - now.ringFloorSeconds()));
    }
}
