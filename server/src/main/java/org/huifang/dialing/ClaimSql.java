package org.huifang.dialing;

/** The statements of the claiming transaction. */
final class ClaimSql {
    private ClaimSql() {}

    /** What of a callback, its number and its campaign a claim needs, whichever way it was found. */
    private static final String FOUND = """
            c.id, c.org_id, c.campaign_id, c.customer_id, c.phone_position, c.attempts, c.counted, c.uncounted, c.failures,
            c.last_counted_on, c.tried_bands, c.next_at, c.deadline, c.appointment, n.number_key, n.stopped_at, n.local_date,
            n.dials_today, n.counted_today, n.dials_week, n.dials_in_all, n.last_campaign_id, n.answered_hours,
            cu.name AS customer_name, cu.language, cu.zone, cu.own_slots
            """;

    private static final String CALLBACK = """
            callback c
            JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = c.number_key
            JOIN customer cu ON cu.id = c.customer_id
            """;

    /** Nobody calls this number or this customer now, and the customer does not refuse calls (R42). */
    private static final String FREE = """
            NOT EXISTS (SELECT FROM live_attempt l WHERE l.org_id = c.org_id AND l.number_key = c.number_key)
            AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.customer_id = c.customer_id AND NOT l.fate_unknown)
            AND (n.refused_by IS NULL OR c.customer_id <> ALL (n.refused_by))
            """;

    /** This agent may call this customer. */
    private static final String FOR_ME = """
            me.skill >= cr.route_skill
            AND (cr.own_customers <> 'EXCLUDE' OR cu.seller_ref IS DISTINCT FROM me.code)
            AND NOT EXISTS (SELECT FROM conflict_of_interest x
                            WHERE x.customer_id = c.customer_id AND (x.agent_id = me.id OR x.department = me.department))
            AND (cr.route_language <> 'REQUIRE' OR coalesce(cu.dialect, cu.language) = ANY (me.languages))
            """;

    /** No agent at work is preferred to this one, or they had their time. */
    private static final String NOBODY_RATHER = """
            (c.next_at <= $2::timestamptz - make_interval(secs => cr.route_seconds) OR (
              (cr.route_language <> 'PREFER' OR coalesce(cu.dialect, cu.language) = ANY (me.languages) OR NOT EXISTS (
                SELECT FROM agent a WHERE a.org_id = c.org_id AND coalesce(cu.dialect, cu.language) = ANY (a.languages)
                  AND a.presence IN ('READY', 'RESERVED', 'ON_CALL', 'AFTER_CALL')))
              AND (cr.own_customers <> 'PREFER' OR cu.seller_ref = me.code OR NOT EXISTS (
                SELECT FROM agent a WHERE a.org_id = c.org_id AND a.code = cu.seller_ref
                  AND a.presence IN ('READY', 'RESERVED', 'ON_CALL', 'AFTER_CALL')))
              AND (NOT cr.route_last OR n.spoke_agent_id = me.id OR NOT EXISTS (
                SELECT FROM agent a WHERE a.id = n.spoke_agent_id
                  AND a.presence IN ('READY', 'RESERVED', 'ON_CALL', 'AFTER_CALL')))))
            """;

    /**
     * This agent is kept free: a customer who talked to them asked to be called in a moment, or as many did as there are agents
     * ready. Speaks of no row, so it is answered once.
     */
    private static final String KEPT_FREE = """
            (SELECT CASE WHEN count(*) = 0 THEN false
                    ELSE bool_or(s.agent_id IS NOT DISTINCT FROM $3) OR count(*) >= (
                      SELECT count(*) FROM agent r WHERE r.org_id = $1 AND r.presence = 'READY') END
             FROM callback s JOIN campaign sp ON sp.id = s.campaign_id AND sp.state = 'ACTIVE'
             WHERE s.org_id = $1 AND s.state = 'WAITING' AND s.appointment AND s.next_at > $2 AND s.next_at <= $5)
            """;

    /**
     * The best due callback for an agent: an appointment before everything else, left to the agent who talked if that one is
     * ready (R36); else what fell due first, and of what fell due together the earlier deadline. It and its number's row are
     * locked, neither waited for, so that claims and stops cannot deadlock. $1 org, $2 now, $3 the agent, $4 trunks that are
     * out of order, $5 agents are kept free for appointments until then, $6 appointments due since then are anybody's.
     */
    static final String CANDIDATE = candidate("NOT cp.over_dials", "");

    /** The same among what a campaign that over-dials may call with a reserved agent only. */
    static final String BARRED_FROM_POWER =
            candidate("cp.over_dials", "AND c.power_barred_until IS NOT NULL AND c.power_barred_until > $2");

