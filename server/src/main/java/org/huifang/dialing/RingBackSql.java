package org.huifang.dialing;

/** Statements about customers who ring us. */
final class RingBackSql {
    private RingBackSql() {}

    /** The organisations that a trunk of the PBX belongs to. $1 its name. */
    static final String TRUNKS = """
            SELECT t.id, t.org_id, o.country FROM trunk t JOIN org_unit o ON o.id = t.org_id
            WHERE t.name = $1 ORDER BY t.created_at, t.id LIMIT 20
            """;

    /**
     * Whose number it is, and the callback that is meant: one that is being called now, else the one that this number was last
     * called for. A number that proved wrong says nothing of the customer. $1 org, $2 number's key, $3 now.
     */
    static final String MEANT = """
            SELECT q.customer_id, c.id AS callback_id, c.campaign_id, c.current_version
            FROM customer_phone q
            LEFT JOIN LATERAL (
              SELECT c.id, c.campaign_id, cp.current_version, c.state, c.number_key, c.last_attempt_at, c.next_at
              FROM callback c
              JOIN campaign cp ON cp.id = c.campaign_id AND cp.state = 'ACTIVE'
              JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
              WHERE c.customer_id = q.customer_id AND (c.state IN ('WAITING', 'LIVE', 'WRAP_UP')
                OR ((c.state = 'EXHAUSTED' OR c.state = 'REVIEW' AND c.reason NOT IN ('WRONG_NUMBER', 'OTHER_PERSON'))
                    AND c.state_since > $3::timestamptz
                      - make_interval(days => coalesce((cr.rules -> 'inbound' ->> 'exhaustedDays')::integer, 30))))) c ON true
            WHERE q.org_id = $1 AND q.number_key = $2 AND q.wrong_since IS NULL
            ORDER BY (c.state IN ('LIVE', 'WRAP_UP')) DESC NULLS LAST, (c.number_key = q.number_key) DESC NULLS LAST,
              c.last_attempt_at DESC NULLS LAST, (c.state = 'WAITING') DESC NULLS LAST, c.next_at, c.id, q.customer_id
            LIMIT 1
            """;

    /** $1 id, $2 org, $3 trunk, $4 node, $5 channel, $6 number's key, $7 caller, $8 customer, $9 callback, $10 started. */
    static final String OPEN = """
            INSERT INTO inbound_call (id, org_id, trunk_id, node_id, channel, number_key, unknown_caller, customer_id, callback_id,
                state, started_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'RINGING', $10)
            ON CONFLICT (node_id, channel) DO NOTHING RETURNING id
            """;

    /** Those that ring as far as the database knows. $1 node. */
    static final String RINGING = """
            SELECT i.*, c.campaign_id, cp.current_version FROM inbound_call i
            LEFT JOIN callback c ON c.id = i.callback_id LEFT JOIN campaign cp ON cp.id = c.campaign_id
            WHERE i.node_id = $1 AND i.state = 'RINGING' ORDER BY i.started_at LIMIT 1000
            """;

    /** Locks the caller's number and the callback, if it may be taken. $1 callback, $2 number's key, $3 trunk. */
    static final String LOCK = """
            SELECT c.*, n.spoke_agent_id, n.answered_hours, cu.name AS customer_name, cu.language, cu.zone, cu.own_slots,
                   o.zone AS org_zone, o.calendar, cp.current_version, t.id AS trunk_id, t.name AS trunk_name, t.caller_id,
                   t.progress_counts
            FROM callback c
            JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = $2
            JOIN customer cu ON cu.id = c.customer_id
            JOIN org_unit o ON o.id = c.org_id
            JOIN campaign cp ON cp.id = c.campaign_id
            JOIN trunk t ON t.id = $3
            WHERE c.id = $1 AND c.state IN ('WAITING', 'EXHAUSTED', 'REVIEW', 'WRAP_UP')
            FOR UPDATE OF n, c
            """;

