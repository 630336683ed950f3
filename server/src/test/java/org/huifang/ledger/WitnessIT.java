package org.huifang.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.huifang.TestOffice.await;
import static org.huifang.ledger.LedgerLab.until;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.huifang.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads reach witnesses of every kind, witnesses never go back, and time comes from them alone. */
class WitnessIT {
    @TempDir
    Path folder;

    private LedgerLab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new LedgerLab(folder);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void everyWitnessHoldsTheHeadAndItsReceiptIsStored() throws Exception {
        Files.createDirectories(folder.resolve("files"));
        var notary = lab.witness("notary", Clock.systemUTC(), null);
        var mailbox = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailbox.start();
        try {
            lab.entries(20);
            var room = lab.room(
                    Clock.systemUTC(),
                    notary.yaml(lab.secret()),
                    "  - {name: files, every_seconds: 1, folder: '" + folder.resolve("files") + "'}\n",
                    "  - {name: box, every_seconds: 1, mail: {host: 127.0.0.1, port: "
                            + mailbox.getSmtp().getPort() + ", tls: NONE, from: a@example.com, to: b@example.com}}\n");
            room.start();
            until(() -> lab.office
                    .value("SELECT count(DISTINCT witness) FROM ledger_receipt")
                    .equals("3"));
            long seq = Long.parseLong(lab.office.value("SELECT max(seq) FROM ledger_head"));
            assertThat(seq).isGreaterThanOrEqualTo(20);
            for (String book : List.of("notary", "files")) {
                var held = SignedHead.read(new JsonObject(lab.book(book).get(0)).getJsonObject("head"));
                assertThat(held.seq()).isEqualTo(seq);
                assertThat(held.isSigned()).isTrue();
                assertThat(held.hash())
                        .isEqualTo(lab.office.value("SELECT encode(hash, 'hex') FROM audit_chain WHERE seq = " + seq));
            }
            var mine = SignedHead.read(new JsonObject(lab.book("notary").get(0)).getJsonObject("head"));
            String url = "http://127.0.0.1:" + notary.http().actualPort() + "/heads";
            assertThat(HeldHeads.ask(url, List.of(mine)))
                    .as("whoever asks is given the book")
                    .satisfies(asked -> assertThat(asked.held()).containsExactly(mine.seq()))
                    .satisfies(asked -> assertThat(asked.otherwise()).isNull());
            var stranger = new TestLedger(Files.createDirectory(folder.resolve("stranger")), 4);
            stranger.add(Instant.EPOCH, "x", "x", "x", "x", new JsonObject());
            stranger.proofOf(List.of());
            assertThat(HeldHeads.ask(url, stranger.heads()).otherwise()).contains("holds no head of this log");
            assertThat(mailbox.getReceivedMessages()[0].getContent().toString())
                    .contains("\"seq\":" + seq)
                    .contains("signature");
            assertThat(lab.office.value("SELECT count(*) FROM ledger_receipt WHERE witness = 'notary'"
                            + " AND witnessed_at IS NOT NULL AND signature IS NOT NULL"))
                    .isNotEqualTo("0");
            lab.entries(5);
            until(() -> Long.parseLong(lab.office.value("SELECT max(seq) FROM ledger_receipt WHERE witness = 'files'"))
                    >= seq + 5);
            assertThat(lab.alarm("WITNESS_SILENT")).isEqualTo("nothing");
        } finally {
            mailbox.stop();
        }
    }

    @Test
    void aWitnessThatIsGoneIsSilentAndItsReturnEndsTheAlarm() throws Exception {
        var notary = lab.witness("notary", Clock.systemUTC(), null);
        lab.entries(3);
        var room = lab.room(Clock.systemUTC(), notary.yaml(lab.secret()));
        room.start();
        until(() -> lab.book("notary").size() > 0);
        assertThat(await(room.witnessTime().latest())).isPresent();
        int port = notary.http().actualPort();
        await(notary.http().close());
        until(() -> lab.alarm("WITNESS_SILENT").startsWith("notary: it took the last head at"));
        await(new WitnessServer(lab.office.vertx(), folder.resolve("notary"), "secret", Clock.systemUTC())
                .listen("127.0.0.1", port));
        until(() -> lab.alarm("WITNESS_SILENT").equals("nothing"));
    }

    @Test
    void anOldCopyOfTheDatabaseIsAFork() throws Exception {
        var notary = lab.witness("notary", Clock.systemUTC(), null);
        lab.entries(10);
        var room = lab.room(Clock.systemUTC(), notary.yaml(lab.secret()));
        room.start();
        until(() -> lab.book("notary").size() > 0);
        lab.office.execute(
                "DELETE FROM ledger_receipt; DELETE FROM ledger_head;" + " DELETE FROM audit_chain WHERE seq > 4;");
        until(() -> lab.alarm("LEDGER_FORKED").startsWith("notary: the witness holds entry"));
    }

