package org.huifang.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers "why was this not called yet?" from stored facts, as a code and what a sentence about it needs. Pure. */
public final class WhyNotCalled {
    private WhyNotCalled() {}

    /** @param blockedReason null: it dials */
    public record Node(String name, @Nullable String blockedReason) {}

    /**
     * What is known at this moment.
     *
     * @param zone the customer's
     * @param numberInCall another attempt to the same number is under way
     * @param nodes those that are alive
     * @param otherCampaign name of the one that called the number last, other than this; null: none did
     * @param unspoken language that the campaign requires and nobody at work speaks (R41); null: somebody does
     * @param agentsLoggedIn of the organisation, whatever they do now
     */
    public record Facts(
            String state,
            String reason,
            Instant stateSince,
            @Nullable Instant nextAt,
            @Nullable Instant dialableUntil,
            @Nullable Instant deadline,
            String zone,
            String campaignState,
            @Nullable Instant stoppedAt,
            @Nullable String stopReason,
            boolean numberInCall,
            @Nullable String otherCampaign,
            @Nullable String unspoken,
            List<Node> nodes,
            int agentsLoggedIn,
            int agentsReady) {}

    public record Answer(String code, Map<String, Object> params) {}

    public static Answer at(Instant now, Facts facts) {
        return switch (facts.state()) {
            case "WAITING" -> waiting(now, facts);
            case "LIVE" -> answer("IN_CALL", "since", facts.stateSince());
            case "WRAP_UP" -> answer("WRAP_UP", "since", facts.stateSince());
            case "REVIEW" -> answer("IN_REVIEW", "reason", facts.reason(), "since", facts.stateSince());
            case "UNKNOWN" -> answer("UNKNOWN_FATE", "since", facts.stateSince());
            case "CANCELLED" -> answer("CANCELLED", "reason", facts.reason(), "since", facts.stateSince());
            default -> answer(facts.state(), "reason", facts.reason(), "since", facts.stateSince());
        };
    }

    private static Answer waiting(Instant now, Facts facts) {
        if (facts.stoppedAt() != null) {
            return answer("NUMBER_STOPPED", "since", facts.stoppedAt(), "reason", facts.stopReason());
        }
        if (!facts.campaignState().equals("ACTIVE")) {
            return answer("CAMPAIGN_" + facts.campaignState());
        }
        if (facts.deadline() != null && !facts.deadline().isAfter(now)) {
            return answer("DEADLINE_PASSED", "at", facts.deadline(), "zone", facts.zone());
        }
        if (facts.nextAt() != null && facts.nextAt().isAfter(now)) {
            return answer(
                    later(facts.reason()),
                    "at",
                    facts.nextAt(),
                    "zone",
                    facts.zone(),
                    "reason",
                    facts.reason(),
                    "campaign",
                    facts.reason().equals("OTHER_CAMPAIGN") ? facts.otherCampaign() : null);
        }
        if (facts.dialableUntil() != null && !facts.dialableUntil().isAfter(now)) {
            return answer("PLANNED_ANEW", "until", facts.dialableUntil(), "zone", facts.zone());
        }
        if (facts.nodes().isEmpty()) {
            return answer("NO_NODE");
        }
        if (facts.nodes().stream().allMatch(node -> node.blockedReason() != null)) {
            Node node = facts.nodes().get(0);
            return answer("NODE_BLOCKED", "node", node.name(), "blockedReason", node.blockedReason());
        }
        if (facts.numberInCall()) {
            return answer("NUMBER_BUSY");
        }
        if (facts.unspoken() != null) {
            return answer("NO_SPEAKER", "language", facts.unspoken());
        }
        if (facts.agentsReady() == 0) {
            return answer("NO_AGENT_READY", "loggedIn", facts.agentsLoggedIn());
        }
        return answer("NEXT_IN_LINE", "until", facts.dialableUntil(), "zone", facts.zone());
    }

    private static String later(String reason) {
        return switch (reason) {
            case "APPOINTMENT" -> "WAITS_FOR_APPOINTMENT";
            case "NOT_BEFORE" -> "WAITS_FOR_NOT_BEFORE";
            case "DAILY_LIMIT" -> "DAILY_LIMIT";
            case "NUMBER_BUSY" -> "NUMBER_BUSY";
            case "WEEKLY_LIMIT" -> "WEEKLY_LIMIT";
            case "OTHER_CAMPAIGN" -> "OTHER_CAMPAIGN";
            case "NEXT_NUMBER", "APPOINTMENT_MISSED" -> "WAITS_FOR_SLOT";
            default -> reason.startsWith("RETRY_") ? "WAITS_FOR_RETRY" : "WAITS_FOR_WINDOW";
        };
    }

    private static Answer answer(String code, @Nullable Object... namesAndValues) {
        var params = new LinkedHashMap<String, Object>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                params.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return new Answer(code, params);
    }
}
