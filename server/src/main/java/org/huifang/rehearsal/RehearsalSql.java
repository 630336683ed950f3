package org.huifang.rehearsal;

/** The one statement that reads what a rehearsal needs. */
public final class RehearsalSql {
    /** $1 campaign. */
    public static final String PENDING = """
            SELECT c.id, c.appointment, c.reason, c.next_at, c.dialable_until, c.not_before, c.deadline, c.counted, c.uncounted,
                   c.last_counted_on, c.tried_bands, u.zone, u.own_slots, c.number_key,
                   n.local_date, n.dials_today, n.counted_today, n.dials_week, n.dials_in_all,
                   m.local_date AS campaign_date, m.dials_today AS campaign_today, m.dials_week AS campaign_week,
                   m.dials_in_all AS campaign_in_all,
                   CASE WHEN n.dials_today > 0 AND n.last_campaign_id <> c.campaign_id THEN n.local_date END AS others_on
            FROM callback c JOIN customer u ON u.id = c.customer_id
            LEFT JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = c.number_key
            LEFT JOIN number_campaign m ON m.org_id = c.org_id AND m.number_key = c.number_key AND m.campaign_id = c.campaign_id
            WHERE c.campaign_id = $1 AND c.state = 'WAITING'
            """;

    private RehearsalSql() {}
}