    /**
     * The best due callback of a campaign that over-dials, for whichever agent of this server will be ready: at least one who may
     * take it is ready now. $1 org, $2 now, $3 node, $4 trunks that are out of order, $5 campaign.
     */
    static final String UNASSIGNED = withRest("""
              SELECT cp.current_version, cp.trunk_id, due.*
              FROM campaign cp
              JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
              CROSS JOIN LATERAL (
                SELECT {found}
                FROM {callback}
                WHERE c.campaign_id = cp.id AND c.state = 'WAITING' AND c.next_at <= $2 AND c.dialable_until > $2
                  AND NOT c.appointment AND (c.power_barred_until IS NULL OR c.power_barred_until <= $2) AND {free}
                  AND EXISTS (SELECT FROM agent me WHERE me.org_id = $1 AND me.node_id = $3 AND me.presence = 'READY' AND {forMe})
                ORDER BY c.next_at, c.deadline
                LIMIT 1
                FOR UPDATE OF c, n SKIP LOCKED) due
              WHERE cp.id = $5 AND cp.org_id = $1 AND cp.state = 'ACTIVE' AND cp.over_dials AND cp.trunk_id <> ALL ($4)
            """);

    private static String withRest(String pick) {
        return """
            SELECT pick.*, o.zone AS org_zone, o.calendar, o.number_per_day, o.number_per_week, o.number_in_all, o.share_by,
                   p.e164, p.number_key AS phone_key, t.name AS trunk_name, t.caller_id, t.number_style, t.prefix, t.progress_counts,
                   nc.local_date AS campaign_date, nc.dials_today AS campaign_today, nc.dials_week AS campaign_week,
                   nc.dials_in_all AS campaign_in_all,
                   (SELECT max(m.local_date) FROM customer_phone q
                    JOIN number_ledger m ON m.org_id = q.org_id AND m.number_key = q.number_key
                    WHERE q.customer_id = pick.customer_id AND m.dials_today > 0
                      AND m.last_campaign_id <> pick.campaign_id) AS others_on
            FROM (
            {pick}) pick
            JOIN org_unit o ON o.id = pick.org_id
            JOIN customer_phone p ON p.customer_id = pick.customer_id AND p.position = pick.phone_position
            JOIN trunk t ON t.id = pick.trunk_id
            LEFT JOIN number_campaign nc
              ON nc.org_id = pick.org_id AND nc.number_key = pick.number_key AND nc.campaign_id = pick.campaign_id
            """.replace("{pick}", pick)
                .replace("{found}", FOUND)
                .replace("{callback}", CALLBACK)
                .replace("{free}", FREE)
                .replace("{forMe}", FOR_ME)
                .replace("{nobodyRather}", NOBODY_RATHER)
                .replace("{keptFree}", KEPT_FREE);
    }

    private static String candidate(String campaigns, String callbacks) {
        return withRest("""
              SELECT asked.* FROM (
                SELECT cp.current_version, cp.trunk_id, {found}
                FROM {callback}
                JOIN campaign cp ON cp.id = c.campaign_id
                JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
                JOIN agent me ON me.id = $3
                WHERE c.org_id = $1 AND c.state = 'WAITING' AND c.appointment AND c.next_at <= $2 AND c.dialable_until > $2
                  AND cp.state = 'ACTIVE' AND cp.trunk_id <> ALL ($4) AND {free} AND {forMe}
                  AND (c.agent_id IS NULL OR c.agent_id = me.id OR c.next_at <= $6 OR NOT EXISTS (
                    SELECT FROM agent a WHERE a.id = c.agent_id AND a.presence = 'READY'))
                ORDER BY c.next_at LIMIT 1
                FOR UPDATE OF c, n SKIP LOCKED) asked
              UNION ALL
              SELECT planned.* FROM (
                SELECT cp.current_version, cp.trunk_id, due.*
                FROM agent me JOIN campaign cp ON cp.org_id = $1
                JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
                CROSS JOIN LATERAL (
                  SELECT {found}
                  FROM {callback}
                  WHERE c.campaign_id = cp.id AND c.state = 'WAITING' AND c.next_at <= $2 AND c.dialable_until > $2
                    AND NOT c.appointment {callbacks} AND {free} AND {forMe} AND {nobodyRather}
                  ORDER BY c.next_at, c.deadline
                  LIMIT 1
                  FOR UPDATE OF c, n SKIP LOCKED) due
                WHERE me.id = $3 AND cp.state = 'ACTIVE' AND {campaigns} AND cp.trunk_id <> ALL ($4) AND NOT {keptFree}
                ORDER BY due.next_at, due.deadline
                LIMIT 1) planned
              LIMIT 1
            """).replace("{campaigns}", campaigns).replace("{callbacks}", callbacks);
    }

    /**
     * Everything a claim changes, all or nothing: yields one row if the agent was still ready and the lease holds. The counters
     * are the number's new ones ($21 to $23) and the campaign's ($24 to $26); whoever counted them holds the number's lock.
     * $27 the day of the agent's calls, $28 the date that the counters speak of.
     */
    static final String TAKE = take("""
              UPDATE agent SET presence = 'RESERVED', presence_since = $13, calls_on = $27,
                calls_today = CASE WHEN calls_on = $27 THEN calls_today + 1 ELSE 1 END
              WHERE id = $7 AND presence = 'READY' AND line_id = $20 AND node_id = $10 AND EXISTS (SELECT FROM holds)
              RETURNING id, calls_today""", "");

