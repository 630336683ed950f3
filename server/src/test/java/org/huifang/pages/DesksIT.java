package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything that people change through the pages: in a real Chromium, on the real server, looked up in the database. */
class DesksIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;

    @BeforeAll
    static void open() {
        centre = stage.centre();
        centre.user("xiaoli", PagesStage.PASSWORD, "AGENT");
        centre.execute("UPDATE agent SET user_id = (SELECT id FROM app_user WHERE login = 'xiaoli') WHERE code = 'A1'");
    }

    private static Desk boss() {
        return stage.boss();
    }

    private static Object one(String query, Object... values) {
        return stage.one(query, values);
    }

    /** A callback that nobody dials, because its campaign is paused. */
    private static UUID resting(UUID campaign, int n) {
        return centre.callback(campaign, CustomerNumber.rings(n));
    }

    private static UUID pausedCampaign() {
        return stage.pausedCampaign("{}");
    }

    @Test
    void anAgentGivesTheResultOfATalkAndTakesABreak() {
        centre.awaitReadyAgents(1);
        try (var desk = stage.desk("xiaoli")) {
            assertThat(desk.at("my-presence")).hasAttribute("data-presence", "READY");
            var callback = centre.callback(
                    centre.campaign("{\"afterCallSeconds\":600}"),
                    CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), 1));
            assertThat(desk.at("briefing")).containsText("王先生");
            assertThat(desk.at("my-presence")).hasAttribute("data-presence", "AFTER_CALL");
            desk.press("disposition-NOT_CONVENIENT");
            desk.press("save-disposition");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("将来的时间"));
            desk.press("disposition-REACHED");
            desk.press("save-disposition");
            desk.hears("结果已保存");
            assertThat(desk.at("disposition")).hasCount(0);
            Assertions.assertThat(centre.callbackRow(callback))
                    .containsEntry("state", "DONE")
                    .containsEntry("reason", "REACHED");

            desk.page.locator("select").first().selectOption("lunch");
            desk.press("be-paused");
            assertThat(desk.at("my-presence")).hasAttribute("data-presence", "PAUSED");
            Assertions.assertThat(centre.rows("SELECT presence, pause_reason FROM agent WHERE code = 'A1'")
                            .get(0))
                    .containsEntry("presence", "PAUSED")
                    .containsEntry("pause_reason", "午餐");
            desk.press("be-ready");
            assertThat(desk.at("my-presence")).hasAttribute("data-presence", "READY");
        }
    }

    @Test
    void aSupervisorCancelsACallbackAndResolvesWhatWaitsForAPerson() {
        UUID campaign = pausedCampaign();
        UUID cancelled = resting(campaign, 11);
        UUID reviewed = resting(campaign, 12);
        UUID unknown = resting(campaign, 13);
        centre.execute("UPDATE callback SET state = 'REVIEW', reason = 'INVALID_NUMBER' WHERE id = ?", reviewed);
        centre.execute("UPDATE callback SET state = 'UNKNOWN', reason = 'UNKNOWN_FATE' WHERE id = ?", unknown);
        try (var desk = boss()) {
            desk.open("/callbacks/" + cancelled);
            desk.press("cancel");
            desk.press("confirm");
            assertThat(desk.at("field-error")).isVisible();
            desk.confirm("客户已在别处购买");
            assertThat(desk.at("callback-state")).hasText("已取消");
            assertThat(desk.at("why")).hasAttribute("data-code", "CANCELLED");
            Assertions.assertThat(centre.callbackRow(cancelled)).containsEntry("reason", "BY_PERSON");
            Assertions.assertThat(one(
                            "SELECT detail ->> 'reason' FROM audit_entry WHERE action = 'callback.cancel' AND subject_id = ?",
                            cancelled.toString()))
                    .isEqualTo("客户已在别处购买");

            desk.open("/callbacks/" + reviewed);
            desk.press("resolve");
            desk.press("resolve-DONE");
            desk.confirm("已当面谈过");
            assertThat(desk.at("callback-state")).hasText("已完成");
            Assertions.assertThat(centre.callbackRow(reviewed)).containsEntry("reason", "RESOLVED_BY_PERSON");

            desk.open("/callbacks/" + unknown);
            desk.press("resolve");
            desk.press("resolve-WAITING");
            desk.at("confirm-reason").fill("客户说没有接到");
            desk.press("confirm");
            assertThat(desk.at("error")).containsText("须确认后才能再拨");
            Assertions.assertThat(centre.callbackRow(unknown)).containsEntry("state", "UNKNOWN");
            desk.press("dial-again");
            desk.press("confirm");
            assertThat(desk.at("callback-state")).hasText("待拨");
            Assertions.assertThat(centre.callbackRow(unknown)).containsEntry("state", "WAITING");
        }
    }

    @Test
    void anAdminPublishesRulesAndPausesAndActivatesACampaign() {
        UUID campaign = centre.campaign("{}");
        try (var desk = boss()) {
            desk.open("/campaigns/" + campaign);
            desk.press("change-rules");
            desk.at("rule-ringFloorSeconds").fill("5");
            assertThat(desk.at("publish")).isDisabled();
            assertThat(desk.at("field-error")).isVisible();
            desk.at("rule-ringFloorSeconds").fill("25");
            desk.press("publish");
            desk.confirm("按总部要求");
            assertThat(desk.at("campaign")).containsText("第 2 版");
            assertThat(desk.at("campaign")).containsText("按总部要求");
            Assertions.assertThat(one(
                            "SELECT rules ->> 'ringFloorSeconds' FROM campaign_rules WHERE campaign_id = ? AND version = 2",
                            campaign))
                    .isEqualTo("25");

            desk.press("campaign-pause");
            desk.press("confirm");
            assertThat(desk.at("field-error")).isVisible();
            desk.confirm("系统维护");
            assertThat(desk.at("campaign-state")).hasText("已暂停");
            Assertions.assertThat(one("SELECT state FROM campaign WHERE id = ?", campaign))
                    .isEqualTo("PAUSED");
            desk.press("campaign-activate");
            desk.confirm("维护结束");
            assertThat(desk.at("campaign-state")).hasText("启用中");
            Assertions.assertThat(one("SELECT state FROM campaign WHERE id = ?", campaign))
                    .isEqualTo("ACTIVE");
            Assertions.assertThat(centre.rows(
                            "SELECT detail ->> 'reason' AS said FROM audit_entry WHERE subject_id = ? ORDER BY at",
                            campaign.toString()))
                    .extracting(found -> found.get("said"))
                    .containsExactly("按总部要求", "系统维护", "维护结束");
        }
    }

    @Test
    void filesInBothEncodingsAreImportedAndABadRowIsShownByLineAndReason() {
        try (var desk = boss()) {
            for (String charset : List.of("UTF-8", "GB18030")) {
                String ref = charset.replace("-", "");
                String csv = "ref,name,phone1\n" + ref + "-1,张伟,13912340001\n" + ref + "-2,李娜,12\n" + ref
                        + "-3,王芳,13912340003\n";
                desk.open("/imports");
                desk.page.locator("label:has([data-testid=kind-customers])").click();
                desk.at("import-file")
                        .setInputFiles(new FilePayload(
                                "客户-" + charset + ".csv", "text/csv", csv.getBytes(Charset.forName(charset))));
                Locator done = desk.page.locator(
                        "tr[data-state=DONE]",
                        new com.microsoft.playwright.Page.LocatorOptions().setHasText("客户-" + charset));
                assertThat(done).isVisible();
                done.locator("a").click();
                assertThat(desk.at("rows-created")).hasText("2");
                assertThat(desk.at("rows-bad")).hasText("1");
                assertThat(desk.at("bad-3")).containsText("phone1");
                assertThat(desk.at("import")).containsText(charset);
                Assertions.assertThat(one("SELECT name FROM customer WHERE external_ref = ?", ref + "-1"))
                        .isEqualTo("张伟");
                Assertions.assertThat(centre.rows("SELECT 1 FROM customer WHERE external_ref = ?", ref + "-2"))
                        .isEmpty();
            }
        }
    }

    @Test
    void aHolidayIsAddedChangedAndRemovedAndAFileWithADayTwiceIsRefused() {
        try (var desk = boss()) {
            desk.open("/organisation");
            desk.press("calendars");
            assertThat(desk.at("year"))
                    .hasText(Integer.toString(java.time.Year.now().getValue()));
            for (int before = java.time.Year.now().getValue(); before < 2031; before++) {
                desk.press("year-after");
            }
            assertThat(desk.page.getByText("2031 年没有特殊日期")).isVisible();
            desk.press("store-day");
            assertThat(desk.at("field-error")).hasCount(2);
            desk.page.locator("input[name=day]").fill("2031-10-01");
            desk.page.locator("form[data-testid=day-form] input[name=name]").fill("国庆节");
            desk.press("store-day");
            assertThat(desk.at("day-2031-10-01")).containsText("国庆节");
            assertThat(desk.at("day-2031-10-01")).containsText("休息");
            desk.page.locator("input[name=day]").fill("2031-10-01");
            desk.page.locator("select[name=working]").selectOption("true");
            desk.page.locator("form[data-testid=day-form] input[name=name]").fill("调休");
            desk.press("store-day");
            assertThat(desk.at("day-2031-10-01")).containsText("调休上班");
            desk.at("calendar-file")
                    .setInputFiles(new FilePayload(
                            "2031.csv",
                            "text/csv",
                            "day,working,name\n2031-05-01,false,劳动节\n2031-05-01,false,劳动节\n"
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(desk.page.getByText("2031-05-01").first()).isVisible();
            Assertions.assertThat(
                            centre.rows("SELECT 1 FROM calendar_day WHERE calendar = 'CN' AND day = '2031-05-01'"))
                    .isEmpty();
            desk.at("day-2031-10-01").locator("button").click();
            desk.press("confirm");
            assertThat(desk.at("day-2031-10-01")).hasCount(0);
            Assertions.assertThat(
                            centre.rows("SELECT 1 FROM calendar_day WHERE calendar = 'CN' AND day = '2031-10-01'"))
                    .isEmpty();
        }
    }

    @Test
    void theCalendarOfAnotherCountryIsSeenBeforeItIsStored() {
        String stored = "SELECT 1 FROM calendar_day WHERE calendar = ?";
        try (var desk = boss()) {
            desk.open("/calendars");
            desk.press("reckon");
            assertThat(desk.page.locator("[data-testid=country-form] [data-testid=field-error]"))
                    .hasCount(1);
            desk.page.locator("select[name=country]").selectOption("DE");
            assertThat(desk.page.locator("select[name=country] option:checked")).hasText("德国");
            desk.page.locator("input[name=country-year]").fill("2031");
            desk.press("reckon");
            assertThat(desk.at("reckoned")).containsText("2031-10-03");
            assertThat(desk.at("reckoned")).not().containsText("2031-01-06");
            Assertions.assertThat(centre.rows(stored, "DE")).as("only seen").isEmpty();
            desk.page.locator("select[name=region]").selectOption("by");
            assertThat(desk.at("reckoned")).containsText("2031-01-06");
            desk.still("calendar-of-a-country");
            desk.press("confirm");
            assertThat(desk.at("calendar")).hasValue("DE-BY");
            assertThat(desk.at("year")).hasText("2031");
            assertThat(desk.at("day-2031-01-06")).containsText("休息");
            Assertions.assertThat(centre.rows(stored, "DE-BY")).hasSizeGreaterThan(5);
            desk.picture("calendars");
            desk.press("reckon");
            desk.page.locator("select[name=region]").selectOption("by");
            assertThat(desk.page.getByRole(com.microsoft.playwright.options.AriaRole.DIALOG))
                    .containsText("已存在");
            desk.page.keyboard().press("Escape");
            assertThat(desk.at("reckoned")).hasCount(0);
        }
    }

    @Test
    void eventsAreImportedWhereCustomersAre() {
        try (var desk = boss()) {
            centre.execute("INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)"
                    + " SELECT gen_random_uuid(), id, 'EV-1', '周敏', now(), now() FROM org_unit");
            desk.open("/imports");
            desk.page.locator("label:has([data-testid=kind-events])").click();
            desk.at("import-file")
                    .setInputFiles(new FilePayload(
                            "事件.csv",
                            "text/csv",
                            "type,customer,key,date\nSERVICE,EV-1,RO-1,2026-11-20\nSERVICE,EV-2,RO-2,2026-11-20\n"
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            Locator done = desk.page.locator(
                    "tr[data-state=DONE]", new com.microsoft.playwright.Page.LocatorOptions().setHasText("事件.csv"));
            assertThat(done).isVisible();
            assertThat(done).containsText("事件");
            done.locator("a").click();
            assertThat(desk.at("rows-created")).hasText("1");
            assertThat(desk.at("bad-3")).containsText("customer");
            Assertions.assertThat(one("SELECT event_key FROM customer_event WHERE type = 'SERVICE'"))
                    .isEqualTo("RO-1");
        }
    }

    @Test
    void usersAreMadeChangedAndDisabledAndChangeTheirLanguageAndPasswordThemselves() {
        try (var desk = boss()) {
            desk.open("/users");
            desk.press("new-user");
            var form = desk.page.getByRole(com.microsoft.playwright.options.AriaRole.DIALOG);
            form.getByLabel("用户名").fill("newcomer");
            form.getByLabel("姓名").fill("赵敏");
            form.getByLabel("主管").check();
            form.getByLabel("密码").fill("too short");
            form.getByText("保存").click();
            assertThat(desk.at("field-error")).hasText(Pattern.compile("至少 12 位"));
            form.getByLabel("密码").fill(PagesStage.PASSWORD);
            form.getByText("保存").click();
            assertThat(desk.at("user-newcomer")).containsText("赵敏");

            try (var own = stage.desk("newcomer")) {
                assertThat(own.at("nav-board")).hasText("实时看板");
                own.press("switch-language");
                assertThat(own.at("nav-board")).hasText("Live board");
                CallCentre.await(
                        Duration.ofSeconds(5),
                        "the account keeps the language",
                        () -> "en".equals(one("SELECT locale FROM app_user WHERE login = 'newcomer'")));
                own.press("change-password");
                own.fill("current", "not my password");
                own.fill("wanted", "another long phrase");
                own.fill("again", "another long phrase!");
                own.press("save");
                assertThat(own.at("field-error")).hasText(Pattern.compile("differ"));
                own.fill("again", "another long phrase");
                own.press("save");
                assertThat(own.at("field-error")).hasText(Pattern.compile("not your password now"));
                own.fill("current", PagesStage.PASSWORD);
                own.press("save");
                own.hears("password is changed");
                own.press("sign-out");
                own.signIn("newcomer", "another long phrase");
                assertThat(own.at("who")).containsText("赵敏");

                desk.at("user-newcomer").getByTestId("edit").click();
                form.getByLabel("姓名").fill("赵敏敏");
                form.getByLabel("停用").check();
                form.getByText("保存").click();
                assertThat(desk.at("user-newcomer")).containsText("停用");
                Assertions.assertThat(centre.rows("SELECT * FROM app_user WHERE login = 'newcomer'")
                                .get(0))
                        .containsEntry("disabled", true)
                        .containsEntry("display_name", "赵敏敏");
                own.page.reload();
                assertThat(own.at("sign-in-form")).isVisible();
            }
        }
    }

    @Test
    void aCustomerIsMadeGetsACallbackByHandAndIsStoppedAndReleased() {
        UUID campaign = pausedCampaign();
        centre.execute("UPDATE campaign SET name = '手工' WHERE id = ?", campaign);
        try (var desk = boss()) {
            desk.open("/customers");
            desk.press("new-customer");
            desk.fill("name", "周杰");
            desk.fill("ref", "HAND-1");
            desk.at("phone-input-1").fill("139 1234 00");
            desk.press("save");
            assertThat(desk.at("field-error")).isVisible();
            desk.at("phone-input-1").fill("139 1234 0099");
            desk.press("save");
            assertThat(desk.at("phone-1")).containsText("+8613912340099");
            desk.press("edit-customer");
            desk.press("add-phone");
            desk.at("phone-input-2").fill("021-62345678");
            desk.press("save");
            assertThat(desk.at("phone-2")).containsText("+862162345678");

            for (String said : List.of("回访已建立", "没有重复建立")) {
                desk.press("new-callback");
                desk.page.locator("form [name=campaign]").selectOption("c-" + campaign);
                desk.fill("occasion", "交车 2026-11-20");
                desk.fill("notBefore", "2030-01-02T10:00");
                desk.press("save");
                desk.hears(said);
            }
            Locator row = desk.page.locator("[data-testid^='callback-'][data-state]");
            assertThat(row).hasAttribute("data-state", "WAITING");
            String made =
                    "SELECT c.state, c.reason, c.not_before FROM callback c JOIN customer u ON u.id = c.customer_id"
                            + " WHERE u.external_ref = 'HAND-1'";
            Assertions.assertThat(centre.rows(made)).hasSize(1);
            Assertions.assertThat(centre.rows(made).get(0).get("not_before")).isNotNull();

            desk.at("phone-1").getByTestId("stop-phone").click();
            desk.press("confirm");
            assertThat(desk.at("field-error")).isVisible();
            desk.confirm("客户要求不再致电");
            assertThat(desk.at("phone-1")).hasAttribute("data-stopped", "true");
            assertThat(row).hasAttribute("data-state", "CANCELLED");
            Assertions.assertThat(centre.rows(made).get(0)).containsEntry("reason", "STOPPED");
            desk.open("/customers?q=HAND");
            assertThat(desk.at("customer-HAND-1")).containsText("禁拨");

            desk.press("nav-numbers");
            Locator stopped =
                    desk.at("stopped-number").filter(new Locator.FilterOptions().setHasText("+8613912340099"));
            assertThat(stopped).containsText("客户要求不再致电");
            stopped.getByTestId("lift-phone").click();
            desk.confirm("客户同意了");
            assertThat(stopped).hasCount(0);
            desk.press("stop-number");
            desk.fill("number", "12");
            desk.fill("reason", "投诉");
            desk.press("confirm");
            assertThat(desk.at("field-error")).isVisible();
            desk.fill("number", "(021) 6234-5678");
            desk.press("confirm");
            assertThat(desk.at("stopped-number").filter(new Locator.FilterOptions().setHasText("+862162345678")))
                    .containsText("投诉");
            Assertions.assertThat(centre.rows("SELECT stop_reason FROM number_ledger WHERE stopped_at IS NOT NULL"))
                    .extracting(found -> found.get("stop_reason"))
                    .containsExactly("投诉");
            Assertions.assertThat(
                            centre.rows("SELECT action FROM audit_entry WHERE action LIKE 'number.%' ORDER BY at"))
                    .extracting(found -> found.get("action"))
                    .containsExactly("number.stop", "number.release", "number.stop");
        }
    }

    @Test
    void aTrunkIsMadeAndATokenIsShownOnceWorksAndIsRevoked() throws Exception {
        try (var desk = boss()) {
            desk.open("/trunks");
            desk.press("new-trunk");
            desk.fill("name", "carrier-b");
            desk.fill("callerId", "400-CALL");
            desk.press("save");
            assertThat(desk.at("field-error")).isVisible();
            desk.fill("callerId", "4008001234");
            desk.press("save");
            assertThat(desk.at("trunk-carrier-b")).containsText("4008001234");
            desk.at("trunk-carrier-b").getByText("修改").click();
            desk.page.locator("form [name=progressCounts]").check();
            desk.press("save");
            assertThat(desk.at("trunk-carrier-b")).containsText("180 或 183");
            Assertions.assertThat(centre.rows("SELECT caller_id, progress_counts FROM trunk WHERE name = 'carrier-b'")
                            .get(0))
                    .isEqualTo(Map.of("caller_id", "4008001234", "progress_counts", true));

            desk.open("/users");
            desk.at("user-boss").getByTestId("tokens").click();
            desk.press("new-token");
            desk.press("save");
            assertThat(desk.at("field-error")).isVisible();
            desk.fill("name", "CRM 同步");
            desk.press("save");
            String secret = desk.at("token-secret").inputValue();
            Assertions.assertThat(statusWith(secret)).isEqualTo(200);
            desk.page.keyboard().press("Escape");
            assertThat(desk.at("token-secret")).isVisible();
            desk.press("token-kept");
            assertThat(desk.at("token")).hasAttribute("data-state", "active");
            Assertions.assertThat(desk.page.content()).doesNotContain(secret);
            desk.press("revoke");
            desk.press("confirm");
            assertThat(desk.at("token")).hasAttribute("data-state", "revoked");
            Assertions.assertThat(statusWith(secret)).isEqualTo(401);
        }
    }

    private static int statusWith(String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(centre.http() + "/api/v1/session"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .statusCode();
    }
}
