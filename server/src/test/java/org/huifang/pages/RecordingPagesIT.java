package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An auditor finds a real call by a word of its note, hears it, and pins a comment to a second of it. */
class RecordingPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;
    private static Object recording;

    @BeforeAll
    static void call() {
        centre = stage.centre();
        centre.user("auditor", PagesStage.PASSWORD, "COMPLIANCE");
        centre.awaitReadyAgents(1);
        UUID callback = centre.callback(
                centre.campaign("{}"), CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(8), 1));
        Map<String, Object> attempt = centre.awaitAttempt(callback, 1, Duration.ofSeconds(60));
        recording = attempt.get("id");
        centre.awaitSealed(recording);
        Assertions.assertThat(stage.one("SELECT outcome FROM recording WHERE id = ?", recording))
                .isEqualTo("ANSWERED");
        Assertions.assertThat(stage.one(
                        "SELECT r.number_key = c.number_key FROM recording r JOIN callback c ON c.id = r.callback_id WHERE r.id = ?",
                        recording))
                .as("the number that was called")
                .isEqualTo(true);
        centre.execute(
                "UPDATE recording SET note = '客户投诉空调异响', disposition = 'REACHED', flagged = true WHERE id = ?",
                recording);
    }

    @Test
    void aCallIsFoundHeardAndCommented() {
        try (var desk = stage.desk("auditor")) {
            desk.open("/recordings");
            assertThat(desk.at("recording")).hasCount(1);
            assertThat(desk.at("recording-count")).containsText("共 1 条");
            desk.at("filter-words").fill("保养");
            desk.press("search");
            assertThat(desk.at("empty")).containsText("没有符合条件的录音");
            desk.at("filter-words").fill("诉");
            desk.page.keyboard().press("Enter");
            assertThat(desk.at("recording")).hasCount(1);
            assertThat(desk.at("recording")).containsText("客户投诉空调异响");
            desk.press("more-filters");
            desk.at("filter-flagged").selectOption("true");
            desk.press("search");
            assertThat(desk.at("recording")).hasCount(1);
            desk.picture("recordings");

            desk.press("save-filter");
            desk.at("filter-name").fill("标记的投诉");
            desk.press("confirm");
            assertThat(desk.at("saved-filters")).containsText("标记的投诉");
            desk.press("clear-filters");
            desk.at("saved-filters").selectOption("");
            desk.at("saved-filters")
                    .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel("标记的投诉"));
            assertThat(desk.at("filter-words")).hasValue("诉");

            desk.at("recording").locator("a").first().click();
            assertThat(desk.at("recording-facts")).containsText("已完成回访");
            desk.page.evaluate(
                    "() => document.addEventListener('playing', () => window.sounded ??= performance.now(), true)");
            desk.page.evaluate("() => window.pressed = performance.now()");
            desk.press("player-play");
            assertThat(desk.at("player-time")).hasText(Pattern.compile("0:0[1-9] / 0:\\d\\d"));
            Assertions.assertThat(((Number) desk.page.evaluate("() => window.sounded - window.pressed")).doubleValue())
                    .as("milliseconds until it sounds")
                    .isLessThan(1_000);

            desk.at("player-speed").selectOption("3");
            Assertions.assertThat(desk.page.evaluate("() => document.querySelector('audio').playbackRate"))
                    .isEqualTo(3);
            desk.at("player-skip").focus();
            desk.page.keyboard().press("s");
            assertThat(desk.at("player-skip")).hasAttribute("aria-pressed", "true");
            desk.page.keyboard().press("s");
            desk.page.evaluate("() => document.querySelector('audio').pause()");
            desk.at("player-seek").fill("1");
            desk.press("loop-from");
            desk.at("player-seek").fill("2");
            desk.press("loop-until");
            desk.at("player-seek").fill("1.5");
            desk.at("player-speed").selectOption("0.5");
            desk.press("player-play");
            desk.page.waitForTimeout(2_500);
            Assertions.assertThat(((Number) desk.page.evaluate("() => document.querySelector('audio').currentTime"))
                            .doubleValue())
                    .as("the part is played again and again")
                    .isBetween(0.8, 2.3);
            desk.press("loop-off");
            desk.page.evaluate("() => document.querySelector('audio').pause()");

            desk.at("player-seek").fill("3");
            desk.at("pin-comment").focus();
            desk.page.keyboard().press("c");
            desk.at("comment-text").fill("没有确认客户身份");
            desk.press("send-comment");
            assertThat(desk.at("comment")).containsText("0:03");
            assertThat(desk.at("comment")).containsText("没有确认客户身份");
            assertThat(desk.at("pin")).hasCount(1);
            desk.picture("recording");
            Assertions.assertThat(stage.one("SELECT at_ms FROM recording_comment WHERE recording_id = ?", recording))
                    .isEqualTo(3_000L);
            Assertions.assertThat(centre.rows(
                            "SELECT * FROM audit_entry WHERE action = 'recording.play' AND subject_id = ?",
                            recording.toString()))
                    .as("no listening without a name")
                    .isNotEmpty();
            desk.press("take-back");
            desk.press("confirm");
            assertThat(desk.at("comment")).hasCount(0);
        }
    }

    @Test
    void aListIsDownloadedWithItsProgress() throws Exception {
        try (var desk = stage.desk("auditor")) {
            desk.open("/recordings");
            assertThat(desk.at("recording")).hasCount(1);
            var download = desk.page.waitForDownload(() -> desk.press("export-csv"));
            String csv = Files.readString(download.path(), StandardCharsets.UTF_8);
            Assertions.assertThat(csv).contains(recording.toString(), "客户投诉空调异响");
            assertThat(desk.at("export-progress")).hasAttribute("data-state", "DONE");
        }
    }

    @Test
    void thePlayerFitsAPhone() {
        try (var desk = stage.desk("auditor")) {
            desk.open("/recordings/" + recording);
            desk.page.setViewportSize(390, 844);
            assertThat(desk.at("call-player")).isVisible();
            Assertions.assertThat(desk.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("nothing hangs over the edge")
                    .isEqualTo(true);
            desk.press("player-play");
            assertThat(desk.at("player-time")).hasText(Pattern.compile("0:0[1-9] / 0:\\d\\d"));
        }
    }
}
