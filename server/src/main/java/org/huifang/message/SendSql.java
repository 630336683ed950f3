package org.huifang.message;

/** Statements of one try. */
final class SendSql {
    private SendSql() {}

    /** The next one due that nobody else holds. $1 now, $2 channels with room. */
    static final String CANDIDATE = """
            SELECT m.id, m.org_id, m.callback_id, m.customer_id, m.kind, m.channel, m.channels, m.language, m.subject, m.body,
                   m.tries, m.valid_until, m.problem, c.phone_position
            FROM message_outbox m JOIN callback c ON c.id = m.callback_id
            WHERE m.state = 'WAITING' AND m.next_try_at <= $1 AND m.channel = ANY ($2)
            ORDER BY m.next_try_at LIMIT 1 FOR UPDATE OF m SKIP LOCKED
            """;

    /** Refusals change under this row's lock. $1 customer. */
    static final String CUSTOMER = "SELECT attributes ->> 'email' AS email FROM customer WHERE id = $1 FOR SHARE";

    static final String REFUSED =
            "SELECT channel FROM customer_consent WHERE customer_id = $1 AND refused_at IS NOT NULL";

    /** Numbers that can get a short message, the callback's first; their ledgers are locked against stops. $1 customer, $2 position. */
    static final String PHONES = """
            SELECT p.e164, p.number_key, n.stopped_at FROM customer_phone p
            JOIN number_ledger n ON n.org_id = p.org_id AND n.number_key = p.number_key
            WHERE p.customer_id = $1 AND p.kind IN ('MOBILE', 'INTERNATIONAL') AND p.wrong_since IS NULL
            ORDER BY p.position <> $2, p.position FOR SHARE OF n
            """;

    /** $1 id, $2 try, $3 gateway, $4 channel, $5 node, $6 epoch, $7 number, $8 segments, $9 now. */
    static final String SENDING = """
            UPDATE message_outbox SET state = 'SENDING', try_id = $2, tries = tries + 1, gateway = $3, channel = $4, node_id = $5,
              node_epoch = $6, number_key = $7, segments = $8, state_since = $9, problem = NULL
            WHERE id = $1 AND EXISTS (SELECT FROM node WHERE id = $5 AND epoch = $6 AND lease_until > $9)
            """;

    /** $1 id, $2 state, $3 problem, $4 now, $5 channel, $6 next try. */
    static final String MOVE = """
            UPDATE message_outbox SET state = $2, problem = $3, state_since = $4, channel = $5, next_try_at = $6, node_id = NULL,
              node_epoch = NULL WHERE id = $1
            """;

    /** Only while the try is the last one. $1 id, $2 try, $3 state, $4 problem, $5 now, $6 channel, $7 next try, $8 from states. */
    static final String AFTER_TRY = """
            UPDATE message_outbox SET state = $3, problem = $4, state_since = $5, channel = coalesce($6, channel), next_try_at = $7,
              node_id = NULL, node_epoch = NULL
            WHERE id = $1 AND try_id = $2 AND state = ANY ($8)
            """;
}
