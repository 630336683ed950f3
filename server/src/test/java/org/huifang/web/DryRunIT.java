package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dry run over REST, on a real database with many callbacks. */
class DryRunIT {
    private static final int CALLBACKS = 100_000;
    private static TestOffice office;
    private static Browser admin;
    private static String campaign;

    @BeforeAll
    static void open() throws Exception {
        // A Monday, 08:00 in Shanghai: before the preset windows.
        office = TestOffice.start(Clock.fixed(Instant.parse("2026-11-23T00:00:00Z"), ZoneOffset.UTC));
        admin = new Browser(office::uri);
        admin.signIn("admin", TestOffice.PASSWORD);
        admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}");
        campaign = admin.post("/api/v1/campaigns", "{\"code\":\"big\",\"name\":\"年度回访\",\"trunk\":\"real\"}")
                .id();
        office.execute("INSERT INTO agent (id, org_id, code, name, endpoint, presence_since)"
                + " SELECT gen_random_uuid(), id, 'A' || i, 'Agent', 'agent-' || i, now()"
                + " FROM org_unit, generate_series(1, 200) i");
        office.execute("INSERT INTO customer (id, org_id, external_ref, name, zone, created_at, updated_at)"
                + " SELECT gen_random_uuid(), id, 'C' || i, '王 ' || i, CASE WHEN i % 10 = 0 THEN 'Asia/Urumqi' END, now(), now()"
                + " FROM org_unit, generate_series(1, " + CALLBACKS + ") i");
        office.execute(
                "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason,"
                        + " next_at, dialable_until, number_key, deadline, created_at)"
                        + " SELECT gen_random_uuid(), u.org_id, c.id, u.id, 'year', 'WAITING', now(), 'PLANNED',"
                        + " timestamptz '2026-11-23 01:00Z', timestamptz '2026-11-23 02:30Z', convert_to(u.external_ref, 'UTF8'), timestamptz '2026-12-07 16:00Z',"
                        + " now() FROM customer u, campaign c");
        office.execute("ANALYZE");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static Browser.Answer dryRun(String body) {
        return admin.post("/api/v1/campaigns/" + campaign + "/rules/dry-run", body);
    }

    @Test
    void aHundredThousandCallbacksAreRehearsedAndNothingIsWritten() {
        dryRun("{\"rules\":{}}");
        String before = office.value("SELECT md5(string_agg(c::text, '' ORDER BY c.id)) FROM callback c");
        String audited = office.value("SELECT count(*) FROM audit_entry");
        var answer =
                dryRun("{\"rules\":{\"windows\":[{\"from\":\"09:00\",\"to\":\"10:00\",\"days\":\"WORKING_DAYS\"}]}}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonObject report = answer.json();
        assertThat(report.getInteger("pending")).isEqualTo(CALLBACKS);
        assertThat(report.getInteger("moved")).isEqualTo(CALLBACKS);
        assertThat(report.getInteger("agents")).isEqualTo(200);
        assertThat(report.getJsonObject("basis").getInteger("attempts")).isZero();
        JsonObject asIs = report.getJsonObject("before");
        JsonObject after = report.getJsonObject("after");
        assertThat(asIs.getJsonArray("days").getJsonObject(0).getString("date")).isEqualTo("2026-11-23");
        assertThat(asIs.getString("lastDeadline")).isEqualTo("2026-12-07");
        // A third of the hours: more agents are needed for the deadline, and without them more fall out.
        assertThat(after.getInteger("agentsForDeadlines")).isGreaterThan(asIs.getInteger("agentsForDeadlines") * 2);
        assertThat(total(after)).isGreaterThan(total(asIs));
        JsonArray examples = report.getJsonArray("examples");
        assertThat(examples).isNotEmpty();
        assertThat(examples.getJsonObject(0).getBoolean("caused")).isTrue();
        assertThat(examples.getJsonObject(0).getString("customerName")).startsWith("王");
        assertThat(office.value("SELECT md5(string_agg(c::text, '' ORDER BY c.id)) FROM callback c"))
                .as("nothing is written")
                .isEqualTo(before);
        assertThat(office.value("SELECT count(*) FROM audit_entry")).isEqualTo(audited);
    }

    @Test
    void powerModeIsSaidToBeLeftOut() {
        var power = dryRun("{\"rules\":{\"pacing\":{\"mode\":\"POWER\",\"abandonSound\":\"huifang/apology\"}}}");
        assertThat(power.json().getBoolean("overDialLeftOut")).isTrue();
        var reserved = dryRun("{\"rules\":{}}").json();
        assertThat(reserved.getBoolean("overDialLeftOut")).isFalse();
        assertThat(total(power.json().getJsonObject("after")))
                .as("planned as if agents were reserved")
                .isEqualTo(total(reserved.getJsonObject("after")));
    }

    private static int total(JsonObject outlook) {
        return outlook.getJsonObject("fallsOut").stream()
                .mapToInt(entry -> (Integer) entry.getValue())
                .sum();
    }

    @Test
    void rulesThatCannotBeKeptAreRefusedAtTheField() {
        var overlap = dryRun(
                "{\"rules\":{\"windows\":[{\"from\":\"09:00\",\"to\":\"11:00\"},{\"from\":\"10:00\",\"to\":\"12:00\"}]}}");
        assertThat(overlap.status()).isEqualTo(400);
        assertThat(overlap.field()).isEqualTo("rules.windows");
        assertThat(dryRun("{\"rules\":{\"relaxedRetrySeconds\":60}}").field()).isEqualTo("rules.relaxedRetrySeconds");
        assertThat(dryRun("{\"rules\":{},\"agents\":0}").status()).isEqualTo(400);
        assertThat(admin.post("/api/v1/campaigns/00000000-0000-7000-8000-000000000000/rules/dry-run", "{\"rules\":{}}")
                        .status())
                .isEqualTo(404);
    }
}
