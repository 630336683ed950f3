package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipFile;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.HuifangCommand;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of a real call: made in a browser and over REST, checked by processes that have the package and the key alone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EvidencePagesIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    private static CallCentre centre;
    private static UUID callback;
    private static UUID recording;
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @BeforeAll
    static void call() {
        centre = stage.centre();
        centre.user("auditor", PagesStage.PASSWORD, "COMPLIANCE");
        centre.execute("INSERT INTO api_token (token_hash, user_id, name, created_at)"
                + " SELECT sha256(login::bytea), id, 'test', now() FROM app_user");
        centre.awaitReadyAgents(1);
        callback = centre.callback(
                centre.campaign("{}"), CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(6), 1));
        recording =
                (UUID) centre.awaitAttempt(callback, 1, Duration.ofSeconds(60)).get("id");
        centre.awaitSealed(recording);
        centre.execute("UPDATE recording SET note = '<b>客户投诉</b>', disposition = 'REACHED' WHERE id = ?", recording);
        centre.execute(
                "INSERT INTO recording_pause (id, recording_id, org_id, node_id, agent_id, reason, begun_by, begun_at,"
                        + " until_at, ended_at, ended, from_ms, to_ms) SELECT ?, r.id, r.org_id, r.node_id, r.agent_id,"
                        + " 'CARD_NUMBER', u.id, now(), now(), now(), 'AGENT', 1000, 2000 FROM recording r, app_user u"
                        + " WHERE r.id = ? AND u.login = 'auditor'",
                Ids.next(),
                recording);
        UUID message = Ids.next();
        centre.execute(
                "INSERT INTO message_outbox (id, org_id, callback_id, customer_id, kind, channel, language, body,"
                        + " state, created_at, state_since) SELECT ?, org_id, id, customer_id, 'EXHAUSTED', 'SMS', 'zh',"
                        + " '请回电', 'DELIVERED', now(), now() FROM callback WHERE id = ?",
                message,
                callback);
        centre.execute(
                "INSERT INTO message_part SELECT 'sms', 'g-1', m.id, m.org_id, m.id, 1, 1, 'DELIVERED', now() FROM"
                        + " message_outbox m WHERE m.id = ?",
                message);
        centre.execute(
                "INSERT INTO message_receipt (id, at, gateway, gateway_message_id, state) VALUES (?, now(), 'sms',"
                        + " 'g-1', 'DELIVERED')",
                Ids.next());
    }

    @Test
    @Order(1)
    void aPackageIsMadeInTheBrowserAndProvenByItself() throws Exception {
        Path zip = folder.resolve("package.zip");
        try (var desk = stage.desk("auditor")) {
            desk.open("/callbacks/" + callback);
            assertThat(desk.at("evidence")).containsText("还没有出具过");
            desk.press("make-evidence");
            desk.press("confirm");
            assertThat(desk.at("confirm")).isVisible();
            desk.at("confirm-reason").fill("法院来函 12 号");
            desk.page.waitForDownload(() -> desk.press("confirm")).saveAs(zip);
            assertThat(desk.at("evidence-progress")).hasAttribute("data-state", "DONE");
            assertThat(desk.at("evidence-package")).containsText("法院来函 12 号");
            assertThat(desk.at("evidence-package")).containsText(hash(Files.readAllBytes(zip)));
            desk.picture("evidence-callback");
            desk.open("/recordings/" + recording);
            assertThat(desk.at("evidence-package")).hasCount(1);
            desk.picture("evidence-recording");
            desk.page.navigate(unpacked(zip).resolve("report.html").toUri().toString());
            assertThat(desk.page.locator("h1")).containsText("Evidence of a callback");
            assertThat(desk.page.locator("body")).containsText("<b>客户投诉</b>");
            assertThat(desk.page.locator("audio")).hasCount(1);
            assertThat(desk.page.locator(".gap")).containsText("1000 – 2000 ms");
        }
        try (var boss = stage.boss()) {
            boss.open("/callbacks/" + callback);
            assertThat(boss.at("callback")).isVisible();
            assertThat(boss.at("make-evidence")).hasCount(0);
        }
        String key = centre.keysFolder().resolve("ledger.pub").toString();
        HuifangCommand whole = huifang("verify", zip.toString(), "--key", key);
        Assertions.assertThat(whole.code()).as(whole.text()).isZero();
        Assertions.assertThat(whole.text())
                .contains(
                        "whole: package.zip",
                        "1 of 1 recording(s)",
                        "the beginning of 1 of 1 call(s)",
                        "signed with the given key");
        HuifangCommand without = huifang("verify", zip.toString());
        Assertions.assertThat(without.code()).isZero();
        Assertions.assertThat(without.text()).contains("NOT PROVEN: who signed it");

        byte[] changed = Files.readAllBytes(zip);
        changed[changed.length / 2] ^= 1;
        Path tampered = Files.write(folder.resolve("tampered.zip"), changed);
        HuifangCommand broken = huifang("verify", tampered.toString(), "--key", key);
        Assertions.assertThat(broken.code()).as(broken.text()).isEqualTo(2);
        Assertions.assertThat(broken.text()).startsWith("BROKEN: ");
        Path other = Files.writeString(
                folder.resolve("other.pub"),
                Base64.getEncoder()
                        .encodeToString(java.security.KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPublic()
                                .getEncoded()));
        HuifangCommand stranger = huifang("verify", zip.toString(), "--key", other.toString());
        Assertions.assertThat(stranger.code()).isEqualTo(2);
        Assertions.assertThat(stranger.text()).contains("signed with another key than the given one");
        Assertions.assertThat(
                        huifang("verify", folder.resolve("none.zip").toString()).code())
                .isEqualTo(1);
    }

    @Test
    @Order(2)
    void thePackageHoldsWhatHappenedAndIsCheckedWithoutOurProgram() throws Exception {
        Assertions.assertThat(
                        ask("auditor", "/recordings/" + recording + "/sound").statusCode())
                .isEqualTo(200);
        var answer = ask("auditor", evidence("reason=a%20letter"));
        Assertions.assertThat(answer.statusCode()).isEqualTo(200);
        Path here = unpacked(Files.write(folder.resolve("rest.zip"), answer.body()));
        var manifest = new JsonObject(Files.readString(here.resolve("manifest.json")));
        var attempt = manifest.getJsonArray("attempts").getJsonObject(0);
        Map<String, Object> row =
                centre.rows("SELECT * FROM attempt WHERE id = ?", recording).get(0);
        Assertions.assertThat(attempt.getLong("ringMs")).isEqualTo(row.get("ring_ms"));
        Assertions.assertThat(attempt.getString("ringBasis")).isEqualTo(row.get("ring_basis"));
        Assertions.assertThat(attempt.getValue("q850")).isEqualTo(row.get("q850"));
        Assertions.assertThat(attempt.getJsonArray("events")).isNotEmpty();
        Assertions.assertThat(manifest.getJsonArray("rules")
                        .getJsonObject(0)
                        .getJsonObject("rules")
                        .getJsonArray("windows"))
                .isNotEmpty();
        var sound = manifest.getJsonArray("recordings").getJsonObject(0).getJsonObject("sound");
        Assertions.assertThat(hash(Files.readAllBytes(here.resolve(sound.getString("file")))))
                .as("byte for byte what was sealed")
                .isEqualTo(HexFormat.of()
                        .formatHex((byte[]) stage.one("SELECT sha256_sound FROM recording WHERE id = ?", recording)));
        Assertions.assertThat(manifest.getJsonArray("messages")
                        .getJsonObject(0)
                        .getJsonArray("receipts")
                        .getJsonObject(0)
                        .getString("state"))
                .isEqualTo("DELIVERED");
        Assertions.assertThat(manifest.getJsonArray("log").encode())
                .contains("attempt.claim", "recording.seal", "recording.play", "evidence.make");
        Assertions.assertThat(manifest.getJsonObject("callback").getString("number"))
                .as("compliance sees no whole number")
                .contains("•");
        Assertions.assertThat(stage.one("SELECT count(*) FROM recording_export WHERE recording_id = ?", recording))
                .as("each package's sound is among the copies")
                .isEqualTo(stage.one(
                        "SELECT count(*) FROM evidence_package WHERE made_at IS NOT NULL AND callback_id = ?",
                        callback));

        Assertions.assertThat(HuifangCommand.any(here, "sha256sum", "-c", "--quiet", "SHA256SUMS")
                        .code())
                .isZero();
        HuifangCommand signatures = HuifangCommand.any(
                here,
                "sh",
                "-ec",
                "for h in ledger/head-*.txt; do openssl pkeyutl -verify -pubin -inkey ledger/ledger.pem -rawin -in $h"
                        + " -sigfile ${h%.txt}.sig; done");
        Assertions.assertThat(signatures.code()).as(signatures.text()).isZero();
        String docs = Files.readString(Path.of("../docs/evidence.md"));
        int python = docs.indexOf("```python\n") + 10;
        Files.writeString(here.resolve("check.py"), docs.substring(python, docs.indexOf("```", python)));
        HuifangCommand checked = HuifangCommand.any(here, "python3", "check.py");
        Assertions.assertThat(checked.text()).isEqualTo("the log holds this manifest\n");
        Files.writeString(
                here.resolve("manifest.json"),
                Files.readString(here.resolve("manifest.json")).replace("\"ringMs\"", "\"ringMS\""));
        Assertions.assertThat(HuifangCommand.any(here, "python3", "check.py").code())
                .isEqualTo(1);
    }

    @Test
    @Order(7)
    void whatAuditorsSaidAndWhoHasCopiesIsInItAndProven() throws Exception {
        var card = new JsonObject()
                .put("nameZh", "通话质量")
                .put("nameEn", "Call quality")
                .put("reason", "first")
                .put(
                        "items",
                        new JsonArray()
                                .add(item("GREETING", "问候客户", 60, false))
                                .add(item("IDENTITY", "核实身份", 40, true)));
        String scorecard = made("/quality/scorecards", card);
        made(
                "/quality/recordings/" + recording + "/scores",
                new JsonObject()
                        .put("scorecardId", scorecard)
                        .put("version", 1)
                        .put(
                                "marks",
                                new JsonArray().add(mark("GREETING", "MET")).add(mark("IDENTITY", "NOT_MET"))));
        String kind = made(
                "/quality/violation-kinds",
                new JsonObject()
                        .put("code", "NO_IDENTITY")
                        .put("zh", "未核实身份")
                        .put("en", "Identity not checked")
                        .put("severity", "MAJOR")
                        .put("workingDays", 3)
                        .put("retired", false));
        made(
                "/quality/findings",
                new JsonObject()
                        .put("attemptId", recording.toString())
                        .put("kindId", kind)
                        .put("text", "没有核实身份"));
        Assertions.assertThat(post("/recordings/" + recording + "/copies", new JsonObject().put("reason", "court"))
                        .statusCode())
                .isEqualTo(200);

        Path zip = Files.write(
                folder.resolve("scored.zip"),
                ask("auditor", evidence("reason=scored")).body());
        Path here = unpacked(zip);
        var manifest = new JsonObject(Files.readString(here.resolve("manifest.json")));
        var score = manifest.getJsonArray("scores").getJsonObject(0);
        Assertions.assertThat(score.getInteger("score")).isZero();
        Assertions.assertThat(score.getInteger("scorecardVersion")).isEqualTo(1);
        Assertions.assertThat(score.getBoolean("fatal")).isTrue();
        Assertions.assertThat(score.getJsonArray("marks").getJsonObject(1).getString("mark"))
                .isEqualTo("NOT_MET");
        var finding = manifest.getJsonArray("qualityFindings").getJsonObject(0);
        Assertions.assertThat(finding.getString("body")).isEqualTo("没有核实身份");
        Assertions.assertThat(finding.getJsonArray("steps")).hasSize(1);
        Assertions.assertThat(manifest.getJsonArray("log").encode())
                .contains("score.submit", "finding.open", "recording.export");
        Assertions.assertThat(Files.readString(here.resolve("report.html")))
                .contains("通话质量 Call quality", "核实身份", "不符合 not met", "未核实身份", "没有核实身份", "court");
        int copies = manifest.getJsonArray("copies").size();
        Assertions.assertThat(huifang("verify", zip.toString()).text())
                .contains(
                        "1 of 1 score(s)", "1 of 1 step(s) of findings", copies + " of " + copies + " cop(ies) taken");

        centre.execute("UPDATE score SET score = 100, fatal = false WHERE recording_id = ?", recording);
        Path changed = Files.write(
                folder.resolve("rescored.zip"),
                ask("auditor", evidence("reason=rescored")).body());
        centre.execute("UPDATE score SET score = 0, fatal = true WHERE recording_id = ?", recording);
        Assertions.assertThat(huifang("verify", changed.toString()).text())
                .contains("WARNING: 1 score(s) are not what the log held");
    }

    private static JsonObject item(String code, String text, int weight, boolean fatal) {
        return new JsonObject()
                .put("code", code)
                .put("textZh", text)
                .put("textEn", code)
                .put("weight", weight)
                .put("fatal", fatal);
    }

    private static JsonObject mark(String item, String mark) {
        return new JsonObject().put("item", item).put("mark", mark);
    }

    private String made(String path, JsonObject body) throws Exception {
        var answer = post(path, body);
        Assertions.assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body()).getString("id");
    }

    private HttpResponse<String> post(String path, JsonObject body) throws Exception {
        return client.send(
                request("auditor", path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Order(3)
    void whoMayNotHasNoPackageAndAnOrderServesOnce() throws Exception {
        Assertions.assertThat(ask("boss", evidence("reason=x")).statusCode()).isEqualTo(403);
        Assertions.assertThat(ask("auditor", evidence("")).statusCode())
                .as("without a reason")
                .isEqualTo(400);
        Assertions.assertThat(ask("auditor", "/callbacks/" + UUID.randomUUID() + "/evidence?reason=x")
                        .statusCode())
                .isEqualTo(404);
        var ordered = client.send(
                request("auditor", "/callbacks/" + callback + "/evidence/packages")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"x\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String id = new JsonObject(ordered.body()).getString("id");
        Assertions.assertThat(ask("auditor", evidence("package=" + id)).statusCode())
                .isEqualTo(200);
        Assertions.assertThat(ask("auditor", evidence("package=" + id)).statusCode())
                .isEqualTo(409);
        var listed = new JsonObject(new String(
                ask("auditor", "/callbacks/" + callback + "/evidence/packages").body(), StandardCharsets.UTF_8));
        Assertions.assertThat(listed.getJsonArray("items").getJsonObject(0).getString("state"))
                .isEqualTo("DONE");
    }

    @Test
    @Order(4)
    void noByteLeavesBeforeItIsOnFile() throws Exception {
        long before = exports();
        var owner = centre.database().owner();
        try (var connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE audit_entry IN SHARE MODE");
            var asked = client.sendAsync(
                    request("auditor", evidence("reason=locked")).build(), HttpResponse.BodyHandlers.ofByteArray());
            Thread.sleep(1_500);
            Assertions.assertThat(asked).as("the entry cannot be written").isNotDone();
            Assertions.assertThat(exports()).isEqualTo(before);
            connection.rollback();
            Assertions.assertThat(asked.get().statusCode()).isEqualTo(200);
            Assertions.assertThat(exports()).isEqualTo(before + 1);
            statement.execute("REVOKE INSERT ON audit_entry FROM huifang_server");
            connection.commit();
            var refused = ask("auditor", evidence("reason=refused"));
            statement.execute("GRANT INSERT ON audit_entry TO huifang_server");
            connection.commit();
            Assertions.assertThat(refused.statusCode()).isEqualTo(500);
            Assertions.assertThat(refused.body().length).isLessThan(500);
        }
        Assertions.assertThat(stage.one("SELECT made_at IS NULL FROM evidence_package WHERE reason = 'refused'"))
                .isEqualTo(true);
        Assertions.assertThat(exports()).isEqualTo(before + 1);
        Assertions.assertThat(stage.one("SELECT failed_code FROM evidence_package WHERE reason = 'refused'"))
                .isEqualTo("PACKAGE_FAILED");
        try (var desk = stage.desk("auditor")) {
            desk.open("/callbacks/" + callback);
            assertThat(desk.at("evidence-failed").first()).containsText("服务器未能出具，原因见服务器日志");
        }
    }

    @Test
    @Order(5)
    void aDamagedRecordingIsSaidAndTheRestIsProven() throws Exception {
        Path stored = centre.configFile()
                .resolveSibling("store")
                .resolve(String.valueOf(stage.one("SELECT stored_as FROM recording WHERE id = ?", recording)));
        byte[] whole = Files.readAllBytes(stored);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 20] ^= 1;
        Files.write(stored, damaged);
        Path zip = Files.write(
                folder.resolve("damaged.zip"),
                ask("auditor", evidence("reason=damaged")).body());
        Files.write(stored, whole);
        var manifest = new JsonObject(Files.readString(unpacked(zip).resolve("manifest.json")));
        Assertions.assertThat(
                        manifest.getJsonArray("recordings").getJsonObject(0).getString("noSound"))
                .isEqualTo("DAMAGED");
        HuifangCommand verified = huifang("verify", zip.toString());
        Assertions.assertThat(verified.code()).as(verified.text()).isZero();
        Assertions.assertThat(verified.text()).contains("0 of 1 recording(s)");
    }

    @Test
    @Order(6)
    void theInstallationIsVerifiedWithExitCodes() throws Exception {
        String config = centre.configFile().toString();
        HuifangCommand whole = huifang("verify", "--config", config);
        Assertions.assertThat(whole.code()).as(whole.text()).isZero();
        Assertions.assertThat(whole.text()).contains("whole: ");
        centre.execute("UPDATE audit_entry SET actor = actor || 'x' WHERE action = 'evidence.make'");
        HuifangCommand broken = huifang("verify", "--config", config);
        centre.execute("UPDATE audit_entry SET actor = left(actor, -1) WHERE action = 'evidence.make'");
        Assertions.assertThat(broken.code()).as(broken.text()).isEqualTo(2);
        Assertions.assertThat(broken.text()).contains("ENTRY_CHANGED");
        Assertions.assertThat(huifang("verify", "--config", config + ".none").code())
                .isEqualTo(1);
        Path elsewhere = Files.writeString(
                folder.resolve("elsewhere.yaml"),
                Files.readString(centre.configFile()).replaceAll("(postgresql://[^:]+):\\d+", "$1:1"));
        HuifangCommand away = huifang("verify", "--config", elsewhere.toString());
        Assertions.assertThat(away.code()).as(away.text()).isEqualTo(1);
        Assertions.assertThat(away.text()).contains("huifang: ").doesNotContain("whole: ", "BROKEN");

        Path stored = centre.configFile()
                .resolveSibling("store")
                .resolve(String.valueOf(stage.one("SELECT stored_as FROM recording WHERE id = ?", recording)));
        byte[] sealedBytes = Files.readAllBytes(stored);
        Files.write(stored, java.util.Arrays.copyOf(sealedBytes, sealedBytes.length - 1));
        HuifangCommand cut = huifang("verify", "--config", config);
        Files.write(stored, sealedBytes);
        Assertions.assertThat(cut.code()).as(cut.text()).isEqualTo(2);
        Assertions.assertThat(cut.text()).contains("FILE_TRUNCATED", "BROKEN, 1 finding(s)");
    }

    private static long exports() {
        return (Long) stage.one("SELECT count(*) FROM recording_export");
    }

    private static String evidence(String query) {
        return "/callbacks/" + callback + "/evidence?" + query;
    }

    private HttpRequest.Builder request(String who, String path) {
        return HttpRequest.newBuilder(URI.create(centre.http() + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + who);
    }

    private HttpResponse<byte[]> ask(String who, String path) throws IOException, InterruptedException {
        return client.send(request(who, path).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static Path unpacked(Path zip) throws IOException {
        Path into = Files.createTempDirectory(zip.getParent(), "unpacked");
        try (var files = new ZipFile(zip.toFile())) {
            var entries = files.entries();
            while (entries.hasMoreElements()) {
                var entry = entries.nextElement();
                Path file = into.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, files.getInputStream(entry).readAllBytes());
            }
        }
        return into;
    }

    private HuifangCommand huifang(String... arguments) throws Exception {
        return HuifangCommand.run(folder, arguments);
    }
}
