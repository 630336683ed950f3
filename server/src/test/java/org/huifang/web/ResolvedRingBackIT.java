package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.huifang.TestOffice;
import org.junit.jupiter.api.Test;

/** A call that came in, was put through, and of which nobody can tell what became: a person's word ends it too. */
class ResolvedRingBackIT {
    @Test
    void theCallThatCameInDoesNotStayPutThrough() throws Exception {
        try (var office = TestOffice.start(Clock.systemUTC())) {
            var admin = new Browser(office::uri);
            admin.signIn("admin", TestOffice.PASSWORD);
            for (String bridged : new String[] {"NULL", "now()"}) {
                String word = bridged.equals("NULL") ? "silent" : "talked";
                office.execute(unknown(word, bridged));
                String callback = office.value("SELECT callback_id FROM inbound_call WHERE channel = '" + word + "'");
                var resolved = admin.post(
                        "/api/v1/callbacks/" + callback + "/resolve",
                        "{\"as\":\"DONE\",\"reason\":\"asked the agent\"}");
                assertThat(resolved.status()).as(resolved.text()).isEqualTo(204);
            }
            assertThat(office.value(
                            "SELECT string_agg(concat_ws(' ', channel, state, reason, ended_at IS NOT NULL), ','"
                                    + " ORDER BY channel) FROM inbound_call"))
                    .isEqualTo("silent MISSED UNKNOWN_FATE t,talked ANSWERED t");
            assertThat(office.value("SELECT string_agg(direction, ',') FROM attempt WHERE outcome = 'UNKNOWN'"))
                    .isEqualTo("IN,IN");
            var listed = admin.get("/api/v1/inbound-calls?state=MISSED");
            assertThat(listed.text()).contains("UNKNOWN_FATE");
        }
    }

    private static String unknown(String word, String bridged) {
        return """
                WITH o AS (SELECT id FROM org_unit),
                n AS (INSERT INTO node SELECT gen_random_uuid(), '%1$s', 1, 'infinity', now() RETURNING id),
                t AS (INSERT INTO trunk (id, org_id, name, created_at) SELECT gen_random_uuid(), id, '%1$s', now() FROM o RETURNING id),
                a AS (INSERT INTO agent (id, org_id, code, name, endpoint, presence_since)
                      SELECT gen_random_uuid(), id, '%1$s', 'x', '%1$s', now() FROM o RETURNING id),
                c AS (INSERT INTO campaign SELECT gen_random_uuid(), o.id, '%1$s', 'x', 'ACTIVE', false, t.id, 1, now() FROM o, t RETURNING id),
                r AS (INSERT INTO campaign_rules SELECT c.id, 1, o.id, '{}', NULL, 'x', now() FROM c, o),
                l AS (INSERT INTO number_ledger (org_id, number_key) SELECT id, '%1$s' FROM o RETURNING number_key),
                u AS (INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)
                      SELECT gen_random_uuid(), id, '%1$s', 'x', now(), now() FROM o RETURNING id),
                b AS (INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, number_key, created_at)
                      SELECT gen_random_uuid(), o.id, c.id, u.id, 'x', 'UNKNOWN', now(), 'UNKNOWN_FATE', l.number_key, now() FROM o, c, u, l
                      RETURNING id),
                v AS (INSERT INTO live_attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, number_key,
                      trunk_id, node_id, node_epoch, seq, state, claimed_at, zone, local_date, band_start, band_end, answered_at, bridged_at,
                      direction)
                    SELECT gen_random_uuid(), o.id, b.id, c.id, 1, u.id, a.id, l.number_key, t.id, n.id, 1, 1, 'UNKNOWN', now(),
                    'Asia/Shanghai', current_date, '09:00', '10:30', %2$s, %2$s, 'IN' FROM o, b, c, u, a, t, n, l RETURNING id)
                INSERT INTO inbound_call (id, org_id, trunk_id, node_id, channel, customer_id, callback_id, state, agent_id, attempt_id,
                    started_at, put_through_at)
                SELECT gen_random_uuid(), o.id, t.id, n.id, '%1$s', u.id, b.id, 'PUT_THROUGH', a.id, v.id, now(), now()
                FROM o, t, n, u, b, a, v
                """.formatted(word, bridged);
    }
}
