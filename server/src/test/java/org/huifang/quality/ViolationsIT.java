package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.ZipFile;
import org.huifang.db.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monthly list of violations: what stands in it, that it can be closed, and that it stays as it was (R77, R78). */
class ViolationsIT {
    private static final JsonObject REMARK = new JsonObject().put("remark", "核对无误");

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

    private JsonObject month(String month) throws Exception {
        return stage.json("boss", "GET", "/quality/violations?month=" + month, null);
    }

    private String closing(String month) throws Exception {
        return stage.outcome("keeper", "POST", "/quality/violations/" + month + "/close", REMARK);
    }

    private byte[] file(String month, String format) throws Exception {
        var answer = stage.ask("boss", "GET", "/quality/violations/" + month + "/file?format=" + format, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static String sha256(byte[] file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }

    @Test
    void aClosedMonthStaysAsItWasAndACorrectionStandsInALaterOne() throws Exception {
        String id = stage.confirmed(stage.recorded(stage.li));
        stage.confirmed(stage.recorded(stage.li));
        stage.confirmed(stage.attempted(stage.wang));
        stage.answered(stage.recorded(stage.wang));
        assertThat(closing("2026-11")).isEqualTo("409 MONTH_NOT_OVER");
        stage.clock.turn(Duration.ofDays(8));
        assertThat(stage.outcome("boss", "POST", "/quality/violations/2026-11/close", REMARK))
                .isEqualTo("403");
        assertThat(month("2026-11").getBoolean("over")).isTrue();
        assertThat(closing("2026-11")).isEqualTo("204");
        assertThat(closing("2026-11")).isEqualTo("409 MONTH_CLOSED");

        JsonObject november = month("2026-11");
        JsonObject closing = november.getJsonObject("closing");
        assertThat(closing.getBoolean("agrees")).isTrue();
        byte[] csv = file("2026-11", "CSV");
        assertThat(sha256(csv)).as("sha256sum of the file is the digest").isEqualTo(closing.getString("digest"));
        var sums = november.getJsonObject("sums");
        assertThat(sums.getJsonArray("agents").getJsonObject(0).getString("code")
                        + sums.getJsonArray("agents").getJsonObject(0).getInteger("violations"))
                .isEqualTo("a12");
        assertThat(sums.getJsonArray("kinds").getJsonObject(0).getInteger("confirmed"))
                .isEqualTo(3);

        stage.run("UPDATE agent SET name = '李改名'");
        stage.run("UPDATE org_unit SET zone = 'UTC'");
        assertThat(stage.outcome(
                        "auditor", "POST", "/quality/findings/" + id + "/correct", FindingStage.judged(false, "申诉成立")))
                .isEqualTo("204");
        assertThat(file("2026-11", "CSV")).as("byte by byte").isEqualTo(csv);
        assertThat(month("2026-11").getJsonObject("closing").getBoolean("agrees"))
                .isTrue();
        var december = stage.json("boss", "GET", "/quality/violations/2026-12/entries", null)
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(december.getInteger("count") + december.getString("corrects") + december.getString("note"))
                .isEqualTo("-12026-11申诉成立");
        assertThat(month("2026-12")
                        .getJsonObject("sums")
                        .getJsonArray("units")
                        .getJsonObject(0)
                        .getInteger("violations"))
                .isEqualTo(-1);
        assertThat(stage.outcome(
                        "auditor", "POST", "/quality/findings/" + id + "/correct", FindingStage.judged(false, "again")))
                .isEqualTo("409 JUDGED_SO");
        assertThat(stage.rows("SELECT detail ->> 'sha256' FROM audit_entry WHERE action = 'violations.close'"))
                .containsExactly(closing.getString("digest"));
        assertThat(stage.rows("SELECT detail ->> 'format' FROM audit_entry WHERE action = 'violations.export'"))
                .containsExactly("CSV", "CSV");
    }

    @Test
    void whoeverTampersWithAClosedListIsSeen() throws Exception {
        stage.confirmed(stage.recorded(stage.li));
        stage.clock.turn(Duration.ofDays(8));
        assertThat(closing("2026-11")).isEqualTo("204");
        stage.run("UPDATE violation_entry SET severity = 'MINOR'");
        assertThat(month("2026-11").getJsonObject("closing").getBoolean("agrees"))
                .isFalse();
    }

    @Test
    void nothingGetsIntoAClosedMonthHoweverLateItCommits() throws Exception {
        stage.confirmed(stage.recorded(stage.li));
        String id = stage.answered(stage.recorded(stage.li));
        stage.clock.turn(Duration.ofDays(8));
        try (var late = FindingStage.connect(stage.testDatabase.owner())) {
            late.setAutoCommit(false);
            late.createStatement()
                    .execute("INSERT INTO quality_finding_step (finding_id, seq, org_id, kind, at, by_user, body,"
                            + " confirmed) SELECT id, 3, org_id, 'CLOSED', '2026-11-30T15:59:59Z', opened_by, 'x', true"
                            + " FROM quality_finding WHERE id = '" + id + "'");
            late.createStatement().execute(entry(id));
            var closed = new java.util.concurrent.CompletableFuture<String>();
            new Thread(() -> {
                        try {
                            closed.complete(closing("2026-11"));
                        } catch (Exception e) {
                            closed.completeExceptionally(e);
                        }
                    })
                    .start();
            Thread.sleep(500);
            assertThat(closed).as("the closing waits for what is under way").isNotDone();
            late.commit();
            assertThat(closed.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("204");
            assertThat(month("2026-11").getJsonObject("closing").getInteger("entries"))
                    .isEqualTo(2);
            late.createStatement().execute("DELETE FROM violation_entry WHERE finding_id = '" + id + "'");
            assertThatThrownBy(() -> late.createStatement().execute(entry(id)))
                    .hasMessageContaining("the violation list of 2026-11-01 is closed");
        }
    }

    private static String entry(String finding) {
        return "INSERT INTO violation_entry SELECT gen_random_uuid(), org_id, month, at, '" + finding
                + "', 3, count, corrects, unit, agent_id, agent_code, agent_name, kind_code, name_zh, name_en, severity,"
                + " attempt_id, call_at, at_ms, body, note FROM violation_entry LIMIT 1";
    }

    @Test
    void theMonthIsTheUnitsNotThatOfUtc() throws Exception {
        stage.clock.turn(Duration.ofDays(7).plusHours(15).plusMinutes(1));
        stage.confirmed(stage.recorded(stage.li));
        assertThat(month("2026-12").getJsonObject("sums").getJsonArray("agents"))
                .as("00:01 on December 1st in Shanghai")
                .hasSize(1);
        assertThat(closing("2026-11")).as("an empty list can be closed, too").isEqualTo("204");
    }

    @Test
    void theUnitAboveSeesTheSumsOfThoseBelowAndOthersNothing() throws Exception {
        UUID below = Ids.next();
        stage.unit(below, "苏州", stage.org);
        stage.confirmed(stage.recorded(stage.li));
        stage.run(
                "INSERT INTO violation_entry SELECT gen_random_uuid(), ?, month, at, finding_id, 1, count, corrects, '苏州',"
                        + " agent_id, agent_code, agent_name, kind_code, name_zh, name_en, severity, attempt_id, call_at, at_ms,"
                        + " body, note FROM violation_entry",
                below);
        var units = month("2026-11").getJsonObject("sums").getJsonArray("units");
        assertThat(units.stream().map(one -> ((JsonObject) one).getString("zh")))
                .containsExactlyInAnyOrder("华东", "苏州");
        assertThat(units.getJsonObject(1).getInteger("violations")).isEqualTo(1);
        var stranger = stage.json("stranger", "GET", "/quality/violations?month=2026-11", null);
        assertThat(stranger.getJsonObject("sums").getJsonArray("agents")).isEmpty();
        assertThat(stage.outcome("li", "GET", "/quality/violations?month=2026-11", null))
                .isEqualTo("403");
        assertThat(stage.outcome("boss", "GET", "/quality/violations?month=2026-13", null))
                .isEqualTo("400 MONTH");
    }

    @Test
    void theListIsAWorkbookWhoseTextsAreNoFormulas() throws Exception {
        stage.run("UPDATE agent SET name = '=1+1'");
        stage.confirmed(stage.recorded(stage.li));
        assertThat(new String(file("2026-11", "CSV"), StandardCharsets.UTF_8)).contains("\"'=1+1\"");
        Path file = Files.write(folder.resolve("list.xlsx"), file("2026-11", "XLSX"));
        var book = new StringBuilder();
        try (var zip = new ZipFile(file.toFile())) {
            for (var part : zip.stream().toList()) {
                book.append(new String(zip.getInputStream(part).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(book)
                .contains("=1+1")
                .contains("ATTITUDE")
                .contains("Violations")
                .doesNotContain("<f>");
    }

    @Test
    void noFileLeavesThatIsNotOnRecord() throws Exception {
        stage.confirmed(stage.recorded(stage.li));
        stage.run("REVOKE INSERT ON audit_entry FROM huifang_server");
        var answer = stage.ask("boss", "GET", "/quality/violations/2026-11/file?format=CSV", null);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(FindingStage.text(answer)).doesNotContain("ATTITUDE");
    }
}
