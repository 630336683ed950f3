package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A finding from the recording's page to the closed month, by everybody who has a part in it, in a real browser (R77). */
class ViolationPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;
    private static UUID recording;

    @BeforeAll
    static void open() {
        centre = stage.centre();
        centre.user("auditor", PagesStage.PASSWORD, "COMPLIANCE");
        centre.user("keeper", PagesStage.PASSWORD, "RECORDS_MANAGER");
        centre.user("seller", PagesStage.PASSWORD, "AGENT");
        centre.execute("UPDATE agent SET user_id = (SELECT id FROM app_user WHERE login = 'seller')");
        UUID callback = centre.callback(stage.pausedCampaign("{}"), CustomerNumber.rings(3));
        recording = Ids.next();
        centre.execute(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at, ended_at, duration_ms) SELECT ?, now(), c.org_id, c.id,"
                        + " c.campaign_id, c.customer_id, a.id, gen_random_uuid(), 'SEALED', now(), now(), 60000 FROM"
                        + " callback c, agent a WHERE c.id = ?",
                recording,
                callback);
    }

    @Test
    void aFindingGoesItsWayToTheListOfTheMonth() throws Exception {
        try (var auditor = stage.desk("auditor")) {
            auditor.open("/recordings/" + recording);
            auditor.press("open-finding");
            assertThat(auditor.at("no-kinds")).isVisible();
            auditor.at("no-kinds").locator("a").click();
            assertThat(auditor.page.getByText("还没有违规类别")).isVisible();
            auditor.press("add-usual");
            assertThat(auditor.at("kind")).hasCount(12);
            auditor.press("add-kind");
            auditor.fill("code", "lower");
            auditor.press("save-kind");
            assertThat(auditor.at("field-error")).hasCount(3);
            auditor.fill("code", "SLOW");
            auditor.fill("zh", "语速过快");
            auditor.fill("en", "Too fast");
            auditor.press("save-kind");
            assertThat(auditor.at("kind")).hasCount(13);
            auditor.picture("violation-kinds");

            auditor.open("/recordings/" + recording);
            auditor.press("flag");
            auditor.press("confirm");
            assertThat(auditor.at("field-error")).isVisible();
            auditor.confirm("客户情绪激动");
            assertThat(auditor.at("flag-reason")).containsText("客户情绪激动");
            auditor.press("open-finding");
            auditor.press("save-finding");
            assertThat(auditor.at("field-error")).hasCount(2);
            auditor.page
                    .locator("select[name=kindId]")
                    .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel("服务态度不当 · 较重"));
            auditor.fill("text", "语气生硬，打断客户");
            auditor.press("save-finding");
            auditor.hears("等主管整改");
            assertThat(auditor.at("finding-here")).containsText("服务态度不当");
            auditor.picture("recording-marks");
            auditor.press("flag");
            auditor.confirm("看过了");
            assertThat(auditor.at("flag-reason")).hasCount(0);
            Assertions.assertThat(stage.one("SELECT flagged FROM recording WHERE id = ?", recording))
                    .isEqualTo(false);

            auditor.press("open-finding");
            auditor.page
                    .locator("select[name=kindId]")
                    .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel("服务态度不当 · 较重"));
            auditor.fill("text", "这是另一通电话的问题");
            auditor.press("save-finding");
            assertThat(auditor.at("finding-here")).hasCount(2);
            auditor.at("finding-here")
                    .filter(new Locator.FilterOptions().setHasText("另一通电话"))
                    .locator("a")
                    .first()
                    .click();
            auditor.press("withdraw");
            auditor.press("take-step");
            assertThat(auditor.at("field-error")).isVisible();
            auditor.fill("text", "提错了录音");
            auditor.press("take-step");
            assertThat(auditor.at("finding-state")).hasAttribute("data-state", "WITHDRAWN");
            assertThat(auditor.at("finding-state")).containsText("已撤回");
            assertThat(step(auditor, "WITHDRAWN")).containsText("提错了录音");
            assertThat(auditor.at("withdraw")).hasCount(0);
            auditor.open("/quality");
            assertThat(auditor.at("nav-quality-findings")).hasCount(0);
            auditor.press("tab-quality-findings");
            assertThat(auditor.at("finding")).hasCount(1);
            assertThat(auditor.at("nav-quality")).hasAttribute("aria-current", "page");
            auditor.at("which").selectOption("WITHDRAWN");
            assertThat(auditor.at("finding")).containsText("另一通电话");
            auditor.picture("findings-withdrawn");
            auditor.press("tab-violations");
            auditor.press("tab-violation-kinds");
            assertThat(auditor.at("kind")).hasCount(13);
        }
        try (var seller = stage.desk("seller")) {
            seller.open("/quality");
            assertThat(seller.at("tab-quality-scores")).hasAttribute("aria-current", "page");
            assertThat(seller.at("tab-violations")).hasCount(0);
            seller.press("tab-quality-findings");
            assertThat(seller.at("finding")).hasCount(1);
            seller.at("finding").locator("a").first().click();
            assertThat(seller.at("answer")).hasCount(0);
            seller.press("state");
            seller.fill("text", "客户先骂人");
            seller.press("take-step");
            assertThat(step(seller, "STATEMENT")).containsText("客户先骂人");
            assertThat(seller.at("state")).hasCount(0);
        }
        centre.execute("ALTER TABLE quality_finding DISABLE TRIGGER quality_finding_moves");
        centre.execute("UPDATE quality_finding SET due_at = now() - interval '1 hour'");
        centre.execute("ALTER TABLE quality_finding ENABLE TRIGGER quality_finding_moves");
        try (var boss = stage.desk("boss")) {
            boss.open("/quality/findings");
            assertThat(boss.at("figure-late")).hasText("1");
            boss.picture("findings");
            boss.at("finding").locator("a").first().click();
            boss.press("answer");
            boss.press("take-step");
            assertThat(boss.at("field-error")).isVisible();
            boss.fill("text", "已谈话并培训");
            boss.press("take-step");
            assertThat(boss.at("finding-state")).hasAttribute("data-state", "ANSWERED");
            assertThat(boss.at("close")).hasCount(0);
        }
        try (var keeper = stage.desk("keeper")) {
            keeper.open("/quality/findings");
            assertThat(keeper.at("figure-answered")).hasText("1");
            keeper.at("finding").locator("a").first().click();
            assertThat(step(keeper, "STATEMENT")).containsText("客户先骂人");
            keeper.press("reopen");
            keeper.fill("text", "没有写明培训内容");
            keeper.fill("workingDays", "2");
            keeper.press("take-step");
            assertThat(keeper.at("finding-state")).hasAttribute("data-state", "REOPENED");
            try (var boss = stage.desk("boss")) {
                boss.open("/quality/findings");
                boss.at("finding").locator("a").first().click();
                boss.press("answer");
                boss.fill("text", "培训了投诉应对，附签到表");
                boss.press("take-step");
                assertThat(boss.at("finding-state")).hasAttribute("data-state", "ANSWERED");
            }
            keeper.page.reload();
            keeper.press("close");
            keeper.press("take-step");
            assertThat(keeper.at("field-error")).hasCount(2);
            keeper.page.locator("input[name=verdict][value=CONFIRMED]").check();
            keeper.fill("text", "属实，已整改");
            keeper.press("take-step");
            assertThat(keeper.at("finding-state")).hasAttribute("data-state", "CLOSED");
            keeper.picture("finding");

            keeper.open("/quality/violations");
            assertThat(keeper.at("violation")).hasCount(1);
            assertThat(keeper.at("by-kind")).containsText("服务态度不当");
            assertThat(keeper.at("close-month")).hasCount(0);
            keeper.picture("violations");
            keeper.at("switch-language").first().click();
            assertThat(keeper.at("by-kind")).containsText("Attitude");
            assertThat(keeper.at("closing")).containsText("when the month is over");
            keeper.press("previous-month");
            assertThat(keeper.at("empty")).containsText("No violations this month");
            keeper.press("close-month");
            keeper.confirm("nothing to list");
            assertThat(keeper.at("closing")).hasAttribute("data-closed", "true");
            assertThat(keeper.at("agrees")).containsText("As it was closed");
            keeper.picture("violations-closed");
            var download = keeper.page.waitForDownload(() -> keeper.press("fetch-csv"));
            byte[] file = Files.readAllBytes(download.path());
            Assertions.assertThat(new String(file, StandardCharsets.UTF_8)).startsWith("\uFEFF\"time\"");
            assertThat(keeper.at("digest"))
                    .hasText(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(file)));
        }
    }

    private static Locator step(Desk desk, String kind) {
        return desk.page.locator("[data-testid=finding-step][data-kind=" + kind + "]");
    }
}
