package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server refuses is said in the reader's language: rows of a file, whole files, and requests; and what a dry run leaves out. */
class RefusedWordsPagesIT {
    private static final String ROWS = "ref,name,phone1,language\n"
            + "a1,张伟,13800001001,zh\n"
            + ",无名,13800001002,zh\n"
            + "a2,李娜,13800001003,ZH!\n"
            + "a3,too few\n";

    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    @Test
    void badRowsAreSaidInBothLanguagesOnThePageAndInItsFile() throws IOException {
        try (var desk = stage.desk(supervisor("reader1"))) {
            imported(desk, ROWS);
            assertThat(desk.at("rows-bad")).hasText("3");
            assertThat(desk.at("bad-3")).containsText("此项必填");
            assertThat(desk.at("bad-4")).containsText("“ZH!” 语言");
            assertThat(desk.at("bad-5")).containsText("有 2 个字段，应为 4 个");
            desk.picture("import");
            Assertions.assertThat(file(desk))
                    .startsWith("\uFEFF\"行号\",")
                    .contains("3,\"ref\",\"此项必填。\"")
                    .contains("4,\"language\",\"“ZH!” ");
            desk.press("switch-language");
            assertThat(desk.at("bad-3")).containsText("is missing");
            assertThat(desk.at("bad-5")).containsText("has 2 fields, not 4");
            Assertions.assertThat(file(desk)).contains("3,\"ref\",\"is missing\"");
        }
    }

    @Test
    void aFileThatIsRefusedAsAWholeSaysWhy() {
        try (var desk = stage.desk(supervisor("reader2"))) {
            imported(desk, "ref,name,phone1,colour\na1,张伟,13800001001,红\n");
            assertThat(desk.at("import-problem")).containsText("“colour” 没有这一列");
            desk.press("switch-language");
            assertThat(desk.at("import-problem")).containsText("is no column here");
        }
    }

    @Test
    void aRefusalOfNoFieldIsSaidToo() {
        stage.centre().user("listener", PagesStage.PASSWORD, "AGENT");
        try (var desk = stage.desk("listener")) {
            desk.open("/users");
            assertThat(desk.at("error").first()).containsText("您的角色不允许；需要以下之一：管理员");
            desk.press("switch-language");
            assertThat(desk.at("error").first()).containsText("your roles do not allow this");
        }
    }

    @Test
    void aDryRunOfPowerModeSaysWhatItLeavesOut() {
        UUID campaign = stage.pausedCampaign("{\"pacing\":{\"mode\":\"POWER\",\"abandonSound\":\"huifang/apology\"}}");
        stage.centre()
                .callback(
                        campaign,
                        CustomerNumber.answers(java.time.Duration.ofSeconds(1), java.time.Duration.ofSeconds(1), 77));
        try (var desk = stage.desk(supervisor("reader3"))) {
            desk.open("/campaigns/" + campaign);
            desk.press("change-rules");
            desk.at("rule-ringFloorSeconds").fill("30");
            desk.press("run-dry-run");
            assertThat(desk.at("over-dial-left-out")).containsText("超量拨打不在预演之内");
            desk.press("switch-language");
            assertThat(desk.at("over-dial-left-out")).containsText("Power mode is not rehearsed");
        }
    }

    /** Of their own: whoever changes the language finds it changed the next time. */
    private static String supervisor(String login) {
        stage.centre().user(login, PagesStage.PASSWORD, "SUPERVISOR", "ADMIN");
        return login;
    }

    private static void imported(Desk desk, String csv) {
        desk.open("/imports");
        String name = "customers-" + csv.length() + ".csv";
        desk.at("import-file").setInputFiles(new FilePayload(name, "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        var ended = desk.page
                .locator("tr[data-state=DONE], tr[data-state=FAILED]")
                .filter(new Locator.FilterOptions().setHasText(name));
        ended.first().locator("a").click();
        assertThat(desk.at("import")).hasAttribute("data-state", Pattern.compile("DONE|FAILED"));
    }

    private static String file(Desk desk) throws IOException {
        Download download = desk.page.waitForDownload(() -> desk.press("download-errors"));
        return Files.readString(download.path(), StandardCharsets.UTF_8);
    }
}
