package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings from their opening to their end, by everybody who has a part in them (R77). */
class FindingsIT {
    @TempDir
    Path folder;

    private FindingStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new FindingStage(folder);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static JsonObject text(String text) {
        return FindingStage.text(text);
    }

    private static JsonObject judged(boolean confirmed) {
        return FindingStage.judged(confirmed, "听过录音");
    }

    private String step(String who, String id, String step, JsonObject body) throws Exception {
        return stage.outcome(who, "POST", "/quality/findings/" + id + "/" + step, body);
    }

    @Test
    void aFindingIsAnsweredSentBackAnsweredAgainAndClosedByAnother() throws Exception {
        UUID call = stage.recorded(stage.li);
        var asked = stage.finding(call, "ATTITUDE").put("atMs", 12_000);
        String id = stage.json("auditor", "POST", "/quality/findings", asked).getString("id");
        JsonObject finding = stage.seen("boss", id).getJsonObject("finding");
        assertThat(finding.getString("dueOn")).as("five working days").isEqualTo("2026-11-30");
        assertThat(finding.getString("state") + finding.getString("agent") + finding.getLong("atMs"))
                .isEqualTo("OPEN李12000");
        assertThat(finding.getBoolean("mayAnswer")).isTrue();
        assertThat(step("auditor", id, "close", judged(true))).isEqualTo("409 FINDING_STATE");

        assertThat(step("both", id, "answer", text("谈过话"))).isEqualTo("204");
        assertThat(step("boss", id, "answer", text("也谈过"))).isEqualTo("409 FINDING_STATE");
        assertThat(step("both", id, "close", judged(true))).isEqualTo("403 ANSWERED_BY_YOU");
        assertThat(step("both", id, "reopen", new JsonObject().put("note", "x").put("workingDays", 2)))
                .isEqualTo("403 ANSWERED_BY_YOU");
        assertThat(step(
                        "auditor",
                        id,
                        "reopen",
                        new JsonObject().put("note", "没有说明如何改").put("workingDays", 2)))
                .isEqualTo("204");
        assertThat(stage.seen("boss", id).getJsonObject("finding").getString("dueOn"))
                .isEqualTo("2026-11-25");
        assertThat(step("boss", id, "answer", text("已培训"))).isEqualTo("204");
        assertThat(step("both", id, "close", judged(true)))
                .as("who answered last time may judge now: it is another's answer")
                .isEqualTo("204");
        var detail = stage.seen("keeper", id);
        assertThat(detail.getJsonArray("steps").stream().map(one -> ((JsonObject) one).getString("kind")))
                .containsExactly("OPENED", "ANSWERED", "REOPENED", "ANSWERED", "CLOSED");
        assertThat(detail.getJsonObject("finding").getBoolean("confirmed")).isTrue();
        assertThat(stage.rows("SELECT action FROM audit_entry WHERE subject_id = '" + id + "' ORDER BY at, id"))
                .containsExactlyInAnyOrder(
                        "finding.open", "finding.answer", "finding.reopen", "finding.answer", "finding.close");
    }