    @Test
    void aChainThatWasWrittenAnewBehindASignedHeadIsAFork() throws Exception {
        var notary = lab.witness("notary", Clock.systemUTC(), null);
        lab.entries(10);
        var room = lab.room(Clock.systemUTC(), notary.yaml(lab.secret()));
        await(room.heads().upToNow());
        lab.office.execute("UPDATE audit_chain SET hash = decode(repeat('ab', 32), 'hex')"
                + " WHERE seq = (SELECT max(seq) FROM audit_chain)");
        room.start();
        until(() -> lab.alarm("LEDGER_FORKED").contains("is not the one that was signed"));
        assertThat(lab.book("notary")).isEmpty();
    }

    @Test
    void timeComesFromTheWitnessWhateverThisClockSays() throws Exception {
        var notary = lab.witness("notary", Clock.systemUTC(), null);
        var late = lab.witness("late", Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)), null);
        lab.entries(3);
        Clock movedForward = Clock.offset(Clock.systemUTC(), Duration.ofDays(3 * 366));
        var one = lab.room(movedForward, notary.yaml(lab.secret()));
        assertThat(await(one.witnessTime().latest()).orElseThrow())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        var both = lab.room(Clock.systemUTC(), notary.yaml(lab.secret()), late.yaml(lab.secret()));
        assertThat(await(both.witnessTime().latest()).orElseThrow())
                .as("the earliest of several")
                .isBefore(Instant.now().minusSeconds(7000));
        var wrongKey =
                lab.room(Clock.systemUTC(), notary.yaml(lab.secret()).replace(notary.publicKey(), late.publicKey()));
        assertThat(await(wrongKey.witnessTime().latest()))
                .as("signed by another")
                .isEmpty();
        await(notary.http().close());
        var gone = lab.room(Clock.systemUTC(), notary.yaml(lab.secret()));
        assertThat(await(gone.witnessTime().latest())).isEmpty();
        var nobody = lab.room(Clock.systemUTC(), "  []\n");
        assertThat(await(nobody.witnessTime().latest())).isEmpty();
    }

    @Test
    void aWitnessTakesOnlyWhatIsSignedAndNeverGoesBack() throws Exception {
        var book = new HeadLog(folder.resolve("book"));
        var key = key("a");
        var ten = head(key, 10, "0a");
        book.append(ten, taken -> null);
        assertThatThrownBy(() -> book.append(head(key, 9, "09"), taken -> null))
                .isInstanceOfSatisfying(
                        HeadRefusedException.class,
                        e -> assertThat(e.held().seq()).isEqualTo(10));
        assertThatThrownBy(() -> book.append(head(key, 10, "ff"), taken -> null))
                .isInstanceOf(HeadRefusedException.class);
        book.append(ten, taken -> null);
        // A crash in the middle of a line: what was not whole was never acknowledged.
        Path file = folder.resolve("book").resolve("c".repeat(64) + ".heads");
        Files.writeString(file, Files.readString(file) + "{\"head\":{\"cha");
        book.append(head(key, 11, "0b"), taken -> null);
        assertThat(Files.readAllLines(file)).hasSize(3).allMatch(line -> line.endsWith("}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_entry", "audit_chain", "ledger_head", "ledger_receipt"})
    void theServersRoleCannotRewriteALedger(String table) throws Exception {
        for (String attack : List.of(
                "UPDATE " + table + " SET " + (table.equals("audit_entry") ? "action = 'x'" : "seq = seq + 1"),
                "DELETE FROM " + table,
                "TRUNCATE " + table + " CASCADE",
                "ALTER TABLE " + table + " DISABLE TRIGGER ALL",
                "DROP TABLE " + table + " CASCADE")) {
            assertThatThrownBy(() ->
                            await(lab.office.database().pool().query(attack).execute()))
                    .as(attack)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @Test
    void aMissingKeyIsMadeOnceAndRefusedAfterThat() throws Exception {
        lab.entries(1);
        var room = lab.room(Clock.systemUTC(), "  []\n");
        await(room.heads().upToNow());
        Files.delete(lab.keys.resolve(SigningKey.LEDGER));
        assertThatThrownBy(() -> lab.room(Clock.systemUTC(), "  []\n"))
                .hasMessageContaining("keys.folder")
                .hasMessageContaining("bring it back from its backup");
    }

    @Test
    void settingsThatCannotWorkAreNamed() throws Exception {
        Path file = folder.resolve("w.yaml");
        Files.writeString(file, "witnesses: [{name: a, folder: /x, http: {url: 'http://h/'}}]");
        assertThatThrownBy(() -> WitnessSettings.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("exactly one of folder, http, mail and s3");
        assertThat(WitnessSettings.read(Path.of("../config/witnesses.yaml"))).hasSize(4);
    }

    private SigningKey key(String name) throws Exception {
        SigningKey.createIn(folder, name + ".key");
        return SigningKey.readFrom(folder, name + ".key");
    }

    private static SignedHead head(SigningKey key, long seq, String hash) {
        String filled = HexFormat.of().formatHex(HexFormat.of().parseHex(hash)).repeat(32);
        return SignedHead.sign(key, "c".repeat(64), 1, seq, filled, filled, SignedHead.FIRST, Instant.EPOCH);
    }
}
