package org.huifang.dialing;

/** Statements that carry facts of live attempts into the database, and end them. */
final class AttemptSql {
    private AttemptSql() {}

    /** $1 id, $2 at, $3 event id, $4 kind, $5 detail, $6 ring_at, $7 ring_basis. */
    static final String RINGING = """
            WITH live AS (
              UPDATE live_attempt SET state = CASE WHEN state = 'ORIGINATING' THEN 'RINGING' ELSE state END,
                ring_at = $6, ring_basis = $7
              WHERE id = $1 RETURNING id, org_id)
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail) SELECT $2, $3, id, org_id, $4, $5 FROM live
            """;

    /** The answer, and with it the recording that must now exist. $1 id, $2 at, $3 event id. */
    static final String ANSWERED = """
            WITH live AS (
              UPDATE live_attempt SET state = 'ANSWERED', answered_at = $2 WHERE id = $1 RETURNING *),
            sound AS (
              INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state, started_at)
              SELECT id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, 'PENDING', $2 FROM live
              ON CONFLICT DO NOTHING)
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind) SELECT $2, $3, id, org_id, 'ANSWERED' FROM live
            """;

    /** $1 id, $2 at, $3 event id. */
    static final String BRIDGED = """
            WITH live AS (
              UPDATE live_attempt SET state = 'BRIDGED', bridged_at = coalesce(bridged_at, $2) WHERE id = $1
              RETURNING id, org_id, agent_id),
            talks AS (
              UPDATE agent SET presence = 'ON_CALL', presence_since = $2
              WHERE id = (SELECT agent_id FROM live) AND presence = 'RESERVED')
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind) SELECT $2, $3, id, org_id, 'BRIDGED' FROM live
            """;

    /** Any other fact worth a line in the history. $1 id, $2 at, $3 event id, $4 kind, $5 detail. */
    static final String NOTE = """
            INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail)
            SELECT $2, $3, id, org_id, $4, $5 FROM live_attempt WHERE id = $1
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
    static final String END = """
            WITH gone AS (DELETE FROM live_attempt WHERE id = $1 RETURNING *),
            history AS (
              INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,
                  seq, claimed_at, zone, local_date, band_start, band_end, ring_at, ring_basis, ring_ms, answered_at, bridged_at,
                  ended_at, talk_ms, outcome, counted, q850, sip_code, ended_by, source)
              SELECT id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,
                  seq, claimed_at, zone, local_date, band_start, band_end, $2, $3, $4, $5, $6,
                  $7, $8, $9, $10, $11, $12, $13, $14 FROM gone),
            number AS (
              UPDATE number_ledger SET
                counted_today = counted_today + CASE WHEN $10 THEN 1 ELSE 0 END,
                dials_today = dials_today - CASE WHEN $9 = 'NEVER_SENT' AND dials_today > 0 THEN 1 ELSE 0 END
              WHERE (org_id, number_key) = (SELECT org_id, number_key FROM gone) AND ($10 OR $9 = 'NEVER_SENT')
              RETURNING stopped_at),
            next_number AS (
              SELECT p.org_id, p.number_key FROM gone JOIN callback c ON c.id = gone.callback_id
              JOIN customer_phone p ON p.customer_id = gone.customer_id AND p.position = c.phone_position WHERE $15 = 'WAITING'),
            stopped AS (
              SELECT 1 FROM number_ledger
              WHERE (org_id, number_key) = (SELECT org_id, number_key FROM next_number) AND stopped_at IS NOT NULL),
            task AS (
              UPDATE callback SET
                state = CASE WHEN EXISTS (SELECT FROM stopped) THEN 'CANCELLED' ELSE $15 END,
                reason = CASE WHEN EXISTS (SELECT FROM stopped) THEN 'STOPPED' ELSE $16 END,
                state_since = $7, next_at = $17, dialable_until = $18, wrap_up_until = $19, counted = $20, uncounted = $21,
                number_key = coalesce((SELECT number_key FROM next_number), number_key),
                failures = $22, last_counted_on = $23, tried_bands = $24, appointment = false,
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
              UPDATE recording SET ended_at = $7, expected_ms = $26, agent_id = (SELECT agent_id FROM gone)
              WHERE claimed_at = (SELECT claimed_at FROM gone) AND id = $1),
            late_sound AS (
              INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,
                  started_at, ended_at, expected_ms)
              SELECT id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, 'PENDING', $5, $7, $26
              FROM gone WHERE $5::timestamptz IS NOT NULL ON CONFLICT DO NOTHING),
            event AS (
              INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail)
              SELECT $7, $27, id, org_id, 'ENDED', $28 FROM gone),
            letter AS (
              INSERT INTO message_outbox (id, org_id, callback_id, customer_id, kind, channel, language, body, state, created_at)
              SELECT $27, org_id, callback_id, customer_id, 'EXHAUSTED', 'SMS', $29, $30, 'WAITING', $7
              FROM gone WHERE $15 = 'EXHAUSTED' AND NOT EXISTS (SELECT FROM stopped) ON CONFLICT DO NOTHING)
            SELECT gone.id, free.presence, free.id AS agent_id FROM gone LEFT JOIN free ON true
            """;

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
