package org.huifang.bench;

import java.sql.SQLException;
import java.util.UUID;
import org.huifang.dialing.ClaimBench;

/** Callbacks of a campaign that may call all day, some of them due and most of them later, and an agent for each claim. */
final class ClaimData {
    private static final String RULES = "{\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\",\"days\":\"EVERY_DAY\"}]}";

    private final PlanData data;
    private final int claims;
    private final UUID campaign = UUID.randomUUID();

    ClaimData(PlanData data, UUID node, int claims) throws SQLException {
        this.data = data;
        this.claims = claims;
        data.execute("UPDATE campaign SET state = 'PAUSED'");
        data.execute("INSERT INTO campaign SELECT '" + campaign
                + "', org_id, 'claims', 'Claims', 'ACTIVE', false, id, 1, now()" + " FROM trunk WHERE org_id = '"
                + data.org() + "' LIMIT 1");
        data.execute("INSERT INTO campaign_rules VALUES ('" + campaign + "', 1, '" + data.org() + "', '" + RULES
                + "', NULL, 'bench', now())");
        data.execute(
                "INSERT INTO agent (id, org_id, code, name, endpoint, presence, presence_since, wanted, line_id, line_channel, node_id)"
                        + " SELECT ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, '" + data.org()
                        + "', 'claims-' || i, 'Agent', 'claims-' || i, 'READY', now(), 'READY', 'line-' || i, 'PJSIP/x', '"
                        + node
                        + "' FROM generate_series(1, " + claims + ") i");
        if (!ClaimBench.agent(1).toString().endsWith("000000000001")) {
            throw new IllegalStateException("agents are named otherwise");
        }
    }

    /** The only callbacks from now on, on a number each. Those that are due came first, one after the other. */
    void fill(int waiting, int due) throws SQLException {
        data.execute("TRUNCATE callback, live_attempt CASCADE");
        data.execute(
                "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,"
                        + " dialable_until, number_key, deadline, created_at)"
                        + " SELECT uuidv7(), c.org_id, '" + campaign + "', c.id, 'claims', 'WAITING', now(), 'PLANNED',"
                        + " CASE WHEN nr <= " + due + " THEN now() - interval '1 hour' + nr * interval '1 ms'"
                        + " ELSE now() + interval '2 hours' + nr % 100000 * interval '20 s' END, now() + interval '60 days', p.number_key,"
                        + " now() + interval '90 days', now()"
                        + " FROM (SELECT id, org_id, row_number() OVER () AS nr FROM customer WHERE own_slots = '{}'"
                        + "       AND external_ref LIKE 'C-%' LIMIT " + waiting + ") c"
                        + " JOIN customer_phone p ON p.customer_id = c.id AND p.position = 1");
        data.execute("VACUUM ANALYZE callback");
        data.execute("ANALYZE");
        data.execute("CHECKPOINT");
    }

    /** As before the claims of the round. */
    void again() throws SQLException {
        data.execute("TRUNCATE live_attempt, number_campaign, attempt_event");
        data.execute("UPDATE callback SET state = 'WAITING', reason = 'PLANNED', attempts = 0 WHERE state = 'LIVE'");
        data.execute(
                "UPDATE number_ledger SET dials_today = 0, dials_week = 0, dials_in_all = 0 WHERE dials_today > 0");
        data.execute("UPDATE agent SET presence = 'READY', calls_today = 0 WHERE presence = 'RESERVED'");
        data.execute("VACUUM ANALYZE callback, number_ledger, agent, live_attempt, number_campaign");
        data.execute("CHECKPOINT");
    }

    void refuseUnlessClaimed() throws SQLException {
        long live = data.count("live_attempt");
        if (live != claims) {
            throw new IllegalStateException(live + " claimed of " + claims);
        }
    }
}