    @Test
    void whatWasFiledByMistakeIsWithdrawnBeforeItIsAnsweredAndStays() throws Exception {
        String id = stage.opened(stage.recorded(stage.li));
        assertThat(stage.seen("auditor", id).getJsonObject("finding").getBoolean("mayWithdraw"))
                .as("its author")
                .isTrue();
        assertThat(stage.seen("keeper", id).getJsonObject("finding").getBoolean("mayWithdraw"))
                .as("the records manager")
                .isTrue();
        assertThat(stage.seen("both", id).getJsonObject("finding").getBoolean("mayWithdraw"))
                .as("another auditor")
                .isFalse();
        assertThat(step("both", id, "withdraw", text("x"))).isEqualTo("403 OPENED_BY_ANOTHER");
        assertThat(step("boss", id, "withdraw", text("x"))).startsWith("403");
        assertThat(step("li", id, "withdraw", text("x"))).startsWith("403");
        assertThat(step("auditor", id, "withdraw", text(" "))).startsWith("400");
        assertThat(step("auditor", id, "withdraw", text("提错了通话"))).isEqualTo("204");

        var seen = stage.seen("li", id);
        assertThat(seen.getJsonObject("finding").getString("state")).isEqualTo("WITHDRAWN");
        assertThat(seen.getJsonObject("finding").getBoolean("mayState"))
                .as("nothing is asked of the agent")
                .isFalse();
        assertThat(seen.getJsonArray("steps").getJsonObject(1).getString("text"))
                .isEqualTo("提错了通话");
        for (String after : java.util.List.of("answer", "statement", "withdraw")) {
            String who = after.equals("answer") ? "boss" : after.equals("statement") ? "li" : "auditor";
            assertThat(step(who, id, after, text("x"))).as(after).isEqualTo("409 FINDING_STATE");
        }
        assertThat(stage.json("boss", "GET", "/quality/findings/figures", null).getInteger("unfinished"))
                .isZero();
        assertThat(stage.json("boss", "GET", "/quality/findings?which=UNFINISHED", null)
                        .getJsonArray("items"))
                .isEmpty();
        assertThat(stage.json("boss", "GET", "/quality/findings?which=WITHDRAWN", null)
                        .getJsonArray("items"))
                .hasSize(1);
        assertThat(stage.rows("SELECT detail ->> 'text' FROM audit_entry WHERE action = 'finding.withdraw'"))
                .containsExactly("提错了通话");
        assertThat(stage.rows("SELECT count(*)::text FROM violation_entry")).containsExactly("0");

        String byKeeper = stage.opened(stage.recorded(stage.li));
        assertThat(step("keeper", byKeeper, "withdraw", text("提错了"))).isEqualTo("204");
        String answered = stage.answered(stage.recorded(stage.li));
        assertThat(step("auditor", answered, "withdraw", text("x"))).isEqualTo("409 FINDING_STATE");
        String aboutWang = stage.opened(stage.recorded(stage.wang));
        assertThat(step("wang", aboutWang, "withdraw", text("x")))
                .as("about oneself")
                .startsWith("403");
    }

    @Test
    void nobodyJudgesWhatIsAboutThemselvesAndOthersSeeOnlyWhatIsTheirs() throws Exception {
        String aboutWang = stage.opened(stage.recorded(stage.wang));
        String aboutLi = stage.opened(stage.recorded(stage.li));
        assertThat(step("wang", aboutWang, "answer", text("我没有"))).isEqualTo("403 ABOUT_YOU");
        assertThat(step("boss", aboutWang, "answer", text("谈过话"))).isEqualTo("204");
        assertThat(step("wang", aboutWang, "close", judged(false))).isEqualTo("403 ABOUT_YOU");
        assertThat(step("li", aboutLi, "answer", text("x"))).isEqualTo("403");
        assertThat(stage.outcome("li", "GET", "/quality/findings/" + aboutWang, null))
                .startsWith("404");
        assertThat(stage.outcome("stranger", "GET", "/quality/findings/" + aboutLi, null))
                .startsWith("404");
        assertThat(step("stranger", aboutLi, "close", judged(true))).startsWith("404");
        assertThat(stage.json("li", "GET", "/quality/findings", null).getJsonArray("items"))
                .hasSize(1);
        assertThat(stage.json("newcomer", "GET", "/quality/findings", null).getJsonArray("items"))
                .as("an agent whom no calls are given yet")
                .isEmpty();
        assertThat(stage.json("boss", "GET", "/quality/findings", null).getJsonArray("items"))
                .hasSize(2);
        assertThat(stage.outcome("li", "POST", "/quality/findings", stage.finding(stage.recorded(stage.wang), "SKILL")))
                .isEqualTo("403");
        assertThat(stage.outcome(
                        "stranger", "POST", "/quality/findings", stage.finding(stage.recorded(stage.li), "SKILL")))
                .startsWith("404");
    }

