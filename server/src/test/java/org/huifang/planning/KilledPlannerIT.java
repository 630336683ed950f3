package org.huifang.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server dies by SIGKILL in the middle of planning, once with a page in hand and once between two pages: its restart, or
 * another server, makes the rest, and each customer has one callback (R12).
 */
class KilledPlannerIT {
    private static final int CUSTOMERS = 5_000;
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private CallCentre centre;

    @Test
    void anotherServerMakesTheRestAndNothingTwice() {
        try (var opened = new CallCentre(folder, 1)) {
            centre = opened;
            UUID campaign = centre.campaign(
                    "{\"goal\":{\"event\":\"DELIVERY\",\"earliest\":{\"amount\":1}," + "\"deadline\":{\"amount\":7}}}");
            customers();
            Path log = folder.resolve("server.log");
            dies("plan-page-inserted:2", log);
            assertThat(callbacks()).as("the page in hand is taken back").isEqualTo(CampaignPlan.PAGE);
            dies("plan-page-committed", log);
            assertThat(callbacks()).as("after a restart, and one page more").isEqualTo(2 * CampaignPlan.PAGE);
            Path other = centre.writeConfig(
                    "other", centre.asterisk(), centre.asterisk().amiPort());
            try (var server = ServerProcess.start(other, folder.resolve("other.log"))) {
                CallCentre.await(LONG, server::log, () -> callbacks() == CUSTOMERS);
                assertThat(centre.rows("SELECT DISTINCT customer_id FROM callback WHERE campaign_id = ?", campaign))
                        .hasSize(CUSTOMERS);
                assertThat(centre.rows("SELECT sum(planned)::int AS n FROM plan_run")
                                .get(0))
                        .as("each run tells what it made and no more")
                        .containsEntry("n", CUSTOMERS);
                assertThat(centre.rows("SELECT sum((detail ->> 'planned')::int)::int AS n FROM audit_entry"
                                        + " WHERE action = 'plan.step'")
                                .get(0))
                        .containsEntry("n", CUSTOMERS);
            }
        }
    }

    private void dies(String point, Path log) {
        try (var server = ServerProcess.start(centre.configFile(), log, point)) {
            server.awaitKilled(LONG);
        }
    }

    private int callbacks() {
        return centre.rows("SELECT count(*)::int AS n FROM callback").get(0).get("n") instanceof Integer n ? n : -1;
    }

    /** With an event of yesterday each, so that their calls are on the list of tomorrow. */
    private void customers() {
        centre.execute("INSERT INTO number_ledger (org_id, number_key) SELECT o.id, sha256(('k' || i)::bytea)"
                + " FROM org_unit o, generate_series(1, " + CUSTOMERS + ") i");
        centre.execute("INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)"
                + " SELECT gen_random_uuid(), o.id, 'k' || i, '王' || i, now(), now() FROM org_unit o, generate_series(1, "
                + CUSTOMERS + ") i");
        centre.execute(
                "INSERT INTO customer_phone SELECT id, 1, org_id, '+86138' || lpad(substr(external_ref, 2), 8, '0'),"
                        + " 'MOBILE', sha256(external_ref::bytea) FROM customer");
        centre.execute(
                "INSERT INTO customer_event (id, org_id, type, customer_id, event_key, on_date, created_at, updated_at)"
                        + " SELECT gen_random_uuid(), org_id, 'DELIVERY', id, 'K-' || external_ref,"
                        + " (now() AT TIME ZONE 'Asia/Shanghai')::date, now(), now() FROM customer");
    }
}