    /** The same without an agent: whoever is ready takes the customer who answers. What speaks of an agent is null. */
    static final String TAKE_UNASSIGNED = take("""
              SELECT id, 0 AS calls_today FROM holds
              WHERE $7::uuid IS NULL AND $20::text IS NULL AND $27::date IS NOT NULL""", ", 'pacing', 'POWER'");

    private static String take(String reserved, String detail) {
        return """
            WITH holds AS (
              SELECT id FROM node WHERE id = $10 AND epoch = $11 AND lease_until > $13),
            reserved AS (
            {reserved}),
            taken AS (
              UPDATE callback SET state = 'LIVE', state_since = $13, reason = 'DIALING', attempts = $12, last_attempt_at = $13
              WHERE id = $3 AND state = 'WAITING' AND EXISTS (SELECT FROM reserved)
              RETURNING id),
            dialled AS (
              UPDATE number_ledger SET local_date = $28, last_dial_at = $13, last_campaign_id = $4,
                dials_today = $21, dials_week = $22, dials_in_all = $23,
                counted_today = CASE WHEN local_date = $28 THEN counted_today ELSE 0 END
              WHERE org_id = $2 AND number_key = $8 AND EXISTS (SELECT FROM taken)),
            dialled_by AS (
              INSERT INTO number_campaign AS nc (org_id, number_key, campaign_id, local_date, dials_today, dials_week, dials_in_all)
              SELECT $2, $8, $4, $28, $24, $25, $26 WHERE EXISTS (SELECT FROM taken)
              ON CONFLICT (org_id, number_key, campaign_id) DO UPDATE SET local_date = EXCLUDED.local_date,
                dials_today = EXCLUDED.dials_today, dials_week = EXCLUDED.dials_week, dials_in_all = EXCLUDED.dials_in_all),
            live AS (
              INSERT INTO live_attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, number_key,
                  trunk_id, node_id, node_epoch, seq, state, claimed_at, zone, local_date, band_start, band_end)
              SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'ORIGINATING', $13, $14, $15, $16, $17
              WHERE EXISTS (SELECT FROM taken)
              RETURNING id),
            event AS (
              INSERT INTO attempt_event (at, id, attempt_id, org_id, kind)
              SELECT $13, $18, $1, $2, 'CLAIMED' WHERE EXISTS (SELECT FROM live)),
            audit AS (
              INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)
              SELECT $13, $18, $2, 'node:' || $19, 'attempt.claim', 'attempt', $1::text, jsonb_build_object('callback', $3::text{detail})
              WHERE EXISTS (SELECT FROM live))
            SELECT live.id, reserved.calls_today FROM live, reserved
            """.replace("{reserved}", reserved).replace("{detail}", detail);
    }

    /** $1 id, $2 now, $3 state, $4 reason, $5 next_at, $6 dialable_until. */
    static final String MOVE = """
            UPDATE callback SET state = $3, state_since = $2, reason = $4, next_at = $5, dialable_until = $6
            WHERE id = $1 AND state = 'WAITING'
            """;

    /** The customer's number is another than when it was planned: it waits for that one from now on. $1 id, $2 number's key. */
    static final String FOLLOW = "UPDATE callback SET number_key = $2 WHERE id = $1 AND state = 'WAITING'";

    /**
     * What falls due next in campaigns that call, whose number nobody is talking to; $1 org, $2 now, $3 trunks out of
     * order, $4 how many.
     */
    static final String UPCOMING = """
            SELECT due.id, due.next_at
            FROM campaign cp CROSS JOIN LATERAL (
              SELECT c.id, c.next_at FROM callback c
              WHERE c.campaign_id = cp.id AND c.state = 'WAITING' AND c.dialable_until > $2
                AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.org_id = c.org_id AND l.number_key = c.number_key)
                AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.customer_id = c.customer_id AND NOT l.fate_unknown)
              ORDER BY c.next_at LIMIT $4) due
            WHERE cp.org_id = $1 AND cp.state = 'ACTIVE' AND NOT cp.over_dials AND cp.trunk_id <> ALL ($3)
            ORDER BY due.next_at LIMIT $4
            """;

    /** What customers of campaigns that over-dial asked for: called like every other appointment. As {@link #UPCOMING}. */
    static final String UPCOMING_ASKED = """
            SELECT c.id, c.next_at FROM callback c JOIN campaign cp ON cp.id = c.campaign_id
            WHERE c.org_id = $1 AND c.state = 'WAITING' AND c.appointment AND c.dialable_until > $2
              AND cp.state = 'ACTIVE' AND cp.over_dials AND cp.trunk_id <> ALL ($3)
              AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.org_id = c.org_id AND l.number_key = c.number_key)
              AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.customer_id = c.customer_id AND NOT l.fate_unknown)
            ORDER BY c.next_at LIMIT $4
            """;
}
