package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.huifang.CallCentre;
import org.huifang.TestOffice;
import org.huifang.archive.VolumeVerifier;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.huifang.ledger.WitnessServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A purge from its dry run to its certificate, and a month's archive, by two people in a real browser. */
class RetentionPagesIT {
    private static final Vertx vertx = Vertx.vertx();

    @RegisterExtension
    static final PagesStage stage = new PagesStage(RetentionPagesIT::settings);

    private static CallCentre centre;

    private static String settings(Path folder) {
        try {
            return witnessed(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String witnessed(Path folder) throws IOException {
        var witness = new WitnessServer(vertx, Files.createDirectory(folder.resolve("book")), "", Clock.systemUTC());
        int port = TestOffice.await(witness.listen("127.0.0.1", 0)).actualPort();
        Path witnesses = Files.writeString(folder.resolve("witnesses.yaml"), """
                witnesses:
                  - name: other
                    every_seconds: 1
                    http: {url: 'http://127.0.0.1:%d/heads', public_key: '%s'}
                """.formatted(port, witness.publicKey()));
        return """
                ledger: {witnesses_file: '%s'}
                archive: {folder: '%s', min_free_mb: 0}
                """.formatted(witnesses, Files.createDirectory(folder.resolve("archives")));
    }

    @BeforeAll
    static void open() {
        centre = stage.centre();
        centre.user("keeper", PagesStage.PASSWORD, "RECORDS_MANAGER");
        centre.user("auditor", PagesStage.PASSWORD, "COMPLIANCE");
    }

    @AfterAll
    static void close() {
        TestOffice.await(vertx.close());
    }

    @Test
    void whatIsPastItsTimeIsTriedProposedApprovedPurgedAndCertified() throws Exception {
        UUID gone = expired();
        Path file = stage.folder().resolve("store/x/" + gone + ".hfr");
        try (var keeper = stage.desk("keeper");
                var auditor = stage.desk("auditor")) {
            keeper.open("/retention");
            assertThat(keeper.at("purge-preview").locator("tbody tr")).hasCount(1);
            keeper.press("propose-purge");
            keeper.press("confirm");
            assertThat(keeper.at("field-error").first()).isVisible();
            keeper.confirm("已过保存期");
            keeper.hears("清单已固定");
            assertThat(keeper.at("consent")).containsText("须由他人决定");
            assertThat(keeper.at("execute-purge")).hasCount(0);
            Assertions.assertThat(file).exists();
            auditor.open("/retention");
            auditor.at("consent").getByTestId("approve").click();
            auditor.confirm("已核对清单");
            assertThat(auditor.at("purge")).hasAttribute("data-state", "APPROVED");
            assertThat(auditor.at("execute-purge")).hasCount(0);
            keeper.open("/retention");
            keeper.press("execute-purge");
            keeper.press("confirm");
            keeper.hears("清除已开始");
            assertThat(keeper.at("purge")).hasAttribute("data-state", "DONE");
            keeper.press("certificates");
            assertThat(keeper.at("certificate")).hasAttribute("data-state", "DONE");
            assertThat(keeper.at("certificate")).containsText(gone.toString());
            keeper.page.keyboard().press("Escape");
            keeper.picture("purged");
        }
        Assertions.assertThat(file).doesNotExist();
        Assertions.assertThat(stage.one("SELECT state FROM recording WHERE id = ?", gone))
                .isEqualTo("PURGED");
        Assertions.assertThat(stage.one(
                        "SELECT count(*) FROM audit_entry WHERE action = 'purge.execute' AND subject_id = ?",
                        gone.toString()))
                .isEqualTo(1L);
    }

    @Test
    void aMonthIsAskedForApprovedMadeAndShownWithItsDigest() throws Exception {
        missing();
        missing();
        try (var keeper = stage.desk("keeper");
                var auditor = stage.desk("auditor")) {
            keeper.open("/retention");
            assertThat(keeper.at("archives")).containsText("还没有归档");
            keeper.press("propose-archive");
            assertThat(keeper.at("archive-preview")).containsText("2 条录音");
            keeper.press("save");
            assertThat(keeper.at("field-error").first()).isVisible();
            keeper.fill("volumeMb", "650");
            keeper.page.locator("form [name=encrypted]").check();
            keeper.fill("recipientKey", "-----BEGIN PGP PUBLIC KEY BLOCK-----");
            keeper.fill("reason", "交法务存档");
            keeper.press("save");
            assertThat(keeper.at("field-error").first()).containsText("不能加密给它");
            keeper.page.locator("form [name=encrypted]").uncheck();
            keeper.press("save");
            keeper.hears("等第二人批准");
            assertThat(keeper.at("archive")).hasAttribute("data-state", "PROPOSED");
            Locator waiting = keeper.at("consent").filter(new Locator.FilterOptions().setHasText("按月归档"));
            assertThat(waiting).containsText("须由他人决定");
            auditor.open("/retention");
            assertThat(auditor.at("propose-archive")).hasCount(0);
            auditor.at("consent")
                    .filter(new Locator.FilterOptions().setHasText("按月归档"))
                    .getByTestId("approve")
                    .click();
            auditor.confirm("同意");
            assertThat(auditor.at("archive")).hasAttribute("data-state", "DONE");
            auditor.at("switch-language").first().click();
            assertThat(auditor.at("archives")).containsText("2 without sound");
            auditor.press("archive-volumes");
            String digest =
                    String.valueOf(stage.one("SELECT encode(sha256, 'hex') FROM archive_volume WHERE state = 'DONE'"));
            assertThat(auditor.at("archive-volume")).containsText(digest);
            assertThat(auditor.at("archive-volume")).containsText("the last one");
            auditor.page.keyboard().press("Escape");
            auditor.at("switch-language").first().click();
            auditor.picture("archives");
            Path folder = stage.folder().resolve("archives");
            Assertions.assertThat(new VolumeVerifier(null).verify(folder).findings())
                    .isEmpty();
            try (Stream<Path> made = Files.list(folder)) {
                Path index = made.findFirst().orElseThrow().resolve("index.html");
                Files.write(index.resolveSibling("silence.wav"), silence());
                keeper.page.navigate(index.toUri().toString());
                Assertions.assertThat(keeper.page.evaluate("() => new Promise(done => {"
                                + " player.onloadedmetadata = () => done('plays'); player.onerror = () => done('refused');"
                                + " player.preload = 'auto'; player.src = 'silence.wav'; })"))
                        .as("what lies beside the page may be played, without a server")
                        .isEqualTo("plays");
                assertThat(keeper.page.locator("tbody tr")).hasCount(2);
                keeper.page.locator("#find").fill("nothing like this");
                assertThat(keeper.page.locator("tbody tr:visible")).hasCount(0);
            }
        }
    }

    /** One second of it. */
    private static byte[] silence() {
        return java.nio.ByteBuffer.allocate(44 + 8000)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + 8000)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(8000)
                .putInt(8000)
                .putShort((short) 1)
                .putShort((short) 8)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(8000)
                .array();
    }

    /** A sealed recording whose retention ended; its sound is of no matter here. */
    private static UUID expired() throws Exception {
        UUID id = row("SEALED", "now()");
        UUID key = Ids.next();
        Path file = stage.folder().resolve("store/x/" + id + ".hfr");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "sealed");
        centre.execute(
                "INSERT INTO recording_key (id, wrapped, master_id, created_at) VALUES (?, '\\x00', 'none', now())",
                key);
        centre.execute(
                "UPDATE recording SET key_id = ?, size_bytes = 6, stored_as = ?, sha256_stored = sha256('sealed'),"
                        + " sha256_sound = sha256('sound'), retain_until = now() - interval '1 day' WHERE id = ?",
                key,
                "x/" + id + ".hfr",
                id);
        return id;
    }

    /** One of the last month, without sound. */
    private static void missing() {
        var month = YearMonth.now(ZoneId.of("Asia/Shanghai")).minusMonths(1);
        row("MISSING", "'" + month.atDay(15) + " 12:00:00+08'::timestamptz");
    }

    private static UUID row(String state, String at) {
        UUID callback =
                centre.callback(stage.pausedCampaign("{}"), CustomerNumber.rings((int) (System.nanoTime() % 90)));
        UUID id = Ids.next();
        centre.execute(
                ("INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,"
                                + " started_at, ended_at) SELECT ?, %1$s, org_id, id, campaign_id, customer_id, gen_random_uuid(),"
                                + " gen_random_uuid(), '%2$s', %1$s, %1$s FROM callback WHERE id = ?")
                        .formatted(at, state),
                id,
                callback);
        return id;
    }
}
