package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.huifang.Eventually;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Presets, events, lists to approve, coverage, calendars and customers' own slots, as other systems and pages ask for them. */
class PlanRestIT {
    private static TestOffice office;
    private static Browser admin;

    @BeforeAll
    static void open() throws Exception {
        // A Sunday, noon in Shanghai.
        office = TestOffice.start(new TurnedClock(Instant.parse("2026-11-22T04:00:00Z")));
        admin = new Browser(office::uri);
        admin.signIn("admin", TestOffice.PASSWORD);
        admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static Browser.Answer fromPreset(String preset, String code, String rules) {
        return admin.post(
                "/api/v1/campaigns/from-preset",
                new JsonObject()
                        .put("preset", preset)
                        .put("code", code)
                        .put("trunk", "real")
                        .put("rules", new JsonObject(rules))
                        .encode());
    }

    private static String active(String preset, String code) {
        var made = fromPreset(preset, code, "{}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(admin.post("/api/v1/campaigns/" + made.id() + "/state", "{\"state\":\"ACTIVE\"}")
                        .status())
                .isEqualTo(204);
        return made.id();
    }

    private static String customer(String ref, String phone) {
        var made = admin.post(
                "/api/v1/customers",
                new JsonObject()
                        .put("ref", ref)
                        .put("name", "王小明")
                        .put("phones", new JsonArray().add(phone))
                        .encode());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.id();
    }

    private static Browser.Answer event(String type, String customer, String key, String date) {
        return admin.post(
                "/api/v1/events",
                new JsonObject()
                        .put("type", type)
                        .put("customer", customer)
                        .put("key", key)
                        .put("date", date)
                        .encode());
    }

    /** The server's own timer may be planning at that moment; then this waits for it. */
    private static void plan() throws InterruptedException {
        Eventually.passes(() -> {
            var answer = admin.post("/api/v1/plan/runs", "");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        });
    }

    private static HttpResponse<String> calendarFile(String calendar, String csv) throws Exception {
        String user = office.value("SELECT id FROM app_user WHERE login = 'admin'");
        String token = admin.post("/api/v1/users/" + user + "/tokens", "{\"name\":\"calendar\"}")
                .json()
                .getString("token");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(office.uri("/api/v1/calendars/" + calendar + "/file"))
                                .header("Content-Type", "text/csv")
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofString(csv))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aPresetIsSwitchedOnAndChangedOnlyWithinWhatCanBeKept() {
        var presets = admin.get("/api/v1/campaign-presets").json().getJsonArray("items");
        assertThat(presets).hasSize(10);
        var made = fromPreset("new-contract", "nc", "{\"maxAttempts\":5,\"goal\":{\"lateDays\":3}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var rules = admin.get("/api/v1/campaigns/" + made.id()).json().getJsonObject("rules");
        assertThat(rules.getInteger("maxAttempts")).isEqualTo(5);
        assertThat(rules.getJsonObject("goal").getInteger("lateDays")).isEqualTo(3);
        assertThat(rules.getJsonObject("goal").getJsonObject("startBy").getString("unit"))
                .isEqualTo("WORKING_DAYS");

        var unknown = fromPreset("none", "x1", "{}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.field()).isEqualTo("preset");
        var barred = fromPreset("sales-7-day", "x2", "{\"windows\":[{\"from\":\"18:00\",\"to\":\"20:00\"}]}");
        assertThat(barred.field()).isEqualTo("rules.windows");
        var tooSoon = fromPreset(
                "sales-7-day",
                "x3",
                "{\"goal\":{\"earliest\":{\"amount\":1},\"ideal\":{\"amount\":1},\"startBy\":{\"amount\":1},\"deadline\":{\"amount\":1}}}");
        assertThat(tooSoon.field()).as(tooSoon.text()).isEqualTo("rules.goal.deadline");
        assertThat(tooSoon.text()).contains("FRIDAY", "give a later deadline");
    }

    @Test
    void aSeriesThatLeadsBackToItselfIsRefused() {
        String first = active("new-car-3dc", "s1");
        var second = fromPreset("new-car-7dc", "s2", "{\"goal\":{\"follows\":\"s1\"}}");
        assertThat(second.status()).as(second.text()).isEqualTo(201);
        var rules = admin.get("/api/v1/campaigns/" + first).json().getJsonObject("rules");
        rules.getJsonObject("goal").remove("event");
        rules.getJsonObject("goal").put("follows", "s2");
        var circle = admin.post(
                "/api/v1/campaigns/" + first + "/rules",
                new JsonObject().put("rules", rules).put("reason", "test").encode());
        assertThat(circle.status()).as(circle.text()).isEqualTo(400);
        assertThat(circle.field()).isEqualTo("rules.goal.follows");
        assertThat(circle.text()).contains("s1 → s2 → s1");
    }

    /** R19: special callbacks run only after approval. */
    @Test
    void aListThatNeedsApprovalCallsNobodyBefore() throws Exception {
        String campaign = active("special", "special");
        customer("sp1", "13800002001");
        customer("sp2", "13800002002");
        assertThat(event("SPECIAL", "sp1", "request-1", "2026-11-22").status()).isEqualTo(201);
        assertThat(event("SPECIAL", "sp2", "request-2", "2026-11-22").status()).isEqualTo(201);
        assertThat(event("SPECIAL", "sp2", "request-2", "2026-11-22").status()).isEqualTo(200);
        var nobody = event("SPECIAL", "nobody", "request-3", "2026-11-22");
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.field()).isEqualTo("customer");
        plan();
        String states =
                "SELECT string_agg(state || ' ' || reason, ',') FROM callback WHERE campaign_id = '" + campaign + "'";
        assertThat(office.value(states)).isEqualTo("REVIEW APPROVAL,REVIEW APPROVAL");
        var lists = admin.get("/api/v1/plan/lists").json().getJsonArray("items");
        assertThat(lists.getJsonObject(0).getString("date")).isEqualTo("2026-11-23");
        assertThat(lists.getJsonObject(0).getInteger("callbacks")).isEqualTo(2);
        var calls = admin.get("/api/v1/campaigns/" + campaign + "/plan?date=2026-11-23&limit=1")
                .json();
        assertThat(calls.getJsonArray("items").getJsonObject(0).getString("from"))
                .isEqualTo("2026-11-23T01:00:00Z");
        var rest = admin.get(
                        "/api/v1/campaigns/" + campaign + "/plan?date=2026-11-23&cursor=" + calls.getString("next"))
                .json();
        assertThat(rest.getJsonArray("items")).hasSize(1);

        String decision = "{\"date\":\"2026-11-23\",\"decision\":\"APPROVE\",\"reason\":\"as agreed\"}";
        var approved = admin.post("/api/v1/campaigns/" + campaign + "/plan", decision);
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(office.value(states)).isEqualTo("WAITING PLANNED,WAITING PLANNED");
        assertThat(admin.post("/api/v1/campaigns/" + campaign + "/plan", decision)
                        .status())
                .as("twice")
                .isEqualTo(409);
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'plan.approve'"))
                .isEqualTo("1");
        var coverage = admin.get("/api/v1/campaigns/" + campaign + "/coverage?month=2026-11")
                .json();
        assertThat(coverage.getInteger("events")).isEqualTo(2);
        assertThat(coverage.getInteger("open")).isEqualTo(2);
        assertThat(admin.get("/api/v1/coverage?month=2026-13").status()).isEqualTo(400);
        assertThat(admin.get("/api/v1/coverage").json().getJsonArray("items")).isNotEmpty();
        assertThat(admin.get("/api/v1/campaigns/" + campaign + "/coverage/missing?month=2026-11")
                        .json()
                        .getJsonArray("items"))
                .isEmpty();
    }

    /** R21, R23: what waits moves to the customer's own times at once, and back. */
    @Test
    void aCustomersOwnSlotMovesWhatWaits() throws Exception {
        String campaign = active("sales-7-day", "own");
        String customer = customer("own1", "13800003001");
        event("DELIVERY", "own1", "VIN-own1", "2026-11-20");
        plan();
        String at =
                "SELECT to_char(next_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM callback WHERE campaign_id = '"
                        + campaign + "'";
        assertThat(office.value(at)).startsWith("2026-11-23 01:0");
        var set = admin.put(
                "/api/v1/customers/" + customer + "/slots",
                "{\"slots\":[{\"days\":\"WEDNESDAY\",\"from\":\"20:00\",\"to\":\"21:00\"}]}");
        assertThat(set.status()).as(set.text()).isEqualTo(204);
        assertThat(office.value(at)).isEqualTo("2026-11-25 12:00");
        assertThat(admin.get("/api/v1/customers/" + customer + "/slots")
                        .json()
                        .getJsonArray("slots")
                        .getJsonObject(0)
                        .getString("days"))
                .isEqualTo("WEDNESDAY");
        var overlapping = admin.put(
                "/api/v1/customers/" + customer + "/slots",
                "{\"slots\":[{\"days\":\"WEDNESDAY\",\"from\":\"20:00\",\"to\":\"21:00\"},{\"days\":\"EVERY_DAY\",\"from\":\"20:30\",\"to\":\"22:00\"}]}");
        assertThat(overlapping.status()).isEqualTo(400);
        assertThat(overlapping.field()).isEqualTo("slots");
        admin.put("/api/v1/customers/" + customer + "/slots", "{\"slots\":[]}");
        assertThat(office.value(at)).isEqualTo("2026-11-23 01:00");
        assertThat(admin.get("/api/v1/customers/" + customer + "/events")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("key"))
                .isEqualTo("VIN-own1");
    }

    @Test
    void calendarsAreKeptByDayByFileAndByCountry() throws Exception {
        assertThat(admin.get("/api/v1/calendars/CN/years/2004").json().getJsonArray("items"))
                .as("since 2004")
                .isNotEmpty();
        String day = "/api/v1/calendars/CN/days/2027-01-01";
        assertThat(admin.put(day, "{\"working\":false,\"name\":\"元旦\"}").status())
                .isEqualTo(204);
        assertThat(admin.get("/api/v1/calendars/CN/years/2027")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("day"))
                .isEqualTo("2027-01-01");

        var twice = calendarFile("X-1", "day,working,name\n2027-10-01,false,国庆节\n2027-10-01,false,国庆节\n");
        assertThat(twice.statusCode()).as(twice.body()).isEqualTo(400);
        assertThat(twice.body()).contains("line 3", "stands in line 2 already");
        assertThat(admin.get("/api/v1/calendars/X-1/years/2027").json().getJsonArray("items"))
                .isEmpty();
        assertThat(calendarFile("X-1", "day,working,name\n2027-10-01,false,国庆节\n2027-10-09,true,补班\n")
                        .statusCode())
                .isEqualTo(200);
        assertThat(calendarFile("X-1", "day,working,name\n2027-10-02,false,国庆节\n")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.get("/api/v1/calendars/X-1/years/2027").json().getJsonArray("items"))
                .as("a file has its years for itself")
                .hasSize(1);

        assertThat(admin.get("/api/v1/countries").json().getJsonArray("items").encode())
                .contains("\"DE\"")
                .doesNotContain("\"CN\"", "NYSE");
        var seen = admin.get("/api/v1/countries/DE/holidays/2027?region=by").json();
        assertThat(seen.getJsonArray("items").encode()).contains("2027-01-06");
        assertThat(seen.getJsonArray("regions").encode()).contains("Bavaria");
        assertThat(admin.get("/api/v1/calendars/DE-BY/years/2027").json().getJsonArray("items"))
                .as("only seen")
                .isEmpty();
        var nowhere = admin.get("/api/v1/countries/DE/holidays/2027?region=zz");
        assertThat(nowhere.status()).isEqualTo(400);
        assertThat(nowhere.text()).contains("region", "zz", "by");
        var germany = admin.post(
                "/api/v1/calendars/DE-BY/reckon",
                "{\"country\":\"DE\",\"region\":\"by\",\"firstYear\":2027,\"lastYear\":2028}");
        assertThat(germany.status()).as(germany.text()).isEqualTo(200);
        assertThat(germany.json().getInteger("days")).isGreaterThan(15);
        assertThat(admin.get("/api/v1/calendars").json().getJsonArray("items").encode())
                .contains("DE-BY", "CN");
    }
}
