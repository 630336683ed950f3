package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in, the live board and playback, as a supervisor sees them in a real Chromium while real calls go out. */
class PagesIT {
    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    }

    @TempDir
    Path folder;

    @Test
    void aSupervisorWatchesACallAndHearsItsRecording() {
        try (var centre = new CallCentre(folder, 1).startServer();
                var playwright = Chromium.playwright();
                var browser = Chromium.start(playwright)) {
            centre.user("watcher", "a long pass phrase", "SUPERVISOR", "COMPLIANCE");
            centre.awaitReadyAgents(1);
            Page page = browser.newPage(
                    new Browser.NewPageOptions().setLocale("zh-CN").setViewportSize(1280, 800));
            page.navigate(centre.http());
            signIn(page, "watcher", "wrong");
            assertThat(page.getByTestId("sign-in-error")).isVisible();
            signIn(page, "watcher", "a long pass phrase");
            assertThat(page.getByTestId("board")).isVisible();
            assertThat(page.getByTestId("board-connection")).hasAttribute("data-connected", "true");
            assertThat(page.getByTestId("agent-A1")).hasAttribute("data-presence", "READY");

            var callback = centre.callback(
                    centre.campaign("{}"), CustomerNumber.answers(Duration.ofSeconds(3), Duration.ofSeconds(6), 1));
            Locator call = page.locator("[data-testid^='call-']");
            assertThat(call).hasAttribute("data-state", Pattern.compile("RINGING|ORIGINATING"));
            assertThat(call).hasAttribute("data-state", "BRIDGED");
            assertThat(page.getByTestId("agent-A1")).hasAttribute("data-presence", "ON_CALL");
            Map<String, Object> attempt = centre.awaitAttempt(callback, 1, Duration.ofSeconds(30));
            assertThat(page.getByTestId("recent-" + attempt.get("id"))).hasAttribute("data-outcome", "ANSWERED");
            centre.awaitSealed(attempt.get("id"));

            page.getByTestId("nav-callbacks").first().click();
            page.getByTestId("callback-" + callback).locator("a").first().click();
            assertThat(page.getByTestId("why")).isVisible();
            assertThat(page.getByTestId("attempt-1")).hasAttribute("data-outcome", "ANSWERED");
            page.getByTestId("player-play").first().click();
            assertThat(page.getByTestId("player-time").first()).hasText(Pattern.compile("0:0[1-9] / 0:0\\d"));
            Assertions.assertThat(centre.rows("SELECT * FROM audit_entry WHERE action = 'recording.play'"))
                    .as("no listening without a name")
                    .isNotEmpty();
        }
    }

    @Test
    void aCallbackThatWaitsSaysWhyInBothLanguages() {
        try (var centre = new CallCentre(folder, 1).startServer();
                var playwright = Chromium.playwright();
                var browser = Chromium.start(playwright)) {
            centre.user("watcher", "a long pass phrase", "SUPERVISOR");
            centre.awaitReadyAgents(1);
            var callback = centre.callback(centre.campaign("{}"), CustomerNumber.refuses(486, Duration.ZERO, 2));
            centre.awaitAttempt(callback, 1, Duration.ofSeconds(15));
            Page page = browser.newPage(
                    new Browser.NewPageOptions().setLocale("en-GB").setViewportSize(1280, 800));
            page.navigate(centre.http() + "/callbacks/" + callback);
            signIn(page, "watcher", "a long pass phrase");
            Locator why = page.getByTestId("why");
            assertThat(why).isVisible();
            String first = why.innerText();
            page.getByTestId("switch-language").first().click();
            assertThat(why).not().hasText(first);
            Assertions.assertThat(first + why.innerText())
                    .containsPattern("\\p{IsHan}")
                    .containsPattern("[a-z]{4}");
        }
    }

    private static void signIn(Page page, String login, String password) {
        page.getByTestId("login").fill(login);
        page.getByTestId("password").fill(password);
        page.getByTestId("sign-in").click();
    }
}
