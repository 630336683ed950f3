package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a supervisor sees of power mode: its share of abandoned calls against the cap, and that it is stopped. */
class PowerPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    @Test
    void theShareIsShownAndTheModeIsRefusedWithoutASound() {
        CallCentre centre = stage.centre();
        UUID reserved = stage.pausedCampaign("{}");
        UUID campaign = centre.campaign(
                "{\"pacing\":{\"mode\":\"POWER\",\"overDial\":1.5,\"abandonSound\":\"huifang/apology\"}}");
        centre.execute("UPDATE campaign SET name = '满意度回访' WHERE id = ?", campaign);
        centre.execute(
                "INSERT INTO pacing_count SELECT ?, to_timestamp(floor(extract(epoch FROM now()) / 600) * 600 - i * 600), ?, 4,"
                        + " CASE WHEN i % 36 = 1 THEN 1 ELSE 0 END FROM generate_series(1, 100) i",
                campaign, UUID.randomUUID());
        try (var desk = stage.boss()) {
            desk.open("/campaigns/" + campaign);
            assertThat(desk.at("pacing-state")).hasText("正在超量拨打");
            assertThat(desk.at("pacing-percent")).hasText("0.75 %");
            assertThat(desk.at("pacing-figures")).containsText("接通 400，呼损 3");
            assertThat(desk.at("pacing-plot").locator("canvas")).isVisible();
            Assertions.assertThat(desk.at("pacing-plot").getAttribute("aria-label"))
                    .contains("上限 3 %");
            desk.picture("pacing");
            centre.execute(
                    "UPDATE pacing_count SET abandoned = 2 WHERE campaign_id = ? AND abandoned = 0"
                            + " AND from_at > now() - interval '2 hours'",
                    campaign);
            desk.open("/board");
            assertThat(desk.at("board-pacing")).containsText("满意度回访");
            assertThat(desk.at("board-pacing").getByTestId("pacing-state")).hasText("已被上限停止");
            assertThat(desk.at("board-alarms")).containsText("超量拨打已停止");
            desk.picture("pacing-board");

            desk.open("/campaigns/" + reserved + "/rules");
            assertThat(desk.at("extra-rules")).containsText("拨打节奏");
            assertThat(desk.at("rule-pacing.mode")).hasValue("RESERVED");
            desk.at("rule-pacing.mode").selectOption("POWER");
            desk.press("publish");
            desk.at("confirm-reason").fill("试");
            desk.press("confirm");
            assertThat(desk.at("extra-rules").getByTestId("field-error").first())
                    .hasText(Pattern.compile("超量拨打必须有它"));
        }
        Assertions.assertThat(
                        centre.rows("SELECT 1 FROM campaign_rules WHERE campaign_id = ? AND version > 1", reserved))
                .isEmpty();
    }
}
