package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;

/** Somebody at the pages: signs in, goes places, fills forms, reads what is said. */
final class Desk implements AutoCloseable {
    final Page page;
    private final BrowserContext context;
    private final String server;

    /** Signs in as this user; the pages are Chinese. */
    Desk(Browser browser, String server, String login, String password) {
        this.server = server;
        this.context = browser.newContext(
                new Browser.NewContextOptions().setLocale("zh-CN").setViewportSize(1280, 800));
        this.page = context.newPage();
        page.navigate(server);
        signIn(login, password);
    }

    void signIn(String login, String password) {
        page.getByTestId("login").fill(login);
        page.getByTestId("password").fill(password);
        page.getByTestId("sign-in").click();
    }

    void open(String path) {
        assertThat(page.getByTestId("who")).isVisible();
        page.navigate(server + path);
    }

    Locator at(String testId) {
        return page.getByTestId(testId);
    }

    void press(String testId) {
        at(testId).click();
    }

    /**
     * Pictures of the page as it is, in both languages and widths, for whoever changed it and wants to look: with
     * {@code -Dpages.pictures=FOLDER}; else nothing happens.
     */
    void picture(String name) {
        String folder = System.getProperty("pages.pictures");
        if (folder == null) {
            return;
        }
        for (boolean english : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 390}) {
                page.setViewportSize(width, width == 1280 ? 800 : 844);
                page.evaluate("dark => document.documentElement.dataset.theme = dark ? 'dark' : 'light'", english);
                page.waitForTimeout(150);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of(folder, name + (english ? "-en-" : "-zh-") + width + ".png")));
            }
            page.setViewportSize(1280, 800);
            page.getByTestId("switch-language").first().click();
        }
        page.evaluate("() => document.documentElement.dataset.theme = 'light'");
    }

    /** The same of an open dialog, which lets nothing behind it be pressed: in the language of the page only. */
    void still(String name) {
        String folder = System.getProperty("pages.pictures");
        if (folder == null) {
            return;
        }
        for (int width : new int[] {1280, 390}) {
            page.setViewportSize(width, width == 1280 ? 800 : 844);
            page.waitForTimeout(150);
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + "-" + width + ".png")));
        }
        page.setViewportSize(1280, 800);
    }

    /** Fills the control of this name in the form that is open. */
    void fill(String name, String value) {
        page.locator("form [name='" + name + "']").fill(value);
    }

    /** Confirms what the dialog asks, with this reason. */
    void confirm(String reason) {
        at("confirm-reason").fill(reason);
        press("confirm");
        assertThat(at("confirm")).hasCount(0);
    }

    /** The newest notice says this. */
    void hears(String text) {
        assertThat(at("notice")
                        .filter(new Locator.FilterOptions().setHasText(text))
                        .last())
                .isVisible();
    }

    @Override
    public void close() {
        context.close();
    }
}
