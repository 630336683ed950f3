package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.SelectOption;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Auditors write a scorecard, draw a sample, score a real call beside its player, release the score, and calibrate themselves. */
class QualityPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;
    private static Object recording;

    @BeforeAll
    static void call() {
        centre = stage.centre();
        centre.user("auditor", PagesStage.PASSWORD, "COMPLIANCE");
        centre.user("keeper", PagesStage.PASSWORD, "RECORDS_MANAGER");
        centre.user("li", PagesStage.PASSWORD, "AGENT");
        centre.awaitReadyAgents(1);
        UUID callback = centre.callback(
                centre.campaign("{}"), CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(6), 1));
        recording = centre.awaitAttempt(callback, 1, Duration.ofSeconds(60)).get("id");
        centre.awaitSealed(recording);
        centre.execute(
                "UPDATE agent SET user_id = (SELECT id FROM app_user WHERE login = 'li') WHERE id ="
                        + " (SELECT agent_id FROM recording WHERE id = ?)",
                recording);
    }

    @Test
    void fromTheScorecardToTheAgentsOwnScoreAndToCalibration() {
        try (var auditor = stage.desk("auditor")) {
            auditor.open("/quality");
            assertThat(auditor.at("empty")).containsText("还没有抽过样本");
            auditor.press("tab-quality-scorecards");
            auditor.press("new-scorecard");
            auditor.press("save");
            assertThat(auditor.at("field-error").first()).isVisible();
            auditor.fill("nameZh", "回访质检表");
            auditor.fill("nameEn", "Callback check");
            auditor.fill("reason", "年度标准");
            auditor.still("scorecard-editor");
            auditor.press("save");
            assertThat(auditor.at("scorecard")).containsText("核实客户身份");
            auditor.press("edit-scorecard");
            auditor.fill("nameEn", "Callback check, stricter");
            auditor.fill("reason", "更严");
            auditor.press("save");
            assertThat(auditor.at("scorecard")).containsText("v2");
            auditor.press("old-versions");
            assertThat(auditor.at("old-version")).hasCount(1);
            auditor.picture("scorecards");

            auditor.press("tab-quality");
            auditor.press("draw-sample");
            assertThat(auditor.at("draw-preview")).containsText("符合条件 1 通，1 组，将抽取 1 通");
            auditor.press("save");
            assertThat(auditor.at("field-error").first()).isVisible();
            auditor.fill("reason", "十一月抽查");
            auditor.still("draw");
            auditor.press("save");
            assertThat(auditor.at("sample-item")).hasCount(1);
            assertThat(auditor.at("sample-progress")).containsText("已评 0/1");
            auditor.press("repeat-sample");
            assertThat(auditor.at("repeated")).hasAttribute("data-same", "true");
            auditor.picture("sample");

            auditor.press("score-item");
            auditor.press("submit-score");
            assertThat(auditor.at("field-error")).containsText("还有 9 项未评");
            auditor.press("player-play");
            assertThat(auditor.at("player-time")).hasText(Pattern.compile("0:0[1-9] / 0:\\d\\d"));
            for (String item : ITEMS) {
                auditor.at("item-" + item).locator("input[value=MET]").check();
            }
            assertThat(auditor.at("score-now")).containsText("100");
            auditor.at("item-LISTENING").locator("input[value=PARTLY]").check();
            auditor.at("item-LISTENING").getByTestId("mark-place").click();
            auditor.at("item-LISTENING").locator("input.input").fill("打断了客户一次");
            assertThat(auditor.at("score-now")).containsText("93");
            auditor.picture("score");
            auditor.press("submit-score");
            assertThat(auditor.at("sample-progress")).containsText("已评 1/1");
            Assertions.assertThat(stage.one("SELECT score FROM recording WHERE id = ?", recording))
                    .isEqualTo(93);
            Assertions.assertThat(stage.one("SELECT at_ms > 0 FROM score_mark WHERE note = '打断了客户一次'"))
                    .isEqualTo(true);

            auditor.press("score-item");
            auditor.at("item-IDENTITY").locator("input[value=NOT_MET]").check();
            assertThat(auditor.at("score-now")).containsText("致命项不符合");
            auditor.press("submit-score");
            assertThat(auditor.at("field-error").first()).containsText("请写明原因");
            auditor.fill("reason", "没有核实身份");
            auditor.press("submit-score");
            assertThat(auditor.at("sample-item")).containsText("0");
            Assertions.assertThat(stage.one("SELECT score FROM recording WHERE id = ?", recording))
                    .isEqualTo(0);
            auditor.press("release-sample");
            auditor.press("confirm");
            assertThat(auditor.at("sample-progress")).containsText("已公布 1");
            auditor.open("/quality/scores");
            auditor.press("file-finding");
            assertThat(auditor.page.locator("[data-testid=no-kinds], [data-testid=finding-form]"))
                    .isVisible();
        }
        try (var li = stage.desk("li")) {
            li.open("/quality");
            assertThat(li.at("score")).containsText("致命项不符合");
            assertThat(li.at("score")).containsText("打断了客户一次");
            li.picture("own-scores");
        }
        calibrate();
    }

    private static final String[] ITEMS = {
        "GREETING", "IDENTITY", "CONVENIENT", "LISTENING", "ANSWERS", "REASONS", "NO_PROMISE", "RECORD", "CLOSING"
    };

    private static void calibrate() {
        try (var auditor = stage.desk("auditor");
                var keeper = stage.desk("keeper")) {
            keeper.open("/quality/calibrations");
            keeper.press("new-calibration");
            keeper.fill("recordingId", "http://somewhere/recordings/" + recording);
            keeper.page.locator("select[name=first]").selectOption(new SelectOption().setLabel("auditor"));
            keeper.page.locator("select[name=second]").selectOption(new SelectOption().setLabel("keeper"));
            keeper.press("save");
            assertThat(keeper.at("calibration")).containsText("已评 0/2");
            keeper.press("calibrate");
            mark(keeper, "MET");
            assertThat(keeper.at("difference").first()).containsText("符合");
            auditor.open("/quality/calibrations");
            auditor.press("calibrate");
            assertThat(auditor.at("difference")).hasCount(0);
            mark(auditor, "NOT_MET");
            assertThat(auditor.at("calibration-agreement")).containsText("89 % 一致");
            assertThat(auditor.page.locator("[data-apart=true]")).hasCount(1);
            auditor.picture("calibration");
            keeper.open("/quality/calibrations");
            assertThat(keeper.at("agreement")).containsText("88.9 %");
            keeper.picture("calibrations");
        }
    }

    /** All met but the greeting, which is marked so. */
    private static void mark(Desk desk, String greeting) {
        for (String item : ITEMS) {
            desk.at("item-" + item)
                    .locator("input[value=" + (item.equals("GREETING") ? greeting : "MET") + "]")
                    .check();
        }
        desk.press("submit-score");
    }
}
