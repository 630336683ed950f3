package org.huifang.rehearsal;

/** The one statement that reads what a rehearsal needs. */
public final class RehearsalSql {
    /** $1 campaign. */
    public static final String PENDING = """
            SELECT c.id, c.appointment, c.reason, c.next_at, c.dialable_until, c.not_before, c.deadline, c.counted, c.uncounted,
                   c.last_counted_on, c.tried_bands, u.zone
            FROM callback c JOIN customer u ON u.id = c.customer_id
            WHERE c.campaign_id = $1 AND c.state = 'WAITING'
            """;

    private RehearsalSql() {}
}
