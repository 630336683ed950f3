package org.huifang.dialing;

/** Statements about campaigns that over-dial, and their calls without an agent. */
final class PowerSql {
    private PowerSql() {}

    /** Calls without an agent begin one after the other in an organisation, whichever server makes them. $1 org. */
    static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('pacing ' || $1::text, 0))";

    /** Campaigns in power mode, or that still over-dial. */
    static final String CAMPAIGNS = """
            SELECT cp.id, cp.org_id, cp.code, cp.over_dials, cp.state = 'ACTIVE' AND cr.pacing = 'POWER' AS power,
                   EXISTS (SELECT FROM callback c WHERE c.campaign_id = cp.id AND c.state = 'WAITING' AND c.power_barred_until > $1
                           AND c.power_barred_until IS NOT NULL AND c.next_at <= $1) AS barred_due
            FROM campaign cp JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
            WHERE cp.over_dials OR cp.state = 'ACTIVE' AND cr.pacing = 'POWER'
            ORDER BY cp.created_at, cp.id
            """;

    /**
     * What the cap of each of the organisation's campaigns in power mode is measured by. Who has waited longer than an agent may
     * take is as good as abandoned. $1 org, $2 now.
     */
    static final String MEASURED = """
            SELECT cp.id, cp.current_version, cr.route_skill, coalesce(n.answered, 0) + l.lost AS answered,
                   coalesce(n.abandoned, 0) + l.lost AS abandoned
            FROM campaign cp
            JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
            CROSS JOIN LATERAL (
              SELECT sum(k.answered) AS answered, sum(k.abandoned) AS abandoned FROM pacing_count k
              WHERE k.campaign_id = cp.id
                AND k.from_at > $2::timestamptz - make_interval(hours => coalesce((cr.rules -> 'pacing' ->> 'windowHours')::integer, 24))) n
            CROSS JOIN LATERAL (
              SELECT count(*) AS lost FROM live_attempt a
              WHERE a.org_id = cp.org_id AND a.campaign_id = cp.id AND a.agent_id IS NULL
                AND a.answered_at <= $2::timestamptz
                  - make_interval(secs => coalesce((cr.rules -> 'pacing' ->> 'answerWithinMs')::integer, 2000) / 1000.0)) l
            WHERE cp.org_id = $1 AND cp.state = 'ACTIVE' AND cr.pacing = 'POWER'
            """;

    /** Calls without an agent that ring or wait. $1 org, $2 now. */
    static final String CALLS = """
            SELECT a.campaign_id, a.node_id, count(*)::integer AS waiting FROM live_attempt a
            JOIN campaign_rules cr ON cr.campaign_id = a.campaign_id AND cr.version = a.rules_version
            WHERE a.org_id = $1 AND a.agent_id IS NULL AND NOT a.fate_unknown
              AND (a.answered_at IS NULL OR a.answered_at > $2::timestamptz
                - make_interval(secs => coalesce((cr.rules -> 'pacing' ->> 'answerWithinMs')::integer, 2000) / 1000.0))
            GROUP BY a.campaign_id, a.node_id
            """;

    /**
     * Agents who wait, by server and skill; less those who are kept free for appointments of the next moment ($3). $1 org,
     * $2 now.
     */
    static final String READY = """
            SELECT a.node_id, a.skill, count(*)::integer AS agents,
                   (SELECT count(*)::integer FROM callback c JOIN campaign cp ON cp.id = c.campaign_id AND cp.state = 'ACTIVE'
                    WHERE c.org_id = $1 AND c.state = 'WAITING' AND c.appointment AND c.next_at > $2 AND c.next_at <= $3) AS asked_for
            FROM agent a JOIN node n ON n.id = a.node_id AND n.lease_until > $2
            WHERE a.org_id = $1 AND a.presence = 'READY' AND a.line_id IS NOT NULL
            GROUP BY a.node_id, a.skill
            """;

    /** $1 campaign, $2 over-dials from now on, $3 now, $4 id, $5 actor, $6 action, $7 detail. */
    static final String OVER_DIAL = """
            WITH changed AS (
              UPDATE campaign SET over_dials = $2 WHERE id = $1 AND over_dials <> $2 RETURNING id, org_id)
            INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)
            SELECT $3, $4, org_id, $5, $6, 'campaign', id::text, $7::jsonb FROM changed RETURNING id
            """;

    /**
     * What an answered call of a campaign in power mode means for its cap, beside the attempt's own end and in its transaction:
     * only where that end is of this transaction, or another had counted it. $1 attempt, $2 claimed, $3 campaign, $4 start of the
     * ten minutes, $5 node, $6 abandoned, $7 ended, $8 id, $9 actor, $10 called with a reserved agent only until then.
     */
    static final String COUNT = """
            WITH ended AS (
              SELECT org_id, callback_id FROM attempt
              WHERE claimed_at = $2 AND id = $1 AND xmin::text = pg_current_xact_id()::xid::text),
            counted AS (
              INSERT INTO pacing_count AS k (campaign_id, from_at, node_id, answered, abandoned)
              SELECT $3, $4, $5, 1, CASE WHEN $6::boolean THEN 1 ELSE 0 END FROM ended
              ON CONFLICT (campaign_id, from_at, node_id) DO UPDATE SET
                answered = k.answered + 1, abandoned = k.abandoned + EXCLUDED.abandoned),
            barred AS (
              UPDATE callback SET power_barred_until = $10 WHERE $6::boolean AND id = (SELECT callback_id FROM ended))
            INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)
            SELECT $7, $8, org_id, $9, 'attempt.abandon', 'attempt', $1::text, jsonb_build_object('callback', callback_id::text)
            FROM ended WHERE $6::boolean
            """;

    /** A customer who has answered and has no agent yet. $1 attempt. */
    static final String LOCK_CALL = """
            SELECT l.org_id, l.customer_id, l.campaign_id, coalesce(c.agent_id, n.spoke_agent_id) AS meant
            FROM live_attempt l
            JOIN callback c ON c.id = l.callback_id
            JOIN number_ledger n ON n.org_id = l.org_id AND n.number_key = l.number_key
            WHERE l.id = $1 AND l.agent_id IS NULL AND NOT l.fate_unknown
            FOR UPDATE OF l
            """;

    /**
     * The agent takes the customer, all or nothing. $1 attempt, $2 agent, $3 now, $4 id, $5 UTC date, $6 node, $7 epoch,
     * $8 actor.
     */
    static final String ASSIGN = """
            WITH holds AS (SELECT id FROM node WHERE id = $6 AND epoch = $7 AND lease_until > $3),
            reserved AS (
              UPDATE agent SET presence = 'RESERVED', presence_since = $3, calls_on = $5,
                calls_today = CASE WHEN calls_on = $5 THEN calls_today + 1 ELSE 1 END
              WHERE id = $2 AND presence = 'READY' AND EXISTS (SELECT FROM holds) RETURNING id),
            live AS (
              UPDATE live_attempt SET agent_id = $2 WHERE id = $1 AND agent_id IS NULL AND EXISTS (SELECT FROM reserved)
              RETURNING id, org_id, callback_id),
            event AS (
              INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail)
              SELECT $3, $4, id, org_id, 'ASSIGNED', jsonb_build_object('agent', $2::text) FROM live),
            audit AS (
              INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)
              SELECT $3, $4, org_id, $8, 'attempt.assign', 'attempt', id::text,
                jsonb_build_object('callback', callback_id::text, 'agent', $2::text) FROM live)
            SELECT id FROM live
            """;
}
