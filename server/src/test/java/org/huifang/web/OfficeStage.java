package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;

/** An office on a Monday at 08:00 in Shanghai, before the preset windows, with two trunks and its admin signed in. */
final class OfficeStage implements AutoCloseable {
    final TurnedClock clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
    final TestOffice office = TestOffice.start(clock);
    final Browser admin = new Browser(office::uri);

    OfficeStage() throws Exception {
        assertThat(admin.signIn("admin", TestOffice.PASSWORD).status()).isEqualTo(200);
        assertThat(admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}")
                        .status())
                .isEqualTo(201);
        assertThat(admin.post("/api/v1/trunks", "{\"name\":\"sim\",\"simulated\":true}")
                        .status())
                .isEqualTo(201);
    }

    @Override
    public void close() {
        office.close();
    }

    /** An active one on the real trunk. */
    String campaign(String code) {
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

    Browser.Answer customer(String ref, String... phones) {
        return admin.post(
                "/api/v1/customers",
                new JsonObject()
                        .put("ref", ref)
                        .put("name", "王小明")
                        .put("phones", new JsonArray(java.util.List.of((Object[]) phones)))
                        .encode());
    }

    Browser.Answer callback(String campaign, String customer, String occasion) {
        return admin.post(
                "/api/v1/callbacks",
                new JsonObject()
                        .put("campaign", campaign)
                        .put("customer", customer)
                        .put("occasion", occasion)
                        .encode());
    }

    Browser userWith(String login, String... roles) {
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
}
