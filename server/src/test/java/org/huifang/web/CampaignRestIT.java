package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.huifang.Eventually;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What campaigns and their rules do to callbacks that wait, over REST. */
class CampaignRestIT {
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
                "/api/v1/campaigns/" + stage.campaign("r4") + "/rules",
                "{\"rules\":{\"relaxedRetrySeconds\":60},\"reason\":\"x\"}");
        assertThat(published.field()).isEqualTo("rules.relaxedRetrySeconds");
    }

    @Test
    void newRulesMoveWaitingCallbacksIntoTheirWindows() throws Exception {
        String campaign = stage.campaign("moves");
        stage.customer("moves-1", "13800000007");
        String id = stage.callback("moves", "moves-1", "x").id();
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
        String campaign = stage.campaign("paused");
        stage.customer("paused-1", "13800000008");
        String id = stage.callback("paused", "paused-1", "x").id();
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
}
