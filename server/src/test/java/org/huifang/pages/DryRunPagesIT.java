package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A supervisor changes a rule: dry run, publication, and the next call obeys it. In Chromium, with real calls. */
class DryRunPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    @Test
    void aRuleIsTriedPublishedAndObeyedByTheNextCall() {
        CallCentre centre = stage.centre();
        centre.awaitReadyAgents(1);
        UUID campaign = stage.pausedCampaign("{}");
        centre.callback(campaign, CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), 31));
        for (int i = 32; i < 40; i++) {
            centre.callback(campaign, CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(2), i));
        }
        centre.execute("UPDATE callback SET deadline = now() + interval '9 days' WHERE campaign_id = ?", campaign);
        try (var desk = stage.boss()) {
            desk.open("/campaigns");
            assertThat(desk.at("progress").first()).isVisible();
            desk.open("/campaigns/" + campaign);
            assertThat(desk.at("reason-PLANNED")).containsText("9");
            desk.press("change-rules");

            desk.at("rule-ringFloorSeconds").fill("30");
            desk.press("run-dry-run");
            assertThat(desk.at("dry-run-pending")).hasText(Pattern.compile("待拨 9 条"));
            assertThat(desk.at("day-plot").locator("canvas")).isVisible();
            assertThat(desk.at("figure-calls").locator("td").last()).hasText(Pattern.compile("\\d+"));
            assertThat(desk.at("figure-agentsForDeadlines")).containsText("1");
            assertThat(desk.at("figure-finishOn").locator("td").last()).hasText(Pattern.compile("\\d{4}"));
            Assertions.assertThat(
                            centre.rows("SELECT 1 FROM campaign_rules WHERE campaign_id = ? AND version > 1", campaign))
                    .as("a dry run publishes nothing")
                    .isEmpty();

            desk.at("rule-ringFloorSeconds").fill("28");
            assertThat(desk.at("dry-run-stale")).isVisible();
            desk.press("publish");
            desk.confirm("试算后缩短");
            assertThat(desk.at("campaign")).containsText("第 2 版");
            desk.press("campaign-activate");
            desk.confirm("试算通过");
            CallCentre.await(
                    Duration.ofSeconds(40),
                    "the next call obeys version 2",
                    () -> centre.rows("SELECT 1 FROM attempt WHERE campaign_id = ? AND rules_version = 2", campaign)
                                    .size()
                            > 0);
            Assertions.assertThat(
                            centre.rows("SELECT 1 FROM attempt WHERE campaign_id = ? AND rules_version = 1", campaign))
                    .isEmpty();
        }
    }
}