    @Test
    void theAgentIsHeardOnce() throws Exception {
        String id = stage.opened(stage.recorded(stage.li));
        assertThat(stage.seen("li", id).getJsonObject("finding").getBoolean("mayState"))
                .isTrue();
        assertThat(step("wang", id, "statement", text("与我无关"))).startsWith("404");
        assertThat(step("li", id, "statement", text("  "))).startsWith("400");
        assertThat(step("li", id, "statement", text("客户先骂人"))).isEqualTo("204");
        assertThat(step("li", id, "statement", text("还有"))).isEqualTo("409 STATEMENT_GIVEN");
        assertThat(stage.seen("auditor", id).getJsonArray("steps").encode())
                .as("whoever closes reads it")
                .contains("客户先骂人");
        assertThat(step("boss", id, "answer", text("已了解"))).isEqualTo("204");
        assertThat(step("auditor", id, "close", judged(false))).isEqualTo("204");
        assertThat(stage.rows("SELECT 1 FROM violation_entry"))
                .as("what is not confirmed is no violation")
                .isEmpty();
    }

    @Test
    void whatIsNotAnsweredInTimeRaisesAnAlarmUntilItIs() throws Exception {
        String id = stage.opened(stage.recorded(stage.li));
        stage.opened(stage.attempted(stage.li));
        stage.looksForLateOnes();
        assertThat(stage.rows("SELECT subject FROM alarm")).isEmpty();
        stage.clock.turn(Duration.ofDays(7).plusHours(16));
        stage.looksForLateOnes();
        assertThat(stage.rows("SELECT subject || ' ' || left(detail, 1) FROM alarm WHERE kind = 'FINDING_LATE'"
                        + " AND cleared_at IS NULL"))
                .containsExactly("华东 2");
        assertThat(stage.json("boss", "GET", "/quality/findings/figures", null).getInteger("late"))
                .isEqualTo(2);
        assertThat(stage.json("boss", "GET", "/quality/findings?which=LATE", null)
                        .getJsonArray("items"))
                .hasSize(2);
        assertThat(step("boss", id, "answer", text("晚了"))).isEqualTo("204");
        for (String late : stage.rows("SELECT id::text FROM quality_finding WHERE state = 'OPEN'")) {
            assertThat(step("boss", late, "answer", text("晚了"))).isEqualTo("204");
        }
        stage.looksForLateOnes();
        assertThat(stage.rows("SELECT 1 FROM alarm WHERE cleared_at IS NULL")).isEmpty();
    }

    @Test
    void theCatalogueIsTheUnitsOwn() throws Exception {
        UUID attitude = stage.kind("ATTITUDE");
        String id = stage.opened(stage.recorded(stage.li));
        var changed = new JsonObject()
                .put("code", "ATTITUDE")
                .put("zh", "态度恶劣")
                .put("en", "Rude")
                .put("severity", "CRITICAL")
                .put("workingDays", 2)
                .put("retired", true);
        String path = "/quality/violation-kinds/" + attitude;
        assertThat(stage.outcome("boss", "PUT", path, changed)).isEqualTo("403");
        assertThat(stage.outcome("stranger", "PUT", path, changed)).startsWith("404");
        assertThat(stage.outcome("keeper", "PUT", path, changed)).isEqualTo("204");
        assertThat(stage.seen("auditor", id).getJsonObject("finding").getString("kindZh"))
                .as("as it was")
                .isEqualTo("服务态度不当");
        assertThat(stage.outcome(
                        "auditor", "POST", "/quality/findings", stage.finding(stage.recorded(stage.li), "ATTITUDE")))
                .isEqualTo("400 KIND_RETIRED");
        changed.put("code", "SKILL");
        assertThat(stage.outcome("keeper", "POST", "/quality/violation-kinds", changed))
                .isEqualTo("409 TAKEN");
        assertThat(stage.outcome("keeper", "POST", "/quality/violation-kinds", changed.put("code", "OWN")))
                .isEqualTo("201");
        assertThat(stage.json("boss", "GET", "/quality/violation-kinds", null).getJsonArray("items"))
                .hasSize(13);
    }

