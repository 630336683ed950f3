package org.huifang.dialing;

import org.huifang.db.MonthBounds;

/** Statements that carry facts of live attempts into the database, and end them. */
final class AttemptSql {
    private AttemptSql() {}

    /**
     * Facts of many attempts: each merges into its live row, and each is a line of its history. An answer makes the recording
     * that must now exist. $1 ids, $2 ring_at, $3 ring_basis, $4 answered_at, $5 bridged_at, one of each per attempt; then one
     * per line: $6 at, $7 id, $8 attempt, $9 kind, $10 detail.
     */
    static final String FACTS = """
            WITH fact AS (
              SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::timestamptz[], $5::timestamptz[])
                AS f (id, rang, basis, answered, bridged)),
            live AS (
              UPDATE live_attempt l SET
                ring_at = coalesce(f.rang, l.ring_at), ring_basis = coalesce(f.basis, l.ring_basis),
                answered_at = coalesce(f.answered, l.answered_at), bridged_at = coalesce(l.bridged_at, f.bridged),
                state = CASE WHEN f.bridged IS NOT NULL THEN 'BRIDGED' WHEN f.answered IS NOT NULL THEN 'ANSWERED'
                             WHEN f.rang IS NOT NULL AND l.state = 'ORIGINATING' THEN 'RINGING' ELSE l.state END
              FROM fact f WHERE l.id = f.id
              RETURNING l.id, l.claimed_at, l.org_id, l.callback_id, l.campaign_id, l.customer_id, l.agent_id, l.node_id,
                l.number_key, f.answered, f.bridged),
            sound AS (
              INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state, started_at,
                  number_key)
              SELECT id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, 'PENDING', answered, number_key
              FROM live WHERE answered IS NOT NULL
              ON CONFLICT DO NOTHING),
            talks AS (
              UPDATE agent a SET presence = 'ON_CALL', presence_since = l.bridged
              FROM live l WHERE a.id = l.agent_id AND l.bridged IS NOT NULL AND a.presence = 'RESERVED')
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail)
            SELECT e.at, e.id, e.attempt, live.org_id, e.kind, e.detail
            FROM unnest($6::timestamptz[], $7::uuid[], $8::uuid[], $9::text[], $10::jsonb[]) AS e (at, id, attempt, kind, detail)
            JOIN live ON live.id = e.attempt
            RETURNING attempt_id
            """;

    /** Another agent takes the call over. $1 id, $2 at, $3 event id, $4 new agent, $5 detail. */
    static final String HAND_OVER = """
            WITH before AS (SELECT id, agent_id FROM live_attempt WHERE id = $1),
            taken AS (
              UPDATE agent SET presence = 'RESERVED', presence_since = $2 WHERE id = $4 AND presence = 'READY' RETURNING id),
            live AS (
              UPDATE live_attempt SET agent_id = $4 WHERE id = $1 AND EXISTS (SELECT FROM taken) RETURNING id, org_id),
            freed AS (
              UPDATE agent SET presence = CASE WHEN line_id IS NULL THEN 'LOGGED_OUT' ELSE wanted END, presence_since = $2
              WHERE id = (SELECT agent_id FROM before) AND EXISTS (SELECT FROM live) AND id <> $4)
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail) SELECT $2, $3, id, org_id, 'HANDED_OVER', $5 FROM live
            RETURNING attempt_id
            """;

