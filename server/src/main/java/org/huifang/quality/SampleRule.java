package org.huifang.quality;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are drawn from, and how many (R77).
 *
 * @param amount of each agent or campaign; null where all are taken
 * @param badBelow with BAD_SCORES: a score below it is bad, 1 to 100
 * @param from when the calls were begun; @param until exclusive
 * @param campaignId null: of every one; @param agentId null: of every one
 * @param dueOn to be scored by, the organisation's date; null: no date
 */
public record SampleRule(
        Kind rule,
        @Nullable Integer amount,
        @Nullable Unit unit,
        @Nullable Integer badBelow,
        OffsetDateTime from,
        OffsetDateTime until,
        @Nullable UUID campaignId,
        @Nullable UUID agentId,
        UUID scorecardId,
        @Nullable String dueOn,
        String reason) {

    public enum Kind {
        /** So many of each agent. */
        PER_AGENT,
        /** So many of each campaign. */
        PER_CAMPAIGN,
        /** All that were scored badly. */
        BAD_SCORES,
        /** All calls of campaigns about complaints, of customers who complained around then, or whose note speaks of a complaint. */
        COMPLAINTS
    }

    public enum Unit {
        CALLS,
        PERCENT
    }

    /** Recordings that a population holds at most. */
    static final int MOST = 100_000;
    /** Recordings that are drawn at most. */
    static final int MOST_DRAWN = 5_000;
    /** Days between a complaint and a call that has to do with it, either way. */
    static final int COMPLAINT_DAYS = 30;

    private static final int HUNDRED_PERCENT = 100;

    /** @throws Refusal naming the field */
    void check() {
        boolean counted = rule == Kind.PER_AGENT || rule == Kind.PER_CAMPAIGN;
        if (counted && amount == null) {
            throw Refusal.invalid("amount", null, Remedy.IS_MISSING.with());
        }
        if (counted && unit == null) {
            throw Refusal.invalid("unit", null, Remedy.IS_MISSING.with());
        }
        if (!counted && (amount != null || unit != null)) {
            throw Refusal.invalid("amount", amount, Remedy.UNKNOWN_FIELD.with());
        }
        if (unit == Unit.PERCENT && amount != null && amount > HUNDRED_PERCENT) {
            throw Refusal.invalid("amount", amount, Remedy.NUMBER_BETWEEN.with(1, HUNDRED_PERCENT));
        }
        if ((rule == Kind.BAD_SCORES) != (badBelow != null)) {
            throw Refusal.invalid(
                    "badBelow", badBelow, badBelow == null ? Remedy.IS_MISSING.with() : Remedy.UNKNOWN_FIELD.with());
        }
        if (!from.isBefore(until)) {
            throw Refusal.invalid("until", until, Remedy.ENDS_BEFORE.with());
        }
        due();
    }

    @Nullable
    LocalDate due() {
        try {
            return dueOn == null ? null : LocalDate.parse(dueOn);
        } catch (DateTimeException e) {
            throw Refusal.invalid("dueOn", dueOn, Remedy.DAY.with());
        }
    }

    /** The group and id of each recording that can be drawn, at most one more than {@link #MOST}. */
    String select() {
        String group = switch (rule) {
            case PER_AGENT -> "r.agent_id";
            case PER_CAMPAIGN -> "r.campaign_id";
            case BAD_SCORES, COMPLAINTS -> "r.org_id";
        };
        String more = switch (rule) {
            case PER_AGENT, PER_CAMPAIGN -> "";
            case BAD_SCORES -> " AND r.score IS NOT NULL AND r.score < $6::integer";
            case COMPLAINTS -> """
                 AND (r.words @@ note_query('投诉') OR r.words @@ note_query('complain') OR r.campaign_id IN (
                   SELECT v.campaign_id FROM campaign_rules v
                   WHERE v.org_id = $1 AND v.rules -> 'goal' ->> 'event' LIKE 'COMPLAINT%') OR EXISTS (
                   SELECT FROM customer_event e JOIN org_unit o ON o.id = e.org_id
                   WHERE e.customer_id = r.customer_id AND e.org_id = r.org_id AND e.type LIKE 'COMPLAINT%'
                     AND e.on_date BETWEEN (r.claimed_at AT TIME ZONE o.zone)::date - $6::integer
                                       AND (r.claimed_at AT TIME ZONE o.zone)::date + $6::integer))
                """;
        };
        return "SELECT " + group + " AS g, r.id FROM recording r WHERE r.org_id = $1 AND r.claimed_at >= $2"
                + " AND r.claimed_at < $3 AND r.state <> 'PENDING' AND r.state IN ('SEALED', 'PARTIAL')"
                + " AND ($4::uuid IS NULL OR r.campaign_id = $4) AND ($5::uuid IS NULL OR r.agent_id = $5)" + more
                + " LIMIT " + (MOST + 1);
    }

    Tuple values(UUID orgId) {
        Tuple values = Tuple.of(orgId, from, until, campaignId, agentId);
        return switch (rule) {
            case PER_AGENT, PER_CAMPAIGN -> values;
            case BAD_SCORES -> values.addInteger(badBelow);
            case COMPLAINTS -> values.addInteger(COMPLAINT_DAYS);
        };
    }

    /** For the log. */
    JsonObject told() {
        var told = new JsonObject()
                .put("rule", rule.name())
                .put("from", instant(from))
                .put("until", instant(until))
                .put("scorecard", scorecardId.toString())
                .put("reason", reason);
        if (amount != null && unit != null) {
            told.put("amount", amount).put("unit", unit.name());
        }
        if (badBelow != null) {
            told.put("badBelow", badBelow);
        }
        if (campaignId != null) {
            told.put("campaign", campaignId.toString());
        }
        if (agentId != null) {
            told.put("agent", agentId.toString());
        }
        if (dueOn != null) {
            told.put("dueOn", dueOn);
        }
        return told;
    }

    private static String instant(OffsetDateTime at) {
        Instant instant = at.toInstant();
        return instant.toString();
    }
}
