package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asking for recordings, approving, holding and lifting, in a real browser. */
class AccessPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;

    @BeforeAll
    static void open() {
        centre = stage.centre();
        centre.user("keeper", PagesStage.PASSWORD, "RECORDS_MANAGER");
        centre.user("auditor", PagesStage.PASSWORD, "COMPLIANCE");
        centre.user("seller", PagesStage.PASSWORD, "AGENT");
    }

    @Test
    void somebodyAsksTheRecordsManagerGrantsAndTakesItBack() {
        UUID recording = recording();
        try (var seller = stage.desk("seller")) {
            seller.open("/access");
            assertThat(seller.at("consents")).hasCount(0);
            seller.press("ask-access");
            seller.press("save");
            assertThat(seller.at("field-error").first()).isVisible();
            seller.page.locator("input[name=how][value=ids]").check();
            seller.fill("ids", recording.toString());
            seller.fill("reason", "客户投诉");
            seller.press("save");
            seller.hears("已提交");
            assertThat(seller.at("access-request")).hasAttribute("data-state", "WAITING");
            seller.picture("access-own");
        }
        try (var keeper = stage.desk("keeper")) {
            keeper.open("/access");
            Locator waiting = keeper.at("consent").filter(new Locator.FilterOptions().setHasText("客户投诉"));
            assertThat(waiting).containsText("1 条录音");
            keeper.picture("access-to-approve");
            waiting.getByTestId("approve").click();
            keeper.press("confirm");
            assertThat(keeper.at("field-error").first()).isVisible();
            keeper.confirm("同意核实");
            Locator granted = keeper.at("register").getByTestId("access-request");
            assertThat(granted.first()).hasAttribute("data-state", "APPROVED");
            Assertions.assertThat(stage.one("SELECT count(*) FROM access_request WHERE state = 'APPROVED'"))
                    .isEqualTo(1L);
            keeper.at("revoke-access").first().click();
            keeper.confirm("案件已结");
            assertThat(granted.first()).hasAttribute("data-state", "REVOKED");
        }
    }

    @Test
    void aHoldIsProposedPlacedByAnotherAndLiftedAgain() {
        UUID recording = recording();
        try (var keeper = stage.desk("keeper");
                var auditor = stage.desk("auditor")) {
            keeper.open("/retention");
            assertThat(keeper.at("purge-preview")).containsText("没有已过保存期的录音");
            keeper.press("propose-hold");
            keeper.page.locator("input[name=how][value=ids]").check();
            keeper.fill("title", "诉讼 12");
            keeper.fill("ids", recording.toString());
            keeper.fill("reason", "法院来函");
            keeper.press("save");
            keeper.hears("不能清除");
            assertThat(keeper.at("consent")).containsText("须由他人决定");
            auditor.open("/retention");
            auditor.at("consent").getByTestId("approve").click();
            auditor.confirm("已核对");
            assertThat(auditor.at("hold")).hasAttribute("data-state", "PLACED");
            Assertions.assertThat(stage.one("SELECT held FROM recording WHERE id = ?", recording))
                    .isEqualTo(true);
            auditor.picture("retention");
            auditor.press("lift-hold");
            auditor.confirm("已结案");
            assertThat(auditor.at("hold")).containsText("待解除");
            keeper.open("/retention");
            keeper.at("consent").getByTestId("approve").click();
            keeper.confirm("同意");
            assertThat(keeper.at("hold")).hasAttribute("data-state", "LIFTED");
            Assertions.assertThat(stage.one("SELECT held FROM recording WHERE id = ?", recording))
                    .isEqualTo(false);
        }
    }

    /** A recording's row; its sound is of no matter here. */
    private static UUID recording() {
        UUID callback =
                centre.callback(stage.pausedCampaign("{}"), CustomerNumber.rings((int) (System.nanoTime() % 90)));
        UUID id = Ids.next();
        centre.execute(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,"
                        + " started_at, ended_at) SELECT ?, now(), org_id, id, campaign_id, customer_id, gen_random_uuid(),"
                        + " gen_random_uuid(), 'MISSING', now(), now() FROM callback WHERE id = ?",
                id,
                callback);
        return id;
    }
}
