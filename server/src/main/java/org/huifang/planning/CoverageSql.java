package org.huifang.planning;

/** The statements of coverage. Anchors are what calls for a callback, each with the date on which it occurs. */
final class CoverageSql {
    private CoverageSql() {}

    static final String CAMPAIGN = """
            SELECT c.id, c.org_id, c.code, c.name, c.state, r.rules::text AS rules, o.zone, o.calendar
            FROM campaign c
            JOIN campaign_rules r ON r.campaign_id = c.id AND r.version = c.current_version
            JOIN org_unit o ON o.id = c.org_id
            WHERE c.org_id = $1 AND ($2::uuid IS NULL OR c.id = $2)
            ORDER BY c.code
            """;

    /** $1 org, $2 campaign, $3 type, code or nothing, $4 first of the month, $5 first of the next, $6 zone. */
    static final String BY_DATE = """
            SELECT e.id, e.customer_id, e.on_date AS occurs, e.type || ':' || e.event_key AS occasion
            FROM customer_event e WHERE e.org_id = $1 AND e.type = $3 AND e.on_date >= $4 AND e.on_date < $5
              AND $6::text IS NOT NULL
            """;

    static final String BY_DAY_OF_YEAR = """
            SELECT e.id, e.customer_id,
                   ($4::date + (least(e.month_day % 100, extract(day FROM $5::date - 1)::integer) - 1))::date AS occurs,
                   e.type || ':' || e.event_key || '#' || extract(year FROM $4::date)::integer AS occasion
            FROM customer_event e WHERE e.org_id = $1 AND e.type = $3 AND e.on_date < $4
              AND e.month_day / 100 = extract(month FROM $4::date)::integer AND $6::text IS NOT NULL
            """;

    static final String BY_REACHED = """
            SELECT b.id, b.customer_id, (b.state_since AT TIME ZONE $6)::date AS occurs, 'FOLLOWS:' || b.id AS occasion
            FROM callback b WHERE b.org_id = $1 AND b.state = 'DONE'
              AND b.campaign_id = (SELECT id FROM campaign f WHERE f.org_id = $1 AND f.code = $3)
              AND b.state_since >= $4::date::timestamp AT TIME ZONE $6 AND b.state_since < $5::date::timestamp AT TIME ZONE $6
            """;

    /** Without a goal, what was asked for by import and REST is all there is. */
    static final String BY_CALLBACK = """
            SELECT b.id, b.customer_id, (b.created_at AT TIME ZONE $6)::date AS occurs, b.occasion_key AS occasion
            FROM callback b WHERE b.org_id = $1 AND b.campaign_id = $2 AND $3::text IS NULL
              AND b.created_at >= $4::date::timestamp AT TIME ZONE $6 AND b.created_at < $5::date::timestamp AT TIME ZONE $6
            """;

    private static final String CALLBACK = """
             FROM (%s) a
            LEFT JOIN callback c ON c.org_id = $1 AND c.campaign_id = $2 AND c.customer_id = a.customer_id
              AND c.occasion_key = a.occasion
            """;

    private static final String LATE =
            "coalesce(CASE c.state WHEN 'WAITING' THEN c.next_at >= c.deadline WHEN 'DONE' THEN c.state_since >= c.deadline END, false)";

    private static final String NO_PHONE =
            "(c.id IS NULL AND NOT EXISTS (SELECT FROM customer_phone p WHERE p.customer_id = a.customer_id))";

    static String counts(String anchors) {
        return "SELECT a.occurs, c.state, c.reason, " + LATE + " AS late, " + NO_PHONE + " AS no_phone, count(*) AS n"
                + CALLBACK.formatted(anchors) + " GROUP BY 1, 2, 3, 4, 5";
    }

    /** As {@code Coverage} says it. $11: events up to this date are past their last resort; $12 the word for the others. */
    private static final String WHY = "CASE WHEN c.id IS NULL THEN CASE WHEN " + NO_PHONE
            + " THEN 'NO_PHONE' WHEN a.occurs <= $11 THEN 'DEADLINE_PASSED' ELSE $12::text END"
            + " WHEN c.state = 'WAITING' THEN 'NO_SLOT_BEFORE_DEADLINE' ELSE c.reason END";

    /**
     * $7 last date that is due by now, $8 and $9 after this date and id, $10 how many, $13 only for this reason; null: for
     * any.
     */
    static String missing(String anchors) {
        return "SELECT a.id, a.occurs, a.occasion, u.id AS customer_id, u.external_ref, u.name, c.id AS callback_id, c.state,"
                + " c.reason, " + WHY + " AS why" + CALLBACK.formatted(anchors)
                + " JOIN customer u ON u.id = a.customer_id"
                + " WHERE (a.occurs, a.id) > ($8, $9) AND ($13::text IS NULL OR " + WHY
                + " = $13) AND (c.id IS NULL AND a.occurs <= $7"
                + " OR c.state IN ('EXHAUSTED', 'CANCELLED', 'REVIEW', 'UNKNOWN') OR c.state = 'WAITING' AND " + LATE
                + ")"
                + " ORDER BY a.occurs, a.id LIMIT $10";
    }
}
