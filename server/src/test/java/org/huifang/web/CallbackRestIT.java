package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Customers and callbacks over REST: made once, refused in whole, listed, stopped, decided by people. */
class CallbackRestIT {
    private static OfficeStage stage;
    private static TestOffice office;
    private static Browser admin;

    @BeforeAll
    static void open() throws Exception {
        stage = new OfficeStage();
        office = stage.office;
        admin = stage.admin;
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void aNewCallbackWaitsForItsFirstWindowAndSaysSo() {
        stage.campaign("first");
        stage.customer("first-1", "13800000001");
        var made = stage.callback("first", "first-1", "delivery-1");
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
        stage.campaign("once");
        stage.customer("once-1", "13800000002");
        var first = stage.callback("once", "once-1", "delivery");
        var second = stage.callback("once", "once-1", "delivery");
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
        stage.campaign("later");
        stage.customer("later-1", "13800000004");
        assertThat(browser.post("/api/v1/callbacks", body).status()).isEqualTo(201);
    }

    @Test
    void numbersThatMeanSomethingToAPbxAreRefusedAndStoreNothing() {
        for (String evil : java.util.List.of(
                "13800000005&PJSIP/x", "${SHELL(reboot)}", "13800000005\r\nAction: Originate", "13800000005,30,g")) {
            var answer = stage.customer("evil", evil);
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
        stage.campaign("stop-a");
        stage.campaign("stop-b");
        stage.customer("stop-1", "138 0000 0006");
        String first = stage.callback("stop-a", "stop-1", "x").id();
        String second = stage.callback("stop-b", "stop-1", "x").id();
        var stopped = admin.post("/api/v1/numbers/stop", "{\"number\":\"１３８００００００６ \",\"reason\":\"asked\"}");
        assertThat(stopped.status()).as("eleven digits are needed").isEqualTo(400);
        stopped = admin.post("/api/v1/numbers/stop", "{\"number\":\"１３８０００００００６\",\"reason\":\"asked\"}");
        assertThat(stopped.json().getInteger("cancelled")).isEqualTo(2);
        for (String id : java.util.List.of(first, second)) {
            var callback = admin.get("/api/v1/callbacks/" + id).json();
            assertThat(callback.getJsonObject("callback").getString("state")).isEqualTo("CANCELLED");
            assertThat(callback.getJsonObject("callback").getString("reason")).isEqualTo("STOPPED");
        }
        String later = stage.callback("stop-a", "stop-1", "y").id();
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
    void cancellingNeedsAReasonAndIsAudited() {
        stage.campaign("cancel");
        stage.customer("cancel-1", "13800000009");
        String id = stage.callback("cancel", "cancel-1", "x").id();
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
        stage.campaign("resolve");
        stage.customer("resolve-1", "13800000010");
        String id = stage.callback("resolve", "resolve-1", "x").id();
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
        stage.campaign("talked");
        stage.customer("talked-1", "13800000014");
        String id = stage.callback("talked", "talked-1", "x").id();
        var talked = stage.userWith("talked-a", "AGENT");
        var other = stage.userWith("talked-b", "AGENT");
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
        stage.campaign("pages");
        for (int i = 0; i < 7; i++) {
            stage.customer("pages-" + i, "1390000000" + i);
            stage.callback("pages", "pages-" + i, "x");
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
}