    @Test
    void aFindingMayBeOnACallWithoutARecordingButNotBehindTheEndOfASound() throws Exception {
        String id = stage.opened(stage.attempted(stage.li));
        assertThat(stage.seen("auditor", id).getJsonObject("finding").getBoolean("recorded"))
                .isFalse();
        assertThat(stage.outcome(
                        "auditor",
                        "POST",
                        "/quality/findings",
                        stage.finding(stage.recorded(stage.li), "SKILL").put("atMs", 60_001)))
                .isEqualTo("400 PAST_THE_END");
    }

    @Test
    void aRequestThatIsSentTwiceOpensOne() throws Exception {
        var asked = stage.finding(stage.recorded(stage.li), "SKILL");
        var first = stage.ask("auditor", "POST", "/quality/findings", asked, "Idempotency-Key", "filed-once-only");
        var second = stage.ask("auditor", "POST", "/quality/findings", asked, "Idempotency-Key", "filed-once-only");
        assertThat(FindingStage.text(second)).isEqualTo(FindingStage.text(first));
        assertThat(stage.rows("SELECT 1 FROM quality_finding")).hasSize(1);
    }

    @Test
    void theServerItselfCannotRewriteWhatWasDone() throws Exception {
        String id = stage.confirmed(stage.recorded(stage.li));
        try (var server = FindingStage.connect(stage.testDatabase.address())) {
            for (String attack : new String[] {
                "UPDATE quality_finding_step SET body = 'x'",
                "DELETE FROM quality_finding_step",
                "UPDATE violation_entry SET count = -1",
                "DELETE FROM violation_entry",
                "DELETE FROM quality_finding",
                "UPDATE quality_finding SET body = 'x'",
                "UPDATE quality_finding SET state = 'OPEN', confirmed = NULL, judged_by = NULL WHERE id = '" + id + "'",
                "UPDATE quality_finding SET judged_by = answered_by, confirmed = false WHERE id = '" + id + "'"
            }) {
                assertThatThrownBy(() -> server.createStatement().execute(attack))
                        .as(attack)
                        .hasMessageMatching("(?s).*(permission denied|cannot go from|violates check).*");
            }
        }
    }

    @Test
    void aRecordingIsMarkedAndTheMarkTakenOff() throws Exception {
        UUID call = stage.recorded(stage.li);
        String path = "/recordings/" + call + "/flags";
        var reason = new JsonObject().put("reason", "客户情绪激动");
        assertThat(stage.outcome("li", "POST", path, reason)).isEqualTo("403");
        assertThat(stage.outcome("stranger", "POST", path, reason)).startsWith("404");
        assertThat(stage.outcome("boss", "POST", path + "/take-off", reason)).isEqualTo("409 NOT_FLAGGED");
        assertThat(stage.outcome("boss", "POST", path, reason)).isEqualTo("201");
        assertThat(stage.outcome("auditor", "POST", path, reason)).isEqualTo("409 FLAGGED_ALREADY");
        assertThat(stage.rows("SELECT flagged::text FROM recording")).containsExactly("true");
        assertThat(stage.outcome("auditor", "POST", path + "/take-off", new JsonObject().put("reason", "看过了")))
                .isEqualTo("204");
        assertThat(stage.rows("SELECT flagged::text FROM recording")).containsExactly("false");
        var flags = stage.json("keeper", "GET", path, null).getJsonArray("items");
        assertThat(flags.getJsonObject(0).getString("setBy")
                        + flags.getJsonObject(0).getString("takenBy")
                        + flags.getJsonObject(0).getString("takeReason"))
                .isEqualTo("bossauditor看过了");
        assertThat(stage.rows("SELECT action FROM audit_entry WHERE subject_id = '" + call + "' ORDER BY at, id"))
                .containsExactlyInAnyOrder("recording.flag", "recording.unflag");
    }
}
