package org.huifang.dialing;

import org.huifang.db.MonthBounds;

/**
 * The end of an attempt: history, callback, number, agent, recording and message in one statement; no row if it had ended
 * already. PostgreSQL makes every part of a statement ready before it begins, also those that have nothing to do, so what most
 * calls do not need stands in a statement of its own.
 */
final class EndSql {
    private EndSql() {}

    /** Of $1 to $37 in {@link #ANY} the last so many speak of the message, which {@link #TALKED} does not write. */
    static final int OF_THE_LETTER = 5;

    private static final String HISTORY = """
            WITH gone AS (DELETE FROM live_attempt WHERE id = $1 RETURNING *),
            history AS (
              INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,
                  seq, claimed_at, zone, local_date, band_start, band_end, ring_at, ring_basis, ring_ms, answered_at, bridged_at,
                  ended_at, talk_ms, outcome, counted, q850, sip_code, ended_by, source, direction)
              SELECT id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,
                  seq, claimed_at, zone, local_date, band_start, band_end, $2, $3, $4, $5, $6,
                  $7, $8, $9, $10, $11, $12, $13, $14, direction FROM gone),
            """;

    private static final String DIALS_TAKEN_BACK = """
            number_here AS (
              UPDATE number_campaign SET dials_today = greatest(0, dials_today - 1), dials_week = greatest(0, dials_week - 1),
                dials_in_all = greatest(0, dials_in_all - 1)
              WHERE org_id = $29 AND number_key = $30 AND campaign_id = (SELECT campaign_id FROM gone) AND $9 = 'NEVER_SENT'),
            """;

    private static final String NUMBER = """
            number AS (
              UPDATE number_ledger SET
                counted_today = counted_today + CASE WHEN $10 THEN 1 ELSE 0 END,
                dials_today = dials_today - CASE WHEN $9 = 'NEVER_SENT' AND dials_today > 0 THEN 1 ELSE 0 END,
                dials_week = dials_week - CASE WHEN $9 = 'NEVER_SENT' AND dials_week > 0 THEN 1 ELSE 0 END,
                dials_in_all = dials_in_all - CASE WHEN $9 = 'NEVER_SENT' AND dials_in_all > 0 THEN 1 ELSE 0 END,
                spoke_agent_id = CASE WHEN $6::timestamptz IS NULL THEN spoke_agent_id ELSE (SELECT agent_id FROM gone) END,
                answered_hours = CASE WHEN $32::smallint IS NULL THEN answered_hours
                  ELSE (answered_hours || $32::smallint)[greatest(1, cardinality(answered_hours) - 6):] END
              WHERE org_id = $29 AND number_key = $30 AND ($10 OR $9 = 'NEVER_SENT' OR $32::smallint IS NOT NULL)
                AND EXISTS (SELECT FROM gone)),
            """;

    private static final String NEXT_NUMBER = """
            next_number AS (
              SELECT p.org_id, p.number_key FROM gone JOIN callback c ON c.id = gone.callback_id
              JOIN customer_phone p ON p.customer_id = gone.customer_id AND p.position = c.phone_position WHERE $15 = 'WAITING'),
            stopped AS (
              SELECT 1 FROM next_number n JOIN number_ledger l ON l.org_id = n.org_id AND l.number_key = n.number_key
              WHERE l.stopped_at IS NOT NULL),
            """;

    private static final String ASKED_FOR = """
            task AS (
              UPDATE callback SET
                state = CASE WHEN EXISTS (SELECT FROM stopped) THEN 'CANCELLED' ELSE $15 END,
                reason = CASE WHEN EXISTS (SELECT FROM stopped) THEN 'STOPPED'
                              WHEN appointment AND $9 = 'NEVER_SENT' THEN 'APPOINTMENT' ELSE $16 END,
                next_at = CASE WHEN appointment AND $9 = 'NEVER_SENT' THEN next_at ELSE $17 END,
                dialable_until = CASE WHEN appointment AND $9 = 'NEVER_SENT' THEN dialable_until ELSE $18 END,
                number_key = coalesce((SELECT number_key FROM next_number), number_key),
            """;

    private static final String TALKED_TO = """
            task AS (
              UPDATE callback SET state = $15, reason = $16, next_at = $17, dialable_until = $18,
            """;

    private static final String CALLBACK = """
                state_since = $7, wrap_up_until = $19, counted = $20, uncounted = $21,
                failures = $22, last_counted_on = $23, tried_bands = $24,
                appointment = appointment AND $9 IN ('NEVER_SENT', 'CONGESTION', 'TRUNK_DEAD', 'NO_RINGING', 'ORIGINATE_FAILED', 'PBX_LOST', 'GAVE_WAY'),
                agent_id = CASE WHEN $6::timestamptz IS NULL THEN agent_id ELSE (SELECT agent_id FROM gone) END
              WHERE id = (SELECT callback_id FROM gone)),
            """;

    private static final String AGENT_AND_SOUND = """
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
              WHERE claimed_at = $31 AND id = $1 AND {month claimed_at} AND EXISTS (SELECT FROM gone)
              RETURNING id),
            late_sound AS (
              INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,
                  started_at, ended_at, expected_ms, number_key)
              SELECT id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, 'PENDING', $5, $7, $26, number_key
              FROM gone WHERE $5::timestamptz IS NOT NULL AND NOT EXISTS (SELECT FROM sound) ON CONFLICT DO NOTHING),
            event AS (
              INSERT INTO attempt_event (at, id, attempt_id, org_id, kind, detail)
              SELECT $7, $27, id, org_id, 'ENDED', $28 FROM gone)
            """;

    private static final String LETTER = """
            , letter AS (
              INSERT INTO message_outbox (id, org_id, callback_id, customer_id, campaign_id, kind, language, body, channel, channels,
                  subject, state, created_at, state_since, next_try_at, valid_until)
              SELECT $27, org_id, callback_id, customer_id, campaign_id, 'EXHAUSTED', $33, $34, ($35::text[])[1], $35,
                  $36, 'WAITING', $7, $7, $7, $37
              FROM gone WHERE $15 = 'EXHAUSTED' AND NOT EXISTS (SELECT FROM stopped) ON CONFLICT DO NOTHING)
            """;

    private static final String TOLD = """
            SELECT gone.id, free.presence, free.id AS agent_id FROM gone LEFT JOIN free ON true
            """;

    /** However it ended. */
    static final MonthBounds ANY = new MonthBounds(
            HISTORY + NUMBER + DIALS_TAKEN_BACK + NEXT_NUMBER + ASKED_FOR + CALLBACK + AGENT_AND_SOUND + LETTER + TOLD);

    /** After a talk with an agent, when the callback is not called again and nobody is written to. */
    static final MonthBounds TALKED = new MonthBounds(HISTORY + NUMBER + TALKED_TO + CALLBACK + AGENT_AND_SOUND + TOLD);
}
