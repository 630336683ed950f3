package org.huifang.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.function.Function;
import org.huifang.CallCentre;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A call centre with one agent and its pages in a real Chromium, for all tests of a class; a supervisor is there. */
final class PagesStage implements BeforeAllCallback, AfterAllCallback {
    static final String PASSWORD = "a long pass phrase";

    private final Function<Path, String> settings;
    private Path folder;
    private CallCentre centre;
    private Playwright playwright;
    private Browser browser;

    PagesStage() {
        this(folder -> "");
    }

    /** @param settings lines of YAML beside the usual ones, for a server whose files are in this folder */
    PagesStage(Function<Path, String> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        folder = Files.createTempDirectory("huifang-pages");
        centre = new CallCentre(folder, 1, settings.apply(folder)).startServer();
        centre.user("boss", PASSWORD, "SUPERVISOR", "ADMIN");
        playwright = Chromium.playwright();
        browser = Chromium.start(playwright);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (playwright != null) {
            playwright.close();
        }
        if (centre != null) {
            centre.close();
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    Path folder() {
        return folder;
    }

    CallCentre centre() {
        return centre;
    }

    /** Somebody signs in, at a desk of their own. */
    Desk desk(String login) {
        return new Desk(browser, centre.http(), login, PASSWORD);
    }

    Desk boss() {
        return desk("boss");
    }

    /** The only value of a query. */
    Object one(String query, Object... values) {
        return centre.rows(query, values).get(0).values().iterator().next();
    }

    /** A campaign that dials nobody. */
    UUID pausedCampaign(String rules) {
        UUID campaign = centre.campaign(rules);
        centre.execute("UPDATE campaign SET state = 'PAUSED' WHERE id = ?", campaign);
        return campaign;
    }
}