    /**
     * The agent for a customer on the line: who is meant to call, or talked last; else who speaks the language; else who has
     * waited longest (R13, R15, R16, R41). Who still notes the talk with this customer takes it too. $1 org, $2 node, $3 customer,
     * $4 campaign, $5 preferred agent, $6 who notes the talk.
     */
    static final String AGENT = """
            SELECT a.id, a.code, a.line_id, a.line_channel
            FROM agent a
            JOIN customer cu ON cu.id = $3
            JOIN campaign cp ON cp.id = $4
            JOIN campaign_rules cr ON cr.campaign_id = cp.id AND cr.version = cp.current_version
            WHERE a.org_id = $1 AND a.node_id = $2 AND (a.presence = 'READY' OR a.presence = 'AFTER_CALL' AND a.id = $6::uuid)
              AND a.line_id IS NOT NULL AND a.line_channel IS NOT NULL
              AND a.skill >= cr.route_skill
              AND (cr.own_customers <> 'EXCLUDE' OR cu.seller_ref IS DISTINCT FROM a.code)
              AND NOT EXISTS (SELECT FROM conflict_of_interest x
                              WHERE x.customer_id = cu.id AND (x.agent_id = a.id OR x.department = a.department))
              AND (cr.route_language <> 'REQUIRE' OR coalesce(cu.dialect, cu.language) = ANY (a.languages))
            ORDER BY (a.id = $5::uuid) DESC NULLS LAST, (cr.own_customers = 'PREFER' AND cu.seller_ref = a.code) DESC NULLS LAST,
              (cr.route_language = 'PREFER' AND coalesce(cu.dialect, cu.language) = ANY (a.languages)) DESC, a.presence_since
            LIMIT 1
            FOR UPDATE OF a SKIP LOCKED
            """;

    /**
     * Everything that putting through changes, all or nothing: one row if the call still rings, the agent is still ready and the
     * lease holds. The same locks as for a call of ours, so that none is begun meanwhile; no counter of dials moves.
     */
    static final String TAKE = """
            WITH holds AS (
              SELECT n.id FROM node n JOIN inbound_call i ON i.id = $19 AND i.state = 'RINGING'
              WHERE n.id = $10 AND n.epoch = $11 AND n.lease_until > $13),
            reserved AS (
              UPDATE agent SET presence = 'RESERVED', presence_since = $13, calls_on = $20,
                calls_today = CASE WHEN calls_on = $20 THEN calls_today + 1 ELSE 1 END
              WHERE id = $7 AND presence IN ('READY', 'AFTER_CALL') AND EXISTS (SELECT FROM holds) RETURNING id),
            taken AS (
              UPDATE callback SET state = 'LIVE', state_since = $13, reason = 'PUT_THROUGH', attempts = $12, last_attempt_at = $13,
                wrap_up_until = NULL
              WHERE id = $3 AND EXISTS (SELECT FROM reserved) RETURNING id),
            live AS (
              INSERT INTO live_attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, number_key,
                  trunk_id, node_id, node_epoch, seq, state, claimed_at, zone, local_date, band_start, band_end, direction)
              SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'ORIGINATING', $13, $14, $15, $16, $17, 'IN'
              WHERE EXISTS (SELECT FROM taken) RETURNING id),
            rung AS (
              UPDATE inbound_call SET state = 'PUT_THROUGH', attempt_id = $1, agent_id = $7, put_through_at = $13
              WHERE id = $19 AND state = 'RINGING' AND EXISTS (SELECT FROM live) RETURNING id),
            event AS (
              INSERT INTO attempt_event (at, id, attempt_id, org_id, kind) SELECT $13, $18, $1, $2, 'RANG_US' FROM live),
            audit AS (
              INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)
              SELECT $13, $18, $2, 'node:' || $21, 'attempt.rang_us', 'attempt', $1::text, jsonb_build_object('callback', $3::text)
              FROM live)
            SELECT id FROM rung
            """;

    /**
     * What became of a call that was put through, beside the attempt's own end and in its transaction. $1 id, $2 bridged,
     * $3 answered, $4 ended, $5 called again from then on; null: not at all.
     */
    static final String ENDED = """
            WITH ended AS (
              UPDATE inbound_call SET answered_at = $3, ended_at = $4, call_again_at = $5,
                state = CASE WHEN $2::timestamptz IS NULL THEN 'MISSED' ELSE 'ANSWERED' END,
                reason = CASE WHEN $2::timestamptz IS NULL THEN 'NOT_CONNECTED' END
              WHERE id = $1 AND state = 'PUT_THROUGH' RETURNING callback_id)
            UPDATE callback SET appointment = true
            WHERE id = (SELECT callback_id FROM ended) AND state = 'WAITING' AND $5::timestamptz IS NOT NULL
            """;

    /** $1 id, $2 reason, $3 ended. */
    static final String MISSED = """
            UPDATE inbound_call SET state = 'MISSED', reason = $2, ended_at = $3 WHERE id = $1 AND state = 'RINGING' RETURNING id
            """;

    /** $1 callback, $2 now, $3 state, $4 reason, $5 next_at, $6 dialable_until. */
    static final String CALL_BACK = """
            UPDATE callback SET state = $3, state_since = $2, reason = $4, next_at = $5, dialable_until = $6,
              appointment = ($3 = 'WAITING'), wrap_up_until = NULL
            WHERE id = $1
            """;

    static final String CALL_AGAIN = "UPDATE inbound_call SET call_again_at = $2 WHERE id = $1";
}
