package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
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

/** What a supervisor sees and decides: campaigns from presets, the plan, coverage, messages, records, limits. */
class SupervisorPagesIT {
    private static final String ALL_DAY =
            "\"goal\":{\"event\":\"%s\",\"earliest\":{\"amount\":1},\"deadline\":{\"amount\":10},\"approval\":%s}";

    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;

    @BeforeAll
    static void open() {
        centre = stage.centre();
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneId.of("Asia/Shanghai"));
    }

    private static UUID campaign(String name, String event, boolean approval) {
        UUID id = centre.campaign("{" + ALL_DAY.formatted(event, approval) + "}");
        centre.execute("UPDATE campaign SET name = ? WHERE id = ?", name, id);
        return id;
    }

    /** Customers with a number and an event of today each. */
    private static void events(String event, String ref, int count, boolean withPhone) {
        centre.execute("""
                INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)
                SELECT gen_random_uuid(), o.id, ? || lpad(i::text, 3, '0'), '客户' || i, now(), now()
                FROM org_unit o, generate_series(1, ?) i
                """, ref, count);
        if (withPhone) {
            centre.execute("""
                    INSERT INTO number_ledger (org_id, number_key) SELECT org_id, sha256(external_ref::bytea) FROM customer
                    WHERE external_ref LIKE ? || '%'
                    """, ref);
            centre.execute("""
                    INSERT INTO customer_phone (customer_id, position, org_id, e164, kind, number_key)
                    SELECT id, 1, org_id, '+8613900' || lpad(right(external_ref, 3), 6, '0'), 'MOBILE', sha256(external_ref::bytea)
                    FROM customer WHERE external_ref LIKE ? || '%'
                    """, ref);
        }
        centre.execute("""
                INSERT INTO customer_event (id, org_id, type, customer_id, event_key, on_date, created_at, updated_at)
                SELECT gen_random_uuid(), org_id, ?, id, 'k-' || external_ref, ?::date, now(), now() FROM customer
                WHERE external_ref LIKE ? || '%'
                """, event, today().toString(), ref);
    }

    @Test
    void aCampaignIsMadeFromAPresetAndItsRulesAreOpened() {
        try (var desk = stage.boss()) {
            desk.open("/campaigns");
            desk.press("new-campaign");
            assertThat(desk.at("preset-new-contract").locator("..")).containsText("一个自然月");
            assertThat(desk.at("create-campaign")).isDisabled();
            desk.at("preset-special").focus();
            desk.page.keyboard().press("Space");
            assertThat(desk.page.locator("[name=name]")).hasValue("专项回访");
            assertThat(desk.page.locator("[name=code]")).hasValue("special");
            desk.picture("new-campaign");
            desk.fill("name", "");
            desk.press("create-campaign");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("必填"));
            desk.fill("name", "协议变更回访");
            desk.press("create-campaign");
            assertThat(desk.at("rules")).containsText("协议变更回访");
            assertThat(desk.at("extra-rules")).containsText("名单须审批");
            Assertions.assertThat(centre.rows("""
                            SELECT c.state, c.name, r.rules -> 'goal' ->> 'approval' AS approval FROM campaign c
                            JOIN campaign_rules r ON r.campaign_id = c.id WHERE c.code = 'special'
                            """))
                    .containsExactly(Map.of("state", "DRAFT", "name", "协议变更回访", "approval", "true"));

            desk.open("/campaigns/new");
            desk.at("preset-special").locator("..").click();
            desk.press("create-campaign");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("已被使用"));
            Assertions.assertThat(desk.page.locator("main").innerText())
                    .as("the server's refusal, in Chinese only")
                    .doesNotContain("taken");
        }
    }

    @Test
    void aListIsApprovedAndWithdrawnAndTheDayShowsItAgainstCapacity() {
        UUID campaign = campaign("专项", "SPECIAL_PLAN", true);
        String code = "c-" + campaign;
        events("SPECIAL_PLAN", "P", 4, true);
        String states = "SELECT DISTINCT state FROM callback WHERE campaign_id = ?";
        try (var desk = stage.boss()) {
            desk.open("/plan");
            desk.press("run-planner");
            String list = "list-" + code + "-" + today().plusDays(1);
            assertThat(desk.at(list)).hasAttribute("data-state", "PROPOSED");
            desk.at(list).getByTestId("show-list").click();
            assertThat(desk.at("planned-calls").locator("tbody tr")).hasCount(4);
            assertThat(desk.at("planned-" + code)).containsText("4 条回访");
            assertThat(desk.at("planned-" + code)).containsText("4 条待审批");
            assertThat(desk.at("plan-load").first()).containsText("坐席小时");
            desk.picture("plan");
            desk.at(list).getByTestId("approve-list").click();
            desk.press("confirm");
            assertThat(desk.at("field-error")).isVisible();
            desk.confirm("经理同意");
            assertThat(desk.at(list)).hasAttribute("data-state", "APPROVED");
            assertThat(desk.at(list)).containsText("经理同意");
            Assertions.assertThat(stage.one(states, campaign)).isEqualTo("WAITING");

            desk.at(list).getByTestId("withdraw-list").click();
            desk.confirm("客户名单有误");
            assertThat(desk.at(list)).hasAttribute("data-state", "PROPOSED");
            Assertions.assertThat(stage.one(states, campaign)).isEqualTo("REVIEW");
            Assertions.assertThat(centre.rows(
                            "SELECT action FROM audit_entry WHERE subject_id = ? AND action LIKE 'plan.%' ORDER BY at",
                            campaign.toString()))
                    .extracting(row -> row.get("action"))
                    .contains("plan.approve", "plan.withdraw");
            desk.press("plan-next-day");
            assertThat(desk.at("planned-" + code)).hasCount(0);
        }
    }

    @Test
    void whoIsNotCoveredIsShownWithTheReasonFilteredAndExported() throws IOException {
        UUID campaign = campaign("售后", "SERVICE_COVER", false);
        centre.execute("UPDATE campaign SET state = 'PAUSED' WHERE id = ?", campaign);
        events("SERVICE_COVER", "N", 60, false);
        events("SERVICE_COVER", "R", 3, true);
        UUID reached = centre.callback(campaign, CustomerNumber.rings(61));
        centre.execute(
                "UPDATE callback SET state = 'DONE', reason = 'REACHED', occasion_key = 'SERVICE_COVER:k-R001', customer_id ="
                        + " (SELECT id FROM customer WHERE external_ref = 'R001') WHERE id = ?",
                reached);
        try (var desk = stage.boss()) {
            desk.open("/coverage");
            desk.at("coverage-c-" + campaign).locator("a").click();
            assertThat(desk.at("coverage-percent")).hasText("1.5%");
            assertThat(desk.at("missing").locator("tbody tr")).hasCount(50);
            desk.picture("coverage");
            desk.press("load-more");
            assertThat(desk.at("missing").locator("tbody tr")).hasCount(62);
            desk.press("why-CAMPAIGN_PAUSED");
            assertThat(desk.at("missing").locator("tbody tr")).hasCount(2);
            assertThat(desk.at("missing")).containsText("项目已暂停");
            var file = desk.page.waitForDownload(() -> desk.press("coverage-csv"));
            Assertions.assertThat(Files.readString(file.path(), StandardCharsets.UTF_8)
                            .lines())
                    .hasSize(3)
                    .anyMatch(line -> line.contains("R003") && line.contains("CAMPAIGN_PAUSED"));
            desk.press("previous-month");
            assertThat(desk.at("empty")).containsText("没有遗漏");
        }
    }

    @Test
    void messagesAreListedWithTheirHistoryAndAnUnknownOneIsSettled() {
        UUID callback = centre.callback(stage.pausedCampaign("{}"), CustomerNumber.rings(62));
        UUID unknown = UUID.randomUUID();
        for (var message : Map.of(unknown, "UNKNOWN", UUID.randomUUID(), "DELIVERED", UUID.randomUUID(), "TASK")
                .entrySet()) {
            centre.execute(
                    "INSERT INTO message_outbox (id, org_id, callback_id, customer_id, kind, seq, channel, language, body, state,"
                            + " created_at, state_since, campaign_id, number_key, segments, gateway)"
                            + " SELECT ?, org_id, id, customer_id, 'EXHAUSTED', ?, ?, 'zh', '尊敬的王先生，我们多次致电未能与您取得联系。',"
                            + " ?, now(), now(), campaign_id, number_key, 1, 'sms-a' FROM callback WHERE id = ?",
                    message.getKey(),
                    message.getValue().length(),
                    message.getValue().equals("TASK") ? "LETTER" : "SMS",
                    message.getValue(),
                    callback);
        }
        centre.execute(
                "INSERT INTO message_event (id, message_id, org_id, at, kind, detail) SELECT gen_random_uuid(), id, org_id, now(),"
                        + " 'UNKNOWN', '{\"gateway\":\"sms-a\",\"why\":\"no answer within 10 s\"}' FROM message_outbox WHERE id = ?",
                unknown);
        try (var desk = stage.boss()) {
            desk.open("/messages");
            assertThat(desk.at("messages").locator("tbody tr")).hasCount(3);
            assertThat(desk.at("message-" + unknown)).containsText(Pattern.compile("•+\\d{2,4}"));
            desk.picture("messages");
            desk.at("message-state").selectOption("UNKNOWN");
            assertThat(desk.at("messages").locator("tbody tr")).hasCount(1);
            desk.at("message-" + unknown).locator("a").click();
            assertThat(desk.at("message-events")).containsText("是否发出不明");
            desk.picture("message");
            desk.press("message-sent");
            desk.confirm("供应商确认已发");
            assertThat(desk.at("message-state-tag")).hasText("已发送");
            Assertions.assertThat(stage.one("SELECT state FROM message_outbox WHERE id = ?", unknown))
                    .isEqualTo("SENT");
        }
    }

    @Test
    void aTemplateIsPreviewedWithItsSegmentsAndAnUnknownVariableIsRefusedAtTheField() {
        UUID campaign = stage.pausedCampaign("{" + ALL_DAY.formatted("SERVICE", false) + "}");
        try (var desk = stage.boss()) {
            desk.open("/campaigns/" + campaign + "/rules");
            Locator chinese = desk.at("template-EXHAUSTED-zh");
            assertThat(chinese.getByTestId("preview-length")).hasAttribute("data-encoding", "UCS2");
            chinese.locator("textarea").fill("尊敬的{nme}，请致电{callerId}。");
            assertThat(chinese.getByTestId("field-error")).hasText(Pattern.compile("没有这个变量"));
            chinese.locator("textarea").fill("尊敬的{name}，" + "我们多次致电未能与您取得联系。".repeat(5) + "请致电{callerId}。");
            assertThat(chinese.getByTestId("preview-length")).hasAttribute("data-segments", "2");
            assertThat(chinese.getByTestId("preview-text")).containsText("王女士");
            Locator english = desk.at("template-EXHAUSTED-en");
            english.locator("textarea").fill("Dear {name}, please ring {callerId}.");
            assertThat(english.getByTestId("preview-length")).hasAttribute("data-encoding", "GSM7");
            assertThat(desk.at("extra-rules")).containsText("由谁拨打");
            desk.at("rule-limits.attemptsPerWeek").fill("5");
            desk.at("rule-limits.attemptsPerWeek").blur();
            desk.picture("rules");
            desk.press("publish");
            desk.confirm("新文字");
            assertThat(desk.at("campaign")).containsText("第 2 版");
            Assertions.assertThat(stage.one(
                            "SELECT rules -> 'limits' ->> 'attemptsPerWeek' FROM campaign_rules WHERE campaign_id = ? AND version = 2",
                            campaign))
                    .isEqualTo("5");

            desk.press("change-rules");
            desk.at("rule-limits.attemptsPerWeek").fill("99");
            desk.at("rule-limits.attemptsPerWeek").blur();
            desk.press("publish");
            desk.at("confirm-reason").fill("太多");
            desk.press("confirm");
            assertThat(desk.at("error")).containsText("不能大于 30");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("不能大于 30"));
        }
    }

    @Test
    void conflictsOwnTimesAndCorrectionsOfACustomerAreKept() {
        UUID callback = centre.callback(stage.pausedCampaign("{}"), CustomerNumber.rings(63));
        Object customer = centre.callbackRow(callback).get("customer_id");
        centre.execute(
                "INSERT INTO correction (id, org_id, customer_id, callback_id, position, kind, note, created_at)"
                        + " SELECT gen_random_uuid(), org_id, customer_id, id, 1, 'OTHER_PERSON', '妻子接听', now() FROM callback WHERE id = ?",
                callback);
        centre.execute("UPDATE customer_phone SET wrong_since = now() WHERE customer_id = ?", customer);
        try (var desk = stage.boss()) {
            desk.open("/customers/" + customer);
            desk.press("add-conflict");
            desk.press("save");
            assertThat(desk.at("field-error").first()).isVisible();
            desk.page.locator("form [name=agent]").selectOption("A1");
            desk.fill("reason", "亲属");
            desk.press("save");
            assertThat(desk.at("conflict")).containsText("亲属");
            Assertions.assertThat(stage.one(
                            "SELECT a.code FROM conflict_of_interest x JOIN agent a ON a.id = x.agent_id WHERE x.customer_id = ?",
                            customer))
                    .isEqualTo("A1");
            desk.press("add-conflict");
            desk.page.locator("form [name=agent]").selectOption("A1");
            desk.fill("reason", "再次");
            desk.press("save");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("已经登记"));
            desk.page.keyboard().press("Escape");

            desk.press("edit-slots");
            desk.page.getByText("添加时段").click();
            desk.at("window").locator("input").first().fill("19:00");
            desk.at("window").locator("input").nth(1).fill("18:00");
            assertThat(desk.at("save-slots")).isDisabled();
            desk.at("window").locator("input").nth(1).fill("20:30");
            desk.at("window").locator("select").selectOption("SATURDAY");
            desk.press("save-slots");
            assertThat(desk.at("slots")).containsText("19:00–20:30");
            Assertions.assertThat(stage.one("SELECT own_slots[1] FROM customer WHERE id = ?", customer))
                    .isEqualTo("SATURDAY 19:00-20:30");
            desk.picture("customer");

            desk.press("remove-conflict");
            desk.confirm("已澄清");
            assertThat(desk.at("conflict")).hasCount(0);

            desk.open("/corrections");
            desk.picture("corrections");
            Locator task = desk.at("correction").filter(new Locator.FilterOptions().setHasText("妻子接听"));
            task.getByTestId("finish-correction").click();
            desk.at("number-is-right").check();
            desk.confirm("确认是本人号码");
            assertThat(task).hasCount(0);
            Assertions.assertThat(centre.rows(
                            "SELECT 1 FROM customer_phone WHERE customer_id = ? AND wrong_since IS NOT NULL", customer))
                    .isEmpty();
            Assertions.assertThat(centre.rows(
                            "SELECT 1 FROM correction WHERE callback_id = ? AND done_by IS NOT NULL", callback))
                    .hasSize(1);
        }
    }

    @Test
    void theOrganisationsLimitsAndAnAgentsDepartmentAreSet() {
        try (var desk = stage.boss()) {
            desk.open("/organisation");
            desk.fill("numberPerDay", "12");
            desk.press("save");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("1 到 9"));
            desk.fill("numberPerDay", "4");
            desk.fill("numberPerWeek", "2");
            desk.press("save");
            assertThat(desk.at("field-error")).hasText(Pattern.compile("不能少于"));
            desk.fill("numberPerWeek", "8");
            desk.page.locator("[name=shareBy]").selectOption("FEWEST_CALLS");
            desk.press("save");
            desk.hears("已保存");
            desk.picture("organisation");
            Assertions.assertThat(
                            centre.rows("SELECT number_per_day, number_per_week, number_in_all, share_by FROM org_unit")
                                    .get(0)
                                    .values())
                    .containsExactlyElementsOf(java.util.Arrays.asList(4, 8, null, "FEWEST_CALLS"));
            centre.execute(
                    "UPDATE org_unit SET number_per_day = NULL, number_per_week = NULL, share_by = 'LONGEST_IDLE'");

            desk.open("/agents");
            desk.at("agent-A1").getByText("修改").click();
            desk.fill("department", "销售部");
            desk.fill("skill", "7");
            desk.press("save");
            assertThat(desk.at("agent-A1")).containsText("销售部");
            Assertions.assertThat(centre.rows("SELECT department, skill FROM agent WHERE code = 'A1'"))
                    .isEqualTo(List.of(Map.of("department", "销售部", "skill", 7)));
        }
    }
}