    /** The end: history, callback, number, agent, recording and message in one statement; no row if it had ended already. */
    static final MonthBounds END = new MonthBounds("""
            WITH gone AS (DELETE FROM live_attempt WHERE id = $1 RETURNING *),
            history AS (
              INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,
                  seq, claimed_at, zone, local_date, band_start, band_end, ring_at, ring_basis, ring_ms, answered_at, bridged_at,
                  ended_at, talk_ms, outcome, counted, q850, sip_code, ended_by, source, direction)
              SELECT id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,
                  seq, claimed_at, zone, local_date, band_start, band_end, $2, $3, $4, $5, $6,
                  $7, $8, $9, $10, $11, $12, $13, $14, direction FROM gone),
            number AS (
              UPDATE number_ledger SET
                counted_today = counted_today + CASE WHEN $10 THEN 1 ELSE 0 END,
                dials_today = dials_today - CASE WHEN $9 = 'NEVER_SENT' AND dials_today > 0 THEN 1 ELSE 0 END,
                dials_week = dials_week - CASE WHEN $9 = 'NEVER_SENT' AND dials_week > 0 THEN 1 ELSE 0 END,
                dials_in_all = dials_in_all - CASE WHEN $9 = 'NEVER_SENT' AND dials_in_all > 0 THEN 1 ELSE 0 END,
                spoke_agent_id = CASE WHEN $6::timestamptz IS NULL THEN spoke_agent_id ELSE (SELECT agent_id FROM gone) END,
                answered_hours = CASE WHEN $37::smallint IS NULL THEN answered_hours
                  ELSE (answered_hours || $37::smallint)[greatest(1, cardinality(answered_hours) - 6):] END
              WHERE org_id = $31 AND number_key = $32 AND ($10 OR $9 = 'NEVER_SENT' OR $37::smallint IS NOT NULL)
                AND EXISTS (SELECT FROM gone)),
            number_here AS (
              UPDATE number_campaign SET dials_today = greatest(0, dials_today - 1), dials_week = greatest(0, dials_week - 1),
                dials_in_all = greatest(0, dials_in_all - 1)
              WHERE org_id = $31 AND number_key = $32 AND campaign_id = (SELECT campaign_id FROM gone) AND $9 = 'NEVER_SENT'),
            next_number AS (
              SELECT p.org_id, p.number_key FROM gone JOIN callback c ON c.id = gone.callback_id
              JOIN customer_phone p ON p.customer_id = gone.customer_id AND p.position = c.phone_position WHERE $15 = 'WAITING'),
            stopped AS (
              SELECT 1 FROM next_number n JOIN number_ledger l ON l.org_id = n.org_id AND l.number_key = n.number_key
              WHERE l.stopped_at IS NOT NULL),
            task AS (
              UPDATE callback SET
                state = CASE WHEN EXISTS (SELECT FROM stopped) THEN 'CANCELLED' ELSE $15 END,
                reason = CASE WHEN EXISTS (SELECT FROM stopped) THEN 'STOPPED'
                              WHEN appointment AND $9 = 'NEVER_SENT' THEN 'APPOINTMENT' ELSE $16 END,
                state_since = $7,
                next_at = CASE WHEN appointment AND $9 = 'NEVER_SENT' THEN next_at ELSE $17 END,
                dialable_until = CASE WHEN appointment AND $9 = 'NEVER_SENT' THEN dialable_until ELSE $18 END,
                wrap_up_until = $19, counted = $20, uncounted = $21,
                number_key = coalesce((SELECT number_key FROM next_number), number_key),
                failures = $22, last_counted_on = $23, tried_bands = $24,
                appointment = appointment AND $9 IN ('NEVER_SENT', 'CONGESTION', 'TRUNK_DEAD', 'NO_RINGING', 'ORIGINATE_FAILED', 'PBX_LOST', 'GAVE_WAY'),
                agent_id = CASE WHEN $6::timestamptz IS NULL THEN agent_id ELSE (SELECT agent_id FROM gone) END
              WHERE id = (SELECT callback_id FROM gone)),
            free AS (
              UPDATE agent SET
                presence = CASE WHEN line_id IS NULL THEN 'LOGGED_OUT'
                                WHEN wanted <> 'READY' THEN wanted
                                WHEN $25::timestamptz IS NOT NULL THEN 'AFTER_CALL' ELSE 'READY' END,
                presence_since = $7, after_call_until = $25
              WHERE id = (SELECT agent_id FROM gone WHERE state <> 'UNKNOWN') AND presence IN ('RESERVED', 'ON_CALL', 'LOGGED_OUT')
              RETURNING id, presence),
            sound AS (
              UPDATE recording SET ended_at = $7, expected_ms = $26, agent_id = (SELECT agent_id FROM gone),
                outcome = CASE WHEN state = 'PENDING' THEN outcome ELSE $9 END
              WHERE claimed_at = $33 AND id = $1 AND {month claimed_at} AND EXISTS (SELECT FROM gone)
              RETURNING id),
            late_sound AS (
              INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,
                  started_at, ended_at, expected_ms, number_key)
              SELECT id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, 'PENDING', $5, $7, $26, number_key
              FROM gone WHERE $5::timestamptz IS NOT NULL AND NOT EXISTS (SELECT FROM sound) ON CONFLICT DO NOTHING),
            event AS (
              INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail)
              SELECT $7, $27, id, org_id, 'ENDED', $28 FROM gone),
            letter AS (
              INSERT INTO message_outbox (id, org_id, callback_id, customer_id, campaign_id, kind, language, body, channel, channels,
                  subject, state, created_at, state_since, next_try_at, valid_until)
              SELECT $27, org_id, callback_id, customer_id, campaign_id, 'EXHAUSTED', $29, $30, ($34::text[])[1], $34,
                  $35, 'WAITING', $7, $7, $7, $36
              FROM gone WHERE $15 = 'EXHAUSTED' AND NOT EXISTS (SELECT FROM stopped) ON CONFLICT DO NOTHING)
            SELECT gone.id, free.presence, free.id AS agent_id FROM gone LEFT JOIN free ON true
            """);

    /** Nobody can tell what became of it: agent freed, callback and number stay locked. $1 id, $2 at, $3 event id, $4 detail. */
    static final String UNKNOWN = """
            WITH live AS (
              UPDATE live_attempt SET state = 'UNKNOWN' WHERE id = $1 AND state <> 'UNKNOWN' RETURNING *),
            task AS (
              UPDATE callback SET state = 'UNKNOWN', reason = 'UNKNOWN_FATE', state_since = $2
              WHERE id = (SELECT callback_id FROM live)),
            free AS (
              UPDATE agent SET presence = CASE WHEN line_id IS NULL THEN 'LOGGED_OUT' ELSE wanted END, presence_since = $2
              WHERE id = (SELECT agent_id FROM live) AND presence IN ('RESERVED', 'ON_CALL'))
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail) SELECT $2, $3, id, org_id, 'UNKNOWN', $4 FROM live
            """;
}
