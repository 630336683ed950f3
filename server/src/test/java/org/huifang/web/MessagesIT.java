package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.huifang.CallCentre;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages over REST: templates, what was written, what people decide, which channels are refused. */
class MessagesIT {
    private static final TurnedClock clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
    private static TestOffice office;
    private static Browser admin;
    private static String campaign;

    @BeforeAll
    static void open() throws Exception {
        office = TestOffice.start(clock);
        admin = new Browser(office::uri);
        admin.signIn("admin", TestOffice.PASSWORD);
        admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}");
        campaign = admin.post("/api/v1/campaigns", "{\"code\":\"k\",\"name\":\"k\",\"trunk\":\"real\"}")
                .id();
        admin.post("/api/v1/campaigns/" + campaign + "/state", "{\"state\":\"ACTIVE\"}");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static String callback(String ref, String phone) {
        admin.post(
                "/api/v1/customers",
                "{\"ref\":\"" + ref + "\",\"name\":\"王芳\",\"phones\":[\"" + phone + "\"],\"zone\":\"Asia/Shanghai\"}");
        return admin.post("/api/v1/callbacks", "{\"campaign\":\"k\",\"customer\":\"" + ref + "\",\"occasion\":\"x\"}")
                .id();
    }

    private static JsonObject only(String callback) {
        var found = admin.get("/api/v1/messages?callback=" + callback).json().getJsonArray("items");
        assertThat(found).hasSize(1);
        return found.getJsonObject(0);
    }

