package org.huifang.planning;

/** The statements of the planner. */
final class PlanSql {
    private PlanSql() {}

    static final long LOCK = 0x6875_6966_706c_616eL;

    /** For one transaction: each page is found through keys, however little the statistics of young tables say. */
    static final String BY_KEYS =
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off;"
                    + " SET LOCAL jit = off";

    static final String CAMPAIGNS = """
            SELECT c.id, c.org_id, c.code, r.rules::text AS rules, o.zone, o.calendar,
                   (SELECT count(*) FROM agent a LEFT JOIN app_user u ON u.id = a.user_id
                    WHERE a.org_id = c.org_id AND u.disabled IS NOT TRUE) AS agents
            FROM campaign c
            JOIN campaign_rules r ON r.campaign_id = c.id AND r.version = c.current_version
            JOIN org_unit o ON o.id = c.org_id
            WHERE c.state = 'ACTIVE'
            ORDER BY c.org_id, c.code
            """;

    /** What joins a page of anchors to what planning needs; $1 org, $2 campaign, $3 before the key, $4 after it, $5 after this id. */
    private static final String CUSTOMERS = """
            SELECT e.id, e.occasion, e.customer_id, u.zone, u.own_slots, p.position, p.number_key,
                   n.stopped_at IS NOT NULL AS stopped
            FROM (%s) e
            JOIN customer u ON u.id = e.customer_id
            LEFT JOIN LATERAL (
              SELECT position, number_key FROM customer_phone f WHERE f.customer_id = e.customer_id
              ORDER BY wrong_since IS NOT NULL, position LIMIT 1) p ON true
            LEFT JOIN number_ledger n ON n.org_id = $1 AND n.number_key = p.number_key
            ORDER BY e.id
            """;

    /** Not an anti-join, which PostgreSQL does without the key while it believes that there are no callbacks yet. */
    private static final String NOT_YET_PLANNED = """
            AND (SELECT true FROM callback c WHERE c.org_id = $1 AND c.campaign_id = $2 AND c.customer_id = a.customer_id
                 AND c.occasion_key = $3 || %s || $4 LIMIT 1) IS NULL
            ORDER BY a.id LIMIT $6
            """;

    /** Events of one date; $6 how many, $7 type, $8 date. */
    static final String BY_DATE = CUSTOMERS.formatted("""
            SELECT a.id, $3 || a.event_key || $4 AS occasion, a.customer_id FROM customer_event a
            WHERE a.org_id = $1 AND a.type = $7 AND a.on_date = $8 AND a.id > $5
            """ + NOT_YET_PLANNED.formatted("a.event_key"));

    /** Events whose day of the year comes round on a date; $6 how many, $7 type, $8 date, $9 days as month * 100 + day. */
    static final String BY_DAY_OF_YEAR = CUSTOMERS.formatted("""
            SELECT a.id, $3 || a.event_key || $4 AS occasion, a.customer_id FROM customer_event a
            WHERE a.org_id = $1 AND a.type = $7 AND a.month_day = ANY ($9) AND a.on_date < $8 AND a.id > $5
            """ + NOT_YET_PLANNED.formatted("a.event_key"));

    /** Customers whom another campaign reached; $6 how many, $7 its code, $8 from, $9 until. */
    static final String BY_REACHED = CUSTOMERS.formatted("""
            SELECT a.id, $3 || a.id || $4 AS occasion, a.customer_id FROM callback a
            WHERE a.org_id = $1 AND a.state = 'DONE' AND a.state_since >= $8 AND a.state_since < $9 AND a.id > $5
              AND a.campaign_id = (SELECT id FROM campaign f WHERE f.org_id = $1 AND f.code = $7)
            """ + NOT_YET_PLANNED.formatted("a.id"));

    /** Seconds between claim and end of the campaign's last attempts, at most a thousand of the last week; $1 campaign, $2 since. */
    static final String HANDLING = """
            SELECT count(*), coalesce(avg(seconds), 0)::float8 FROM (
              SELECT extract(epoch FROM ended_at - claimed_at) AS seconds FROM attempt
              WHERE claimed_at >= $2 AND campaign_id = $1 ORDER BY claimed_at DESC LIMIT 1000) last
            """;

    /** Callbacks that wait in times to come, by stretch of five minutes; $1 campaign, $2 now. */
    static final String LOAD = """
            SELECT floor(extract(epoch FROM next_at) / 300)::bigint AS stretch, count(*) AS callbacks FROM callback
            WHERE campaign_id = $1 AND state = 'WAITING' AND next_at >= $2 GROUP BY 1
            """;

    static final String INSERT = """
            INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,
                dialable_until, phone_position, number_key, not_before, deadline, created_at, listed_for)
            SELECT d.id, $1, $2, d.customer, d.occasion, d.state, $3, d.reason, d.next_at, d.until, d.position, d.key,
                d.not_before, d.deadline, $3, $4
            FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[],
                $12::smallint[], $13::bytea[], $14::timestamptz[], $15::timestamptz[])
                AS d (id, customer, occasion, state, reason, next_at, until, position, key, not_before, deadline)
            ON CONFLICT DO NOTHING
            """;

    static final String NOTE = """
            INSERT INTO plan_run (id, org_id, campaign_id, list_date, planned, late, over, stopped, no_slot, started_at, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;

    static final String PROPOSE = """
            INSERT INTO plan_list AS l (campaign_id, list_date, org_id, state, callbacks, made_at)
            VALUES ($1, $2, $3, 'PROPOSED', $4, $5)
            ON CONFLICT (campaign_id, list_date) DO UPDATE SET callbacks = l.callbacks + excluded.callbacks,
                state = 'PROPOSED', made_at = excluded.made_at, decided_by = NULL, decided_at = NULL, reason = NULL
            """;
}
