package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.huifang.Eventually;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OfficeIT {
    private static TurnedClock clock;
    private static TestOffice office;
    private static Browser admin;

    @BeforeAll
    static void open() throws Exception {
        // A Monday, 08:00 in Shanghai: before the preset windows.
        clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
        office = TestOffice.start(clock);
        admin = new Browser(office::uri);
        assertThat(admin.signIn("admin", TestOffice.PASSWORD).status()).isEqualTo(200);
        assertThat(admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}")
                        .status())
                .isEqualTo(201);
        assertThat(admin.post("/api/v1/trunks", "{\"name\":\"sim\",\"simulated\":true}")
                        .status())
                .isEqualTo(201);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static String campaign(String code) {
        var answer = admin.post(
                "/api/v1/campaigns",
                new JsonObject()
                        .put("code", code)
                        .put("name", "新车回访")
                        .put("trunk", "real")
                        .encode());
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(admin.post("/api/v1/campaigns/" + answer.id() + "/state", "{\"state\":\"ACTIVE\"}")
                        .status())
                .isEqualTo(204);
        return answer.id();
    }

    private static Browser.Answer customer(String ref, String... phones) {
        return admin.post(
                "/api/v1/customers",
                new JsonObject()
                        .put("ref", ref)
                        .put("name", "王小明")
                        .put("phones", new JsonArray(java.util.List.of((Object[]) phones)))
                        .encode());
    }

    private static Browser.Answer callback(String campaign, String customer, String occasion) {
        return admin.post(
                "/api/v1/callbacks",
                new JsonObject()
                        .put("campaign", campaign)
                        .put("customer", customer)
                        .put("occasion", occasion)
                        .encode());
    }

    private static Browser userWith(String login, String... roles) {
        var made = admin.post(
                "/api/v1/users",
                new JsonObject()
                        .put("login", login)
                        .put("displayName", login)
                        .put("password", TestOffice.PASSWORD)
                        .put("roles", new JsonArray(java.util.List.of((Object[]) roles)))
                        .encode());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var browser = new Browser(office::uri);
        assertThat(browser.signIn(login, TestOffice.PASSWORD).status()).isEqualTo(200);
        return browser;
    }

    @Test
    void aNewCallbackWaitsForItsFirstWindowAndSaysSo() {
        campaign("first");
        customer("first-1", "13800000001");
        var made = callback("first", "first-1", "delivery-1");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var detail = admin.get("/api/v1/callbacks/" + made.id());
        assertThat(detail.status()).as(detail.text()).isEqualTo(200);
        assertThat(detail.json().getJsonObject("callback").getString("nextAt")).isEqualTo("2026-11-23T01:00:00Z");
        var why = detail.json().getJsonObject("why");
        assertThat(why.getString("code")).isEqualTo("WAITS_FOR_WINDOW");
        assertThat(why.getJsonObject("params").getString("zone")).isEqualTo("Asia/Shanghai");
        assertThat(detail.json()
                        .getJsonObject("customer")
                        .getJsonArray("phones")
                        .getJsonObject(0)
                        .getString("number"))
                .isEqualTo("+8613800000001");
    }

    @Test
    void whatIsKnownOfACustomerBesidesComesBack() {
        var made = admin.post(
                "/api/v1/customers",
                "{\"ref\":\"car\",\"name\":\"李伟\",\"phones\":[\"13800000077\"],\"attributes\":{\"车型\":\"途观 L\"}}");
        assertThat(made.status()).isEqualTo(201);
        var read = admin.get("/api/v1/customers/" + made.id());
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().getJsonObject("attributes").getString("车型")).isEqualTo("途观 L");
    }

    @Test
    void theSameOccasionIsMadeOnce() {
        campaign("once");
        customer("once-1", "13800000002");
        var first = callback("once", "once-1", "delivery");
        var second = callback("once", "once-1", "delivery");
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void aRaceOnOneIdempotencyKeyMakesOneCustomerAndOneAnswer() {
        String body = "{\"ref\":\"race\",\"name\":\"Race\",\"phones\":[\"13800000003\"]}";
        var browser = new Browser(office::uri);
        browser.signIn("admin", TestOffice.PASSWORD);
        browser.with("Idempotency-Key", "race-key-0001");
        var answers = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> browser.post("/api/v1/customers", body)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        Set<String> ids = answers.stream().map(Browser.Answer::id).collect(Collectors.toSet());
        assertThat(ids).hasSize(1);
        assertThat(browser.post("/api/v1/customers", body.replace("Race", "Other"))
                        .status())
                .as("the key with another body")
                .isEqualTo(409);
    }

    @Test
    void aFailedRequestDoesNotUseUpItsKey() {
        var browser = new Browser(office::uri).with("Idempotency-Key", "second-try-01");
        browser.signIn("admin", TestOffice.PASSWORD);
        String body = "{\"campaign\":\"later\",\"customer\":\"later-1\",\"occasion\":\"x\"}";
        assertThat(browser.post("/api/v1/callbacks", body).field()).isEqualTo("campaign");
        campaign("later");
        customer("later-1", "13800000004");
        assertThat(browser.post("/api/v1/callbacks", body).status()).isEqualTo(201);
    }

    @Test
    void numbersThatMeanSomethingToAPbxAreRefusedAndStoreNothing() {
        for (String evil : java.util.List.of(
                "13800000005&PJSIP/x", "${SHELL(reboot)}", "13800000005\r\nAction: Originate", "13800000005,30,g")) {
            var answer = customer("evil", evil);
            assertThat(answer.status()).as(evil).isEqualTo(400);
            assertThat(answer.field()).as(evil).isEqualTo("phone1");
            assertThat(answer.text()).as("numbers are not repeated").doesNotContain("13800000005");
        }
        assertThat(office.value("SELECT count(*) FROM customer WHERE external_ref = 'evil'"))
                .isEqualTo("0");
        var callerId = admin.post("/api/v1/trunks", "{\"name\":\"evil\",\"callerId\":\"400\\r\\n123\"}");
        assertThat(callerId.status()).isEqualTo(400);
        assertThat(callerId.field()).isEqualTo("callerId");
        assertThat(admin.post("/api/v1/trunks", "{\"name\":\"Evil&x\"}").field())
                .isEqualTo("name");
        assertThat(admin.post("/api/v1/agents", "{\"code\":\"a\",\"name\":\"a\",\"endpoint\":\"x/y\"}")
                        .field())
                .isEqualTo("endpoint");
    }

    @Test
    void aStopCancelsEveryWaitingCallbackOfTheNumberAndHoldsForNewOnes() {
        campaign("stop-a");
        campaign("stop-b");
        customer("stop-1", "138 0000 0006");
        String first = callback("stop-a", "stop-1", "x").id();
        String second = callback("stop-b", "stop-1", "x").id();
        var stopped = admin.post("/api/v1/numbers/stop", "{\"number\":\"１３８００００００６ \",\"reason\":\"asked\"}");
        assertThat(stopped.status()).as("eleven digits are needed").isEqualTo(400);
        stopped = admin.post("/api/v1/numbers/stop", "{\"number\":\"１３８０００００００６\",\"reason\":\"asked\"}");
        assertThat(stopped.json().getInteger("cancelled")).isEqualTo(2);
        for (String id : java.util.List.of(first, second)) {
            var callback = admin.get("/api/v1/callbacks/" + id).json();
            assertThat(callback.getJsonObject("callback").getString("state")).isEqualTo("CANCELLED");
            assertThat(callback.getJsonObject("callback").getString("reason")).isEqualTo("STOPPED");
        }
        String later = callback("stop-a", "stop-1", "y").id();
        assertThat(admin.get("/api/v1/callbacks/" + later)
                        .json()
                        .getJsonObject("callback")
                        .getString("state"))
                .isEqualTo("CANCELLED");
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'number.stop'"
                        + " AND subject_id NOT LIKE '%138%' AND detail::text NOT LIKE '%138%'"))
                .isEqualTo("1");
        assertThat(admin.post("/api/v1/numbers/release", "{\"number\":\"13800000006\",\"reason\":\"mistake\"}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void onlyADemoCampaignOnASimulatedTrunkMayRetryWithinMinutes() {
        String relaxed = ",\"rules\":{\"relaxedRetrySeconds\":60}}";
        var real = admin.post(
                "/api/v1/campaigns", "{\"code\":\"r1\",\"name\":\"r\",\"trunk\":\"real\",\"demo\":true" + relaxed);
        assertThat(real.status()).isEqualTo(400);
        assertThat(real.field()).isEqualTo("rules.relaxedRetrySeconds");
        var notDemo = admin.post("/api/v1/campaigns", "{\"code\":\"r2\",\"name\":\"r\",\"trunk\":\"sim\"" + relaxed);
        assertThat(notDemo.field()).isEqualTo("rules.relaxedRetrySeconds");
        var demo = admin.post(
                "/api/v1/campaigns", "{\"code\":\"r3\",\"name\":\"r\",\"trunk\":\"sim\",\"demo\":true" + relaxed);
        assertThat(demo.status()).as(demo.text()).isEqualTo(201);
        var published = admin.post(
                "/api/v1/campaigns/" + campaign("r4") + "/rules",
                "{\"rules\":{\"relaxedRetrySeconds\":60},\"reason\":\"x\"}");
        assertThat(published.field()).isEqualTo("rules.relaxedRetrySeconds");
    }

    @Test
    void newRulesMoveWaitingCallbacksIntoTheirWindows() throws Exception {
        String campaign = campaign("moves");
        customer("moves-1", "13800000007");
        String id = callback("moves", "moves-1", "x").id();
        var published = admin.post(
                "/api/v1/campaigns/" + campaign + "/rules",
                "{\"rules\":{\"windows\":[{\"from\":\"11:00\",\"to\":\"12:00\"}]},\"reason\":\"lunch\"}");
        assertThat(published.status()).as(published.text()).isEqualTo(201);
        assertThat(published.json().getInteger("version")).isEqualTo(2);
        Eventually.passes(() -> assertThat(admin.get("/api/v1/callbacks/" + id)
                        .json()
                        .getJsonObject("callback")
                        .getString("nextAt"))
                .isEqualTo("2026-11-23T03:00:00Z"));
        var versions = admin.get("/api/v1/campaigns/" + campaign).json().getJsonArray("versions");
        assertThat(versions).hasSize(2);
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'campaign.publish' AND subject_id = '"
                        + campaign + "'"))
                .isEqualTo("2");
        var bad = admin.post(
                "/api/v1/campaigns/" + campaign + "/rules",
                "{\"rules\":{\"ringFloorSeconds\":5},\"reason\":\"too short\"}");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.field()).as(bad.text()).isEqualTo("rules.ringFloorSeconds");
    }

    @Test
    void aPausedCampaignIsTheReason() {
        String campaign = campaign("paused");
        customer("paused-1", "13800000008");
        String id = callback("paused", "paused-1", "x").id();
        admin.post("/api/v1/campaigns/" + campaign + "/state", "{\"state\":\"PAUSED\"}");
        assertThat(admin.get("/api/v1/callbacks/" + id)
                        .json()
                        .getJsonObject("why")
                        .getString("code"))
                .isEqualTo("CAMPAIGN_PAUSED");
        assertThat(admin.post("/api/v1/campaigns/" + campaign + "/state", "{\"state\":\"CLOSED\"}")
                        .status())
                .isEqualTo(204);
        assertThat(admin.post("/api/v1/campaigns/" + campaign + "/state", "{\"state\":\"ACTIVE\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void cancellingNeedsAReasonAndIsAudited() {
        campaign("cancel");
        customer("cancel-1", "13800000009");
        String id = callback("cancel", "cancel-1", "x").id();
        assertThat(admin.post("/api/v1/callbacks/" + id + "/cancel", "{}").field())
                .isIn("reason", "body");
        assertThat(admin.post("/api/v1/callbacks/" + id + "/cancel", "{\"reason\":\"bought elsewhere\"}")
                        .status())
                .isEqualTo(204);
        assertThat(admin.post("/api/v1/callbacks/" + id + "/cancel", "{\"reason\":\"again\"}")
                        .status())
                .isEqualTo(409);
        assertThat(office.value("SELECT detail ->> 'reason' FROM audit_entry WHERE action = 'callback.cancel'"))
                .isEqualTo("bought elsewhere");
    }

    @Test
    void whatWaitsForAPersonIsResolvedByOneAndUnknownIsDialledAgainOnlyOnPurpose() {
        campaign("resolve");
        customer("resolve-1", "13800000010");
        String id = callback("resolve", "resolve-1", "x").id();
        office.execute("UPDATE callback SET state = 'UNKNOWN', reason = 'UNKNOWN_FATE' WHERE id = '" + id + "'");
        String path = "/api/v1/callbacks/" + id + "/resolve";
        assertThat(admin.get("/api/v1/callbacks/" + id)
                        .json()
                        .getJsonObject("why")
                        .getString("code"))
                .isEqualTo("UNKNOWN_FATE");
        var refused = admin.post(path, "{\"as\":\"WAITING\",\"reason\":\"call again\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.field()).isEqualTo("dialAgain");
        assertThat(admin.post(path, "{\"as\":\"WAITING\",\"reason\":\"asked the customer\",\"dialAgain\":true}")
                        .status())
                .isEqualTo(204);
        var callback = admin.get("/api/v1/callbacks/" + id).json().getJsonObject("callback");
        assertThat(callback.getString("state")).isEqualTo("WAITING");
        assertThat(callback.getString("nextAt")).isEqualTo("2026-11-23T01:00:00Z");
        assertThat(admin.post(path, "{\"as\":\"DONE\",\"reason\":\"x\"}").status())
                .isEqualTo(409);
    }

    @Test
    void theAgentWhoTalkedNotesAnAppointmentToTheMinuteAndAWrongNumber() {
        campaign("talked");
        customer("talked-1", "13800000014");
        String id = callback("talked", "talked-1", "x").id();
        var talked = userWith("talked-a", "AGENT");
        var other = userWith("talked-b", "AGENT");
        for (String login : java.util.List.of("talked-a", "talked-b")) {
            assertThat(admin.post(
                                    "/api/v1/agents",
                                    new JsonObject()
                                            .put("code", login)
                                            .put("name", login)
                                            .put("endpoint", login)
                                            .put("login", login)
                                            .encode())
                            .status())
                    .isEqualTo(201);
        }
        String path = "/api/v1/callbacks/" + id + "/disposition";
        assertThat(talked.post(path, "{\"disposition\":\"REACHED\"}").status())
                .as("no talk yet")
                .isEqualTo(409);
        office.execute(
                "UPDATE callback SET state = 'WRAP_UP', reason = 'TALKED', counted = 2, tried_bands = '{09:00-10:30}',"
                        + " agent_id = (SELECT id FROM agent WHERE code = 'talked-a') WHERE id = '" + id + "'");
        assertThat(other.post(path, "{\"disposition\":\"REACHED\"}").status()).isEqualTo(403);
        var past = talked.post(path, "{\"disposition\":\"NOT_CONVENIENT\",\"at\":\"2020-01-01T09:00:00+08:00\"}");
        assertThat(past.status()).isEqualTo(400);
        assertThat(past.field()).isEqualTo("at");
        var kept = talked.post(path, "{\"disposition\":\"NOT_CONVENIENT\",\"at\":\"2026-11-24T22:15:00+08:00\"}");
        assertThat(kept.status()).as(kept.text()).isEqualTo(204);
        var detail = admin.get("/api/v1/callbacks/" + id).json();
        assertThat(detail.getJsonObject("callback").getString("nextAt"))
                .as("at night, because the customer asked")
                .isEqualTo("2026-11-24T14:15:00Z");
        assertThat(detail.getJsonObject("why").getString("code")).isEqualTo("WAITS_FOR_APPOINTMENT");
        office.execute("UPDATE callback SET state = 'WRAP_UP' WHERE id = '" + id + "'");
        assertThat(talked.post(path, "{\"disposition\":\"WRONG_NUMBER\"}").status())
                .isEqualTo(204);
        detail = admin.get("/api/v1/callbacks/" + id).json();
        assertThat(detail.getJsonObject("callback").getString("reason")).isEqualTo("WRONG_NUMBER");
        assertThat(detail.getJsonObject("customer")
                        .getJsonArray("phones")
                        .getJsonObject(0)
                        .getString("wrongSince"))
                .isNotNull();
    }

    @Test
    void theListPagesWithoutOmissionOrRepetition() {
        campaign("pages");
        for (int i = 0; i < 7; i++) {
            customer("pages-" + i, "1390000000" + i);
            callback("pages", "pages-" + i, "x");
        }
        var seen = new java.util.ArrayList<String>();
        String cursor = "";
        do {
            var page = admin.get("/api/v1/callbacks?campaign=pages&state=WAITING&limit=3" + cursor)
                    .json();
            page.getJsonArray("items").forEach(item -> seen.add(((JsonObject) item).getString("customerRef")));
            cursor = page.getString("next") == null ? "" : "&cursor=" + page.getString("next");
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        assertThat(admin.get("/api/v1/callbacks?cursor=nonsense").status()).isEqualTo(400);
        assertThat(admin.get("/api/v1/callbacks?state=WAITIN").field()).isEqualTo("state");
        assertThat(admin.get("/api/v1/callbacks?q=pages-3").json().getJsonArray("items"))
                .hasSize(1);
    }

    @Test
    void rolesDecideWhatIsAllowedAndWhatIsSeen() {
        campaign("roles");
        String customer = customer("roles-1", "13800000011").id();
        var agent = userWith("agent-roles", "AGENT");
        assertThat(agent.post("/api/v1/trunks", "{\"name\":\"t\"}").status()).isEqualTo(403);
        assertThat(agent.get("/api/v1/users").status()).isEqualTo(403);
        assertThat(agent.get("/api/v1/customers/" + customer)
                        .json()
                        .getJsonArray("phones")
                        .getJsonObject(0)
                        .getString("number"))
                .isEqualTo("+86138••••0011");
        assertThat(new Browser(office::uri).get("/api/v1/customers/" + customer).status())
                .isEqualTo(401);
        var unknown = admin.get("/api/v1/customers/00000000-0000-7000-8000-000000000000");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.field()).isEqualTo("id");
    }

    @Test
    void whatBelongsToAnotherOrganisationIsNotFound() {
        campaign("foreign");
        String customer = customer("foreign-1", "13800000012").id();
        String callback = callback("foreign", "foreign-1", "x").id();
        var other = userWith("other-org", "ADMIN");
        office.execute(
                "INSERT INTO org_unit SELECT gen_random_uuid(), NULL, 'Other', zone, country, calendar, created_at"
                        + " FROM org_unit LIMIT 1");
        office.execute("UPDATE app_user SET org_id = (SELECT id FROM org_unit WHERE name = 'Other')"
                + " WHERE login = 'other-org'");
        assertThat(other.get("/api/v1/customers/" + customer).status()).isEqualTo(404);
        assertThat(other.get("/api/v1/callbacks/" + callback).status()).isEqualTo(404);
        assertThat(other.post("/api/v1/callbacks/" + callback + "/cancel", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(other.get("/api/v1/callbacks").json().getJsonArray("items")).isEmpty();
    }

    @Test
    void aBearerTokenWorksWithoutCookieUntilItIsRevoked() {
        String user = office.value("SELECT id FROM app_user WHERE login = 'admin'");
        var made = admin.post("/api/v1/users/" + user + "/tokens", "{\"name\":\"crm\"}");
        assertThat(made.status()).isEqualTo(201);
        var program = new Browser(office::uri)
                .without("X-Huifang")
                .with("Authorization", "Bearer " + made.json().getString("token"));
        assertThat(program.get("/api/v1/session").status()).isEqualTo(200);
        assertThat(admin.delete("/api/v1/users/" + user + "/tokens/" + made.id())
                        .status())
                .isEqualTo(204);
        assertThat(program.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void aNewPasswordEndsTheUsersSessions() {
        var user = userWith("leaves", "SUPERVISOR");
        String leaving = office.value("SELECT id FROM app_user WHERE login = 'leaves'");
        assertThat(user.get("/api/v1/board").status()).isEqualTo(200);
        assertThat(admin.put(
                                "/api/v1/users/" + leaving,
                                "{\"displayName\":\"x\",\"roles\":[\"SUPERVISOR\"],\"password\":\"another long password\"}")
                        .status())
                .isEqualTo(204);
        assertThat(user.get("/api/v1/board").status()).isEqualTo(401);
    }

    @Test
    void theLastAdminCannotBeDisabled() {
        office.execute("UPDATE app_user SET roles = '{SUPERVISOR}' WHERE login <> 'admin' AND org_id ="
                + " (SELECT org_id FROM app_user WHERE login = 'admin')");
        String id = office.value("SELECT id FROM app_user WHERE login = 'admin'");
        assertThat(admin.put("/api/v1/users/" + id, "{\"displayName\":\"x\",\"roles\":[\"ADMIN\"],\"disabled\":true}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.put("/api/v1/users/" + id, "{\"displayName\":\"x\",\"roles\":[\"AGENT\"]}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void theBoardShowsTheQueue() {
        campaign("board");
        customer("board-1", "13800000013");
        callback("board", "board-1", "x");
        clock.turn(Duration.ofMillis(1500));
        var board = admin.get("/api/v1/board");
        assertThat(board.status()).as(board.text()).isEqualTo(200);
        assertThat(board.json().getJsonObject("queue").getInteger("later")).isPositive();
        assertThat(board.json().getJsonObject("node").getBoolean("dialing")).isFalse();
    }

    @Test
    void limitsOfEveryNumberAndTheWayToShareCallsAreTheOrganisations() {
        String path = "/api/v1/organisation/calls";
        assertThat(admin.get(path).json().getString("shareBy")).isEqualTo("LONGEST_IDLE");
        var never = admin.put(path, "{\"numberPerDay\":3,\"numberPerWeek\":2,\"shareBy\":\"FEWEST_CALLS\"}");
        assertThat(never.status()).isEqualTo(400);
        assertThat(never.field()).isEqualTo("numberPerWeek");
        assertThat(admin.put(path, "{\"shareBy\":\"MOST_CALLS\"}").status()).isEqualTo(400);
        assertThat(admin.put(path, "{\"numberPerWeek\":2,\"shareBy\":\"FEWEST_CALLS\"}")
                        .status())
                .isEqualTo(204);
        var stored = admin.get(path).json();
        assertThat(stored.getInteger("numberPerWeek")).isEqualTo(2);
        assertThat(stored.getInteger("numberPerDay")).isNull();
        assertThat(stored.getString("shareBy")).isEqualTo("FEWEST_CALLS");
        assertThat(admin.put(path, "{\"shareBy\":\"LONGEST_IDLE\"}").status()).isEqualTo(204);
    }
}
