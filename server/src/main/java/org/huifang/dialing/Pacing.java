package org.huifang.dialing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.campaign.PacingRule;

/**
 * Whether one more customer may be called without an agent being kept for the call. Counts what is under way on all servers of the
 * organisation as if every phone that rings were answered at this moment. Pure.
 *
 * @param campaigns those in power mode now
 * @param calls under way without an agent
 * @param ready agents who wait
 */
record Pacing(Map<UUID, Measured> campaigns, List<Calls> calls, List<Ready> ready) {

    /** What a campaign does. */
    enum State {
        /** Too few answered calls to measure by: every call keeps its agent. */
        WARMING_UP,
        OVER_DIALING,
        /** One more abandoned call would pass the cap: every call keeps its agent. */
        STOPPED
    }

    /** What may be done now. */
    enum Decision {
        CALL,
        /** As many as the agents and the cap allow are under way. */
        ENOUGH,
        /** The campaign does not over-dial. */
        RESERVED_ONLY
    }

    /**
     * @param answered calls of the measured time that were answered
     * @param abandoned of these, those that no agent was there for
     */
    record Measured(PacingRule rule, int leastSkill, long answered, long abandoned) {
        State state() {
            if (answered < rule.leastAnswered()) {
                return State.WARMING_UP;
            }
            return room(1) ? State.OVER_DIALING : State.STOPPED;
        }

        /** Still at or below the cap after so many more calls that are answered and abandoned. */
        boolean room(long more) {
            return 100.0 * (abandoned + more) <= rule.abandonCapPercent() * (answered + more);
        }
    }

    /** @param waiting that may still be answered, or wait for an agent, on one server */
    record Calls(UUID campaign, UUID node, int waiting) {}

    record Ready(UUID node, int skill, int agents) {}

    Decision decide(UUID campaign, UUID node) {
        Measured measured = campaigns.get(campaign);
        if (measured == null || measured.state() != State.OVER_DIALING) {
            return Decision.RESERVED_ONLY;
        }
        int agents = ready(node, measured.leastSkill());
        Pacing after = withOneMore(campaign, node);
        if (after.underWay(node) > Math.floor(measured.rule().overDial() * agents)) {
            return Decision.ENOUGH;
        }
        return campaigns.keySet().stream().allMatch(after::withinCap) ? Decision.CALL : Decision.ENOUGH;
    }

    /** If all were answered now, and its own last of all. */
    private boolean withinCap(UUID campaign) {
        long worst = worst(campaign);
        Measured measured = campaigns.get(campaign);
        return worst == 0 || measured == null || measured.room(worst);
    }

    /** So many of the campaign's customers would find no agent if all answered now, and its own last of all. */
    long worst(UUID campaign) {
        Measured measured = campaigns.get(campaign);
        int leastSkill = measured == null ? 1 : measured.leastSkill();
        return calls.stream()
                .filter(call -> call.campaign().equals(campaign))
                .mapToLong(call ->
                        Math.min(call.waiting(), Math.max(0, underWay(call.node()) - ready(call.node(), leastSkill))))
                .sum();
    }

    private Pacing withOneMore(UUID campaign, UUID node) {
        var more = new ArrayList<Calls>();
        int there = 0;
        for (Calls call : calls) {
            if (call.campaign().equals(campaign) && call.node().equals(node)) {
                there += call.waiting();
            } else {
                more.add(call);
            }
        }
        more.add(new Calls(campaign, node, there + 1));
        return new Pacing(campaigns, more, ready);
    }

    private int underWay(UUID node) {
        return calls.stream()
                .filter(call -> call.node().equals(node))
                .mapToInt(Calls::waiting)
                .sum();
    }

    private int ready(UUID node, int leastSkill) {
        int agents = ready.stream()
                .filter(some -> some.node().equals(node) && some.skill() >= leastSkill)
                .mapToInt(Ready::agents)
                .sum();
        return Math.max(0, agents);
    }
}
