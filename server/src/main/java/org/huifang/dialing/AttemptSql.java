package org.huifang.dialing;

/** Statements that carry facts of live attempts into the database. */
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
