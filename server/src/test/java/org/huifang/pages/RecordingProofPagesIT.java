package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an auditor sees of real calls: sound in every format, recordings with something wrong, and how the log's proof stands. */
class RecordingProofPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage(RecordingProofPagesIT::witnesses);

    private static CallCentre centre;

    private static String witnesses(Path folder) {
        try {
            Path there = Files.createDirectories(folder.resolve("notebook"));
            Path file = Files.writeString(
                    folder.resolve("witnesses.yaml"), """
                    witnesses:
                      - {name: notebook, every_seconds: 10, folder: '%s'}
                      - {name: unmounted, every_seconds: 10, folder: '%s'}
                    """.formatted(there, folder.resolve("nothing")));
            return "ledger: {witnesses_file: '" + file + "', scrub_mb_per_second: 100}";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void people() {
        centre = stage.centre();
        for (String login : List.of("listener", "auditor", "keeper")) {
            centre.user(login, PagesStage.PASSWORD, "COMPLIANCE");
        }
        centre.awaitReadyAgents(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPUS", "FLAC", "MP3"})
    void everyFormatSoundsFromWhereOneWants(String format) {
        Map<String, Object> call = call(format);
        Assertions.assertThat(call.get("format")).isEqualTo(format);
        try (var desk = stage.desk("listener")) {
            desk.open("/recordings/" + call.get("id"));
            soundsFromAnywhere(desk);
            desk.open("/callbacks/" + call.get("callback_id"));
            assertThat(desk.at("player")).isVisible();
            soundsFromAnywhere(desk);
            assertThat(desk.at("player").locator("[role=alert]")).hasCount(0);
        }
    }

    /** Six seconds of talk: into its last third, back by a key to its beginning, and to the end. */
    private static void soundsFromAnywhere(Desk desk) {
        desk.press("player-play");
        desk.page.waitForFunction("() => document.querySelector('audio').currentTime > 0.3");
        double length = number(desk, "document.querySelector('audio').duration");
        Assertions.assertThat(length).as("seconds").isBetween(5.0, 9.0);
        desk.at("player-seek").fill("4");
        desk.page.waitForFunction(
                "() => { const s = document.querySelector('audio'); return !s.seeking && s.currentTime > 4.2 && s.currentTime < 6 }");
        desk.at("player-play").focus();
        desk.page.keyboard().press("j");
        desk.page.waitForFunction(
                "() => { const s = document.querySelector('audio'); return !s.seeking && s.currentTime > 0.5 && s.currentTime < 3 }");
        desk.at("player-seek").fill(Double.toString(Math.floor(length * 10 - 3) / 10));
        desk.page.waitForFunction("() => document.querySelector('audio').ended");
        assertThat(desk.at("player-play")).hasAttribute("data-playing", "false");
        Assertions.assertThat(desk.page.evaluate("() => document.querySelector('audio').error"))
                .isNull();
    }

    @Test
    void whatIsWrongWithARecordingIsSeenAndExplainedAndItSoundsAgainWhenItIsSetRight() throws Exception {
        Map<String, Object> call = call("OPUS");
        Path file = centre.storeFolder().resolve((String) call.get("stored_as"));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[3]);
        centre.stopServer();
        centre.startServer();
        awaitFinding("OPEN", call.get("id"));
        String finding = "[data-testid=finding][data-kind=DAMAGED]";
        try (var desk = stage.desk("auditor")) {
            desk.open("/recordings/problems");
            assertThat(desk.page.locator(finding)).containsText("封存的文件丢失或损坏");
            desk.picture("problems");
            desk.page.locator(finding).getByTestId("explain").focus();
            desk.page.keyboard().press("Enter");
            desk.press("confirm");
            assertThat(desk.at("field-error")).isVisible();
            desk.fill("explanation", "磁盘故障，正从备份恢复");
            desk.press("confirm");
            desk.hears("已保存说明");
            assertThat(desk.page.locator(finding)).hasCount(0);
            desk.at("finding-state").selectOption("EXPLAINED");
            assertThat(desk.page.locator(finding)).containsText("磁盘故障，正从备份恢复");
            assertThat(desk.page.locator(finding)).containsText("auditor");
            desk.page.locator(finding).locator("a").click();
            assertThat(desk.at("player")).isVisible();
        }
        Files.write(file, whole);
        centre.stopServer();
        centre.startServer();
        try (var desk = stage.desk("auditor")) {
            desk.open("/recordings/problems");
            desk.press("switch-language");
            desk.at("finding-state").selectOption("EXPLAINED");
            assertThat(desk.page.locator(finding)).containsText("The sealed file is gone or damaged");
            assertThat(desk.page.locator(finding).locator("a")).isVisible();
        }
        try (var desk = stage.desk("listener")) {
            desk.open("/recordings/" + call.get("id"));
            desk.press("player-play");
            desk.page.waitForFunction("() => document.querySelector('audio').currentTime > 0.3");
        }
    }

    @Test
    void theLedgerShowsHeadWitnessesAndWhatTheScrubberRead() {
        call("OPUS");
        CallCentre.await(
                Duration.ofSeconds(40),
                "heads are kept and a pass is done",
                () -> (boolean) stage.one("SELECT EXISTS (SELECT FROM ledger_receipt WHERE witness = 'notebook')"
                        + " AND EXISTS (SELECT FROM ledger_scrub WHERE finished_at IS NOT NULL)"));
        try (var desk = stage.desk("keeper")) {
            desk.open("/ledger");
            assertThat(desk.at("ledger")).containsText("签名密钥指纹");
            assertThat(desk.page.locator("[data-testid=witness][data-silent=false]"))
                    .containsText("notebook");
            assertThat(desk.page.locator("[data-testid=witness][data-silent=true]"))
                    .containsText("unmounted");
            assertThat(desk.page.locator("[data-testid=witness][data-silent=true]"))
                    .containsText("没有回应");
            assertThat(desk.at("ledger")).containsText("上次完整巡检");
            assertThat(desk.at("ledger")).containsText("完好");
            long entries =
                    Long.parseLong(desk.at("ledger-entries").textContent().replace(",", ""));
            long chained = (long) stage.one("SELECT max(seq) FROM audit_chain");
            Assertions.assertThat(entries).isBetween(1L, chained);
            desk.picture("ledger");
            desk.press("switch-language");
            assertThat(desk.page.locator("[data-testid=witness][data-silent=true]"))
                    .containsText("Silent");
        }
        try (var desk = stage.boss()) {
            desk.open("/ledger");
            assertThat(desk.at("ledger")).isVisible();
        }
    }

    /** Somebody is called, talks for six seconds, and the recording is sealed in this format. */
    private static Map<String, Object> call(String format) {
        UUID callback = centre.callback(
                centre.campaign("{\"recording\":{\"format\":\"" + format + "\"}}"),
                CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(6), calls++));
        return centre.awaitSealed(
                centre.awaitAttempt(callback, 1, Duration.ofSeconds(60)).get("id"));
    }

    private static int calls = 1;

    private static void awaitFinding(String state, Object recording) {
        CallCentre.await(
                Duration.ofSeconds(30),
                () -> state + "; now " + centre.rows("SELECT kind, state, subject FROM recording_finding"),
                () -> !centre.rows(
                                "SELECT 1 FROM recording_finding WHERE kind = 'DAMAGED' AND state = ? AND subject = ?",
                                state,
                                recording.toString())
                        .isEmpty());
    }

    private static double number(Desk desk, String expression) {
        return ((Number) desk.page.evaluate("() => " + expression)).doubleValue();
    }
}
