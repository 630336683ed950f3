package org.huifang.dialing;

/** The statements of the claiming transaction. */
final class ClaimSql {
    private ClaimSql() {}

    /**
     * The best due callback for an agent: what fell due first, and of what fell due together the earlier deadline. It and its
     * number's row are locked, neither waited for, so that claims and stops cannot deadlock. $1 org, $2 now, $3 the agent's
     * code, $4 trunks that are out of order.
     */
    static final String CANDIDATE = """
            SELECT pick.*, cu.name AS customer_name, cu.language, cu.own_slots, coalesce(cu.zone, o.zone) AS zone, o.calendar,
                   p.e164, p.number_key AS phone_key, t.name AS trunk_name, t.caller_id, t.number_style, t.prefix, t.progress_counts
            FROM (
              SELECT cp.current_version, cp.trunk_id, due.*
              FROM campaign cp
              JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
              CROSS JOIN LATERAL (
                SELECT c.id, c.org_id, c.campaign_id, c.customer_id, c.phone_position, c.attempts, c.counted, c.uncounted,
                       c.failures, c.last_counted_on, c.tried_bands, c.next_at, c.deadline, c.appointment,
                       n.number_key, n.stopped_at, n.local_date, n.dials_today, n.counted_today
                FROM callback c
                JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = c.number_key
                WHERE c.campaign_id = cp.id AND c.state = 'WAITING' AND c.next_at <= $2 AND c.dialable_until > $2
                  AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.org_id = c.org_id AND l.number_key = c.number_key)
                  AND (cr.rules ->> 'ownCustomers' IS DISTINCT FROM 'EXCLUDE' OR (
                        SELECT own.seller_ref IS DISTINCT FROM $3 FROM customer own WHERE own.id = c.customer_id))
                ORDER BY c.next_at, c.deadline
                LIMIT 1
                FOR UPDATE OF c, n SKIP LOCKED) due
              WHERE cp.org_id = $1 AND cp.state = 'ACTIVE' AND cp.trunk_id <> ALL ($4)
              ORDER BY due.appointment DESC, due.next_at, due.deadline
              LIMIT 1) pick
            JOIN customer cu ON cu.id = pick.customer_id
            JOIN org_unit o ON o.id = pick.org_id
            JOIN customer_phone p ON p.customer_id = pick.customer_id AND p.position = pick.phone_position
            JOIN trunk t ON t.id = pick.trunk_id
            """;

    /** Everything a claim changes, all or nothing: yields one row if the agent was still ready and the lease holds. */
    static final String TAKE = """
            WITH holds AS (
              SELECT id FROM node WHERE id = $10 AND epoch = $11 AND lease_until > $13),
            reserved AS (
              UPDATE agent SET presence = 'RESERVED', presence_since = $13
              WHERE id = $7 AND presence = 'READY' AND line_id = $20 AND node_id = $10 AND EXISTS (SELECT FROM holds)
              RETURNING id),
            taken AS (
              UPDATE callback SET state = 'LIVE', state_since = $13, reason = 'DIALING', attempts = $12, last_attempt_at = $13
              WHERE id = $3 AND state = 'WAITING' AND EXISTS (SELECT FROM reserved)
              RETURNING id),
            dialled AS (
              UPDATE number_ledger SET local_date = $15, last_dial_at = $13,
                dials_today = CASE WHEN local_date = $15 THEN dials_today + 1 ELSE 1 END,
                counted_today = CASE WHEN local_date = $15 THEN counted_today ELSE 0 END
              WHERE org_id = $2 AND number_key = $8 AND EXISTS (SELECT FROM taken)),
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
              SELECT $13, $18, $2, 'node:' || $19, 'attempt.claim', 'attempt', $1::text, jsonb_build_object('callback', $3::text)
              WHERE EXISTS (SELECT FROM live))
            SELECT id FROM live
            """;

    /** $1 id, $2 now, $3 state, $4 reason, $5 next_at, $6 dialable_until. */
    static final String MOVE = """
            UPDATE callback SET state = $3, state_since = $2, reason = $4, next_at = $5, dialable_until = $6
            WHERE id = $1 AND state = 'WAITING'
            """;

    /** The customer's number is another than when it was planned: it waits for that one from now on. $1 id, $2 number's key. */
    static final String FOLLOW = "UPDATE callback SET number_key = $2 WHERE id = $1 AND state = 'WAITING'";

    /**
     * When something falls due in campaigns that call, whose number nobody is talking to; $1 org, $2 now, $3 trunks out of
     * order, $4 how many.
     */
    static final String UPCOMING = """
            SELECT due.next_at
            FROM campaign cp CROSS JOIN LATERAL (
              SELECT c.next_at FROM callback c
              WHERE c.campaign_id = cp.id AND c.state = 'WAITING' AND c.dialable_until > $2
                AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.org_id = c.org_id AND l.number_key = c.number_key)
              ORDER BY c.next_at LIMIT $4) due
            WHERE cp.org_id = $1 AND cp.state = 'ACTIVE' AND cp.trunk_id <> ALL ($3)
            ORDER BY due.next_at LIMIT $4
            """;
}