    @Test
    void anUnknownVariableIsRefusedAtItsFieldWithWhatToDo() {
        var refused = admin.post(
                "/api/v1/campaigns/" + campaign + "/rules",
                "{\"rules\":{\"messages\":{\"notConvenient\":{\"text\":{\"zh\":\"您好{nmae}\"}}}},\"reason\":\"x\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field()).isEqualTo("rules.messages.notConvenient.text.zh");
        assertThat(refused.text()).contains("{nmae}").contains("{callerId}, {matter}, {name}, {time}");
    }

    @Test
    void aTemplateIsShownAsTheCustomerGetsItWithItsLength() {
        var zh = admin.post(
                "/api/v1/messages/preview",
                "{\"kind\":\"EXHAUSTED\",\"text\":\"尊敬的{name}，请致电{callerId}。\",\"values\":{\"name\":\"李雷\"}}");
        assertThat(zh.status()).as(zh.text()).isEqualTo(200);
        assertThat(zh.json().getString("text")).isEqualTo("尊敬的李雷，请致电4001234567。");
        assertThat(zh.json().getString("encoding")).isEqualTo("UCS2");
        assertThat(zh.json().getInteger("segments")).isEqualTo(1);
        var en = admin.post(
                "/api/v1/messages/preview",
                new JsonObject()
                        .put("kind", "EXHAUSTED")
                        .put("text", "x".repeat(161))
                        .encode());
        assertThat(en.json().getString("encoding")).isEqualTo("GSM7");
        assertThat(en.json().getInteger("segments")).isEqualTo(2);
        assertThat(admin.post("/api/v1/messages/preview", "{\"kind\":\"EXHAUSTED\",\"text\":\"{time}\"}")
                        .field())
                .isEqualTo("text");
    }

    @Test
    void whoRefusesCallsIsWrittenToInsteadAndNotCalled() {
        String callback = callback("refuses", "13800000301");
        String customer = office.value("SELECT id FROM customer WHERE external_ref = 'refuses'");
        var set = admin.put(
                "/api/v1/customers/" + customer + "/channels/CALL", "{\"refused\":true,\"reason\":\"asked us\"}");
        assertThat(set.status()).as(set.text()).isEqualTo(204);
        CallCentre.await(
                Duration.ofSeconds(15),
                "cancelled",
                () -> office.value("SELECT reason FROM callback WHERE id = '" + callback + "'")
                        .equals("REFUSES_CALLS"));
        JsonObject message = only(callback);
        assertThat(message.getString("kind")).isEqualTo("REFUSES_CALLS");
        assertThat(message.getString("body")).contains("王芳").contains("4001234567");
        assertThat(message.getString("state")).isEqualTo("WAITING");
        var channels =
                admin.get("/api/v1/customers/" + customer + "/channels").json().getJsonArray("items");
        assertThat(channels).hasSize(5);
        assertThat(channels.getJsonObject(0).getString("reason")).isEqualTo("asked us");
        assertThat(channels.getJsonObject(1).getString("refusedAt")).isNull();
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'customer.refuse'"))
                .isEqualTo("1");
        assertThat(admin.put(
                                "/api/v1/customers/" + java.util.UUID.randomUUID() + "/channels/SMS",
                                "{\"refused\":true,\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void peopleSendAgainWhatFailedButNotLightlyWhatMayHaveBeenSent() {
        String callback = callback("failed", "13800000302");
        office.execute(
                "INSERT INTO message_outbox (id, org_id, callback_id, customer_id, campaign_id, kind, channel, language, body,"
                        + " state, created_at, state_since) SELECT gen_random_uuid(), org_id, id, customer_id, campaign_id, 'EXHAUSTED',"
                        + " 'SMS', 'zh', 'x', 'FAILED', now(), now() FROM callback WHERE id = '" + callback + "'");
        String message = "/api/v1/messages/" + only(callback).getString("id");
        assertThat(admin.post(message + "/done", "{\"reason\":\"x\"}").status()).isEqualTo(409);
        assertThat(admin.post(message + "/retry", "{\"reason\":\"number corrected\"}")
                        .status())
                .isEqualTo(204);
        assertThat(only(callback).getString("state")).isEqualTo("WAITING");
        office.execute("UPDATE message_outbox SET state = 'UNKNOWN' WHERE callback_id = '" + callback + "'");
        var light = admin.post(message + "/retry", "{\"reason\":\"x\"}");
        assertThat(light.status()).isEqualTo(409);
        assertThat(light.field()).isEqualTo("sendAgain");
        assertThat(admin.post(message + "/resolve", "{\"as\":\"SENT\",\"reason\":\"the provider's list has it\"}")
                        .status())
                .isEqualTo(204);
        var detail = admin.get(message);
        assertThat(detail.json().getJsonObject("message").getString("state")).isEqualTo("SENT");
        assertThat(detail.json().getJsonArray("events")).hasSize(2);
        assertThat(office.value(
                        "SELECT count(*) FROM audit_entry WHERE action IN ('message.retry', 'message.resolve')"))
                .isEqualTo("2");
        office.execute(
                "UPDATE message_outbox SET state = 'TASK', channel = 'LETTER' WHERE callback_id = '" + callback + "'");
        assertThat(admin.get("/api/v1/messages?state=TASK&campaign=k").json().getJsonArray("items"))
                .hasSize(1);
        assertThat(admin.post(message + "/done", "{\"reason\":\"posted\"}").status())
                .isEqualTo(204);
        assertThat(only(callback).getString("state")).isEqualTo("DONE");
    }

    @Test
    void aReplyIsShownWithItsCallbackUntilSomebodyTicksItOff() {
        String callback = callback("reply", "13800000303");
        office.execute(
                "INSERT INTO message_reply SELECT gen_random_uuid(), org_id, now(), 'web', 'r1', number_key, customer_id, id,"
                        + " '周四下午三点', 'TIME', NULL, NULL, NULL FROM callback WHERE id = '" + callback + "'");
        var shown = admin.get("/api/v1/callbacks/" + callback).json().getJsonArray("replies");
        assertThat(shown.getJsonObject(0).getString("text")).isEqualTo("周四下午三点");
        String id = shown.getJsonObject(0).getString("id");
        assertThat(admin.get("/api/v1/message-replies?open=true").json().getJsonArray("items"))
                .hasSize(1);
        assertThat(admin.post("/api/v1/message-replies/" + id + "/handled", "{}")
                        .status())
                .isEqualTo(204);
        assertThat(admin.get("/api/v1/message-replies?open=true").json().getJsonArray("items"))
                .isEmpty();
        assertThat(admin.post("/api/v1/message-replies/" + id + "/handled", "{}")
                        .status())
                .isEqualTo(404);
    }
}
