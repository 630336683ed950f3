package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Do-not-call by those who may not see numbers, and the list of what is stopped (R42). */
class StoppedNumbersIT {
    private static TurnedClock clock;
    private static TestOffice office;
    private static Browser admin;

    @BeforeAll
    static void open() throws Exception {
        clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
        office = TestOffice.start(clock);
        admin = new Browser(office::uri);
        admin.signIn("admin", TestOffice.PASSWORD);
        admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}");
        String campaign = admin.post("/api/v1/campaigns", "{\"code\":\"k\",\"name\":\"k\",\"trunk\":\"real\"}")
                .id();
        admin.post("/api/v1/campaigns/" + campaign + "/state", "{\"state\":\"ACTIVE\"}");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static String customer(String ref, String phone) {
        var made = admin.post(
                "/api/v1/customers",
                "{\"ref\":\"" + ref + "\",\"name\":\"王芳\",\"phones\":[\"" + phone + "\"],\"zone\":\"Asia/Shanghai\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.id();
    }

    private static Browser userWith(String login, String role) {
        admin.post(
                "/api/v1/users",
                "{\"login\":\"" + login + "\",\"displayName\":\"x\",\"password\":\"" + TestOffice.PASSWORD
                        + "\",\"roles\":[\"" + role + "\"]}");
        var browser = new Browser(office::uri);
        assertThat(browser.signIn(login, TestOffice.PASSWORD).status()).isEqualTo(200);
        return browser;
    }

    private static String given(String number, String reason) {
        return new JsonObject().put("number", number).put("reason", reason).encode();
    }

    @Test
    void anAgentWhoSeesOnlyAMaskStopsTheNumberAndItsCallbacksEnd() {
        String id = customer("mask", "13800000101");
        String callback = admin.post(
                        "/api/v1/callbacks", "{\"campaign\":\"k\",\"customer\":\"mask\",\"occasion\":\"x\"}")
                .id();
        var agent = userWith("stops", "AGENT");
        String phone = "/api/v1/customers/" + id + "/phones/1";
        var stopped = agent.post(phone + "/stop", given("+86138••••0101", "asked us not to call"));
        assertThat(stopped.status()).as(stopped.text()).isEqualTo(200);
        assertThat(stopped.json().getInteger("cancelled")).isEqualTo(1);
        assertThat(admin.get("/api/v1/callbacks/" + callback)
                        .json()
                        .getJsonObject("callback")
                        .getString("reason"))
                .isEqualTo("STOPPED");
        assertThat(agent.post(phone + "/release", given("+86138••••0101", "x")).status())
                .as("lifting is not for agents")
                .isEqualTo(403);
        assertThat(agent.get("/api/v1/numbers/stopped").status()).isEqualTo(403);
        var compliance = userWith("lifts", "COMPLIANCE");
        assertThat(compliance
                        .post(phone + "/release", given("+86138••••0101", "a mistake"))
                        .status())
                .isEqualTo(204);
        assertThat(compliance
                        .post(phone + "/release", given("+86138••••0101", "again"))
                        .status())
                .isEqualTo(409);
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action IN ('number.stop', 'number.release')"
                        + " AND subject_id = (SELECT encode(number_key, 'hex') FROM customer_phone WHERE customer_id = '"
                        + id + "') AND detail::text NOT LIKE '%0101%'"))
                .isEqualTo("2");
    }

    @Test
    void aNumberThatMeanwhileIsAnotherIsNotStopped() {
        String id = customer("moved", "13800000102");
        var late = admin.post("/api/v1/customers/" + id + "/phones/1/stop", given("+86138••••9999", "x"));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.field()).isEqualTo("number");
        assertThat(admin.post("/api/v1/customers/" + id + "/phones/2/stop", given("+86138••••0102", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(admin.post("/api/v1/customers/" + id + "/phones/12/stop", given("x12", "x"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theListTellsWhoHasWhichNumberNewestFirstPageByPage() {
        office.execute("UPDATE number_ledger SET stopped_at = NULL");
        var refs = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            customer("listed-" + i, "1380000020" + i);
            clock.turn(java.time.Duration.ofSeconds(1));
            admin.post("/api/v1/numbers/stop", given("1380000020" + i, "reason " + i));
        }
        admin.post("/api/v1/numbers/stop", given("13800000299", "nobody has it"));
        String cursor = "";
        do {
            var page = admin.get("/api/v1/numbers/stopped?limit=2" + cursor);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            for (Object item : page.json().getJsonArray("items")) {
                var holders = ((JsonObject) item).getJsonArray("holders");
                refs.add(holders.isEmpty() ? "nobody" : holders.getJsonObject(0).getString("ref"));
            }
            cursor = page.json().getString("next") == null
                    ? ""
                    : "&cursor=" + page.json().getString("next");
        } while (!cursor.isEmpty());
        assertThat(refs).hasSize(6).doesNotHaveDuplicates();
        assertThat(refs.indexOf("listed-3")).isLessThan(refs.indexOf("listed-1"));
        var masked = userWith("reads", "COMPLIANCE").get("/api/v1/numbers/stopped");
        assertThat(masked.text()).contains("+86138••••0204").doesNotContain("13800000204");
        assertThat(admin.get("/api/v1/numbers/stopped?cursor=nonsense").status())
                .isEqualTo(400);
    }

    @Test
    void aStopThatNoCustomerHasIsLiftedByWhatStandsForTheNumber() {
        admin.post("/api/v1/numbers/stop", given("13800000777", "nobody has this one"));
        JsonObject nameless = admin.get("/api/v1/numbers/stopped?limit=100").json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(item -> "nobody has this one".equals(item.getString("reason")))
                .findFirst()
                .orElseThrow();
        assertThat(nameless.getJsonArray("holders")).isEmpty();
        String path = "/api/v1/numbers/stopped/" + nameless.getString("id") + "/release";
        assertThat(userWith("lifts-not", "AGENT")
                        .post(path, "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(403);
        assertThat(admin.post(path, "{}").status()).as("a reason is needed").isEqualTo(400);
        assertThat(admin.post(path, "{\"reason\":\"a mistake\"}").status()).isEqualTo(204);
        assertThat(admin.post(path, "{\"reason\":\"a mistake\"}").status()).isEqualTo(409);
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'number.release' AND subject_id = '"
                        + nameless.getString("id") + "'"))
                .isEqualTo("1");
    }

    @Test
    void theCallbacksOfOneCustomerAreListed() {
        String id = customer("own", "13800000103");
        customer("other", "13800000104");
        for (String ref : java.util.List.of("own", "other")) {
            admin.post("/api/v1/callbacks", "{\"campaign\":\"k\",\"customer\":\"" + ref + "\",\"occasion\":\"one\"}");
        }
        var found = admin.get("/api/v1/callbacks?customer=" + id);
        assertThat(found.status()).as(found.text()).isEqualTo(200);
        assertThat(found.json().getJsonArray("items")).hasSize(1);
        assertThat(admin.get("/api/v1/callbacks?customer=own").status()).isEqualTo(400);
    }
}
