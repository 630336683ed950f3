package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SippCaller;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What comes from customers: calls that came in, and requests that a colleague takes; in a real Chromium. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InboundPagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    @TempDir
    static java.nio.file.Path folder;

    private static CallCentre centre;

    @BeforeAll
    static void open() {
        centre = stage.centre();
        centre.user("xiaoli", PagesStage.PASSWORD, "AGENT");
        centre.user("front", PagesStage.PASSWORD, "RECORDS_MANAGER");
        centre.execute("UPDATE agent SET user_id = (SELECT id FROM app_user WHERE login = 'xiaoli') WHERE code = 'A1'");
        centre.awaitReadyAgents(1);
        CallCentre.await(
                Duration.ofSeconds(20),
                "it may record",
                () -> centre.closedBecause().isEmpty());
    }

    @Test
    @Order(1)
    void callsThatCameInAreListedAndThoseThatNobodyTookAreFound() {
        try (var desk = stage.boss()) {
            desk.open("/inbound-calls");
            assertThat(desk.page.locator("section.panel")).containsText("还没有来电");
            UUID campaign = centre.campaign("{}");
            String number = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 31);
            UUID callback = centre.callback(campaign, number, java.time.Instant.parse("2090-01-01T00:00:00Z"));
            try (var known = ring("<sip:" + number + "@127.0.0.1>");
                    var stranger = ring("<sip:13900001234@127.0.0.1>")) {
                centre.awaitAttempt(callback, 1, Duration.ofSeconds(30));
                CallCentre.await(
                        Duration.ofSeconds(20),
                        stranger::messages,
                        () -> centre.rows("SELECT 1 FROM inbound_call WHERE state = 'MISSED'")
                                        .size()
                                == 1);
                Assertions.assertThat(known.isAnswered()).isTrue();
            }
            desk.page.reload();
            Locator rows = desk.at("inbound-call");
            assertThat(rows).hasCount(2);
            assertThat(desk.page.locator("[data-state=ANSWERED]")).containsText("王先生");
            assertThat(desk.page.locator("[data-state=ANSWERED]")).containsText("A1");
            assertThat(desk.page.locator("[data-state=MISSED]")).containsText("+8613900001234");
            desk.picture("inbound");
            desk.press("missed-only");
            assertThat(rows).hasCount(1);
            assertThat(rows.first()).hasAttribute("data-state", "MISSED");
            assertThat(rows.first()).containsText("号码不属于任何客户");
            desk.press("missed-only");
            desk.page.locator("[data-state=ANSWERED] a").click();
            assertThat(desk.page).hasURL(Pattern.compile("/callbacks/" + callback));
        }
        try (var front = stage.desk("front")) {
            front.open("/inbound-calls");
            assertThat(front.page.locator("[data-state=MISSED]")).containsText("••••");
        }
    }

    /** R45: a colleague takes it, and the agent has it on the desk at once. */
    @Test
    @Order(2)
    void aColleagueTakesARequestAndTheAgentSeesItAtOnce() {
        UUID campaign = stage.pausedCampaign("{}");
        centre.execute("UPDATE campaign SET name = '延保回访', state = 'ACTIVE' WHERE id = ?", campaign);
        try (var agent = stage.desk("xiaoli");
                var front = stage.desk("front")) {
            assertThat(agent.at("my-presence")).isVisible();
            assertThat(agent.at("requests-for-me")).hasCount(0);
            front.open("/requests");
            assertThat(front.page.locator("section.panel")).containsText("还没有请求");
            front.press("take-request");
            front.press("save");
            assertThat(front.at("field-error")).hasCount(3);
            front.fill("number", "13900001234");
            front.fill(
                    "wishedAt",
                    LocalDateTime.now()
                            .plusDays(1)
                            .truncatedTo(ChronoUnit.MINUTES)
                            .toString());
            front.fill("note", "想知道延保价格");
            front.press("save");
            assertThat(front.at("field-error")).hasText(Pattern.compile("请填写姓名"));
            front.fill("name", "赵新");
            front.press("save");
            assertThat(front.at("field-error")).hasText(Pattern.compile("由哪个项目新建"));
            front.page.locator("form [name='campaign']").selectOption("延保回访");
            front.press("save");
            front.hears("并新建了回访");
            assertThat(front.at("request")).containsText("赵新");
            assertThat(front.at("request")).containsText("未读");

            assertThat(agent.at("request-for-me")).containsText("想知道延保价格");
            agent.picture("request-on-desk");
            agent.press("mark-seen");
            assertThat(agent.at("requests-for-me")).hasCount(0);
            front.page.reload();
            assertThat(front.at("request")).containsText("xiaoli");
            front.picture("requests");
            front.press("unseen-only");
            assertThat(front.page.locator("section.panel")).containsText("没有未读的请求");
        }
        Assertions.assertThat(centre.rows("SELECT c.state, c.reason, c.appointment FROM callback c JOIN customer u"
                                + " ON u.id = c.customer_id WHERE u.name = '赵新'")
                        .get(0))
                .containsEntry("state", "WAITING")
                .containsEntry("reason", "APPOINTMENT")
                .containsEntry("appointment", true);
    }

    private static SippCaller ring(String from) {
        return SippCaller.ringAs(
                folder, centre.asterisk().sipPort(), from, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
}
