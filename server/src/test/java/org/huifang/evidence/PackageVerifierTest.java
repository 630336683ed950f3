package org.huifang.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.huifang.ledger.Ed25519;
import org.huifang.ledger.LedgerProof;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of tampering with a package is found, and the first break is named in words. */
class PackageVerifierTest {
    @TempDir
    Path folder;

    private SamplePackage sample;
    private byte[] zip;
    private Map<String, byte[]> files;
    private List<String> sounds;

    @BeforeEach
    void make() throws Exception {
        sample = new SamplePackage(folder);
        zip = sample.zip("REACHED");
        files = SamplePackage.unpack(zip);
        sounds = files.keySet().stream()
                .filter(name -> name.startsWith("sound/"))
                .toList();
    }

    private String broken() throws Exception {
        return brokenAs(SamplePackage.pack(files));
    }

    private String brokenAs(byte[] changed) throws Exception {
        return new PackageVerifier(sample.ledger.publicKey())
                .verify(SamplePackage.store(folder, changed))
                .broken();
    }

    @Test
    void aWholePackageSaysWhatIsProvenAndByWhom() throws Exception {
        var withKey = new PackageVerifier(sample.ledger.publicKey()).verify(SamplePackage.store(folder, zip));
        assertThat(withKey.broken()).isNull();
        assertThat(String.join("\n", withKey.said()))
                .contains("the beginning of 2 of 2 call(s)")
                .contains("2 of 2 recording(s)")
                .contains("the facts of 1 of 2 call(s)")
                .contains("1 of 1 score(s) are as", "1 of 1 step(s) of findings are as")
                .contains("1 of 1 cop(ies) taken are as", "1 of 1 cop(ies) in archives are as")
                .doesNotContain("WARNING")
                .contains("signed with the given key, fingerprint " + Ed25519.fingerprint(sample.ledger.publicKey()))
                .contains("by notary at");
        var without = new PackageVerifier(null).verify(SamplePackage.store(folder, zip));
        assertThat(without.broken()).isNull();
        assertThat(String.join("\n", without.said()))
                .contains("NOT PROVEN: who signed it")
                .contains(Ed25519.fingerprint(sample.ledger.publicKey()));
        assertThat(brokenAs(SamplePackage.pack(files))).as("packed anew").isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "scores, score, 100, score(s)",
        "scores, auditorId, somebody, score(s)",
        "copies, sha256, cd, cop(ies) taken",
        "archiveCopies, volume, 2026-11-1, cop(ies) in archives"
    })
    void whatWasChangedInTheDatabaseAfterTheLogHeardOfItIsWarnedOf(String kind, String name, String now, String what)
            throws Exception {
        warned(facts -> first(facts, kind).put(name, now), what);
    }

    @Test
    void aStepAndAFatalMarkThatWereChangedAreWarnedOf() throws Exception {
        warned(facts -> first(first(facts, "qualityFindings"), "steps").put("body", "nothing"), "step(s) of findings");
        warned(facts -> first(first(facts, "scores"), "marks").put("mark", "MET"), "score(s)");
    }

    private static JsonObject first(JsonObject in, String name) {
        return in.getJsonArray(name).getJsonObject(0);
    }

    private void warned(Consumer<JsonObject> change, String what) throws Exception {
        var changed = new SamplePackage(folder);
        byte[] made = changed.changingFacts(change).zip("x");
        var result = new PackageVerifier(null).verify(SamplePackage.store(folder, made));
        assertThat(result.broken()).isNull();
        assertThat(String.join("\n", result.said()))
                .contains("0 of 1 " + what)
                .contains("WARNING: 1 " + what + " are not what the log held");
    }

    @Test
    void aWitnessHoldsTheHeadsOrTheNextOneNamesThem() throws Exception {
        assertThat(witnessed(0).said()).last().asString().contains("the given witness holds all");
        var younger = witnessed(2);
        assertThat(younger.broken()).isNull();
        assertThat(younger.said()).last().asString().contains("NOT PROVEN by it: head(s)");
        assertThat(witnessedBy(sample.ledger.book(folder.resolve("empty"), Integer.MAX_VALUE))
                        .broken())
                .contains("the witness holds no head of this log");
    }

    @Test
    void aLogThatWasWrittenAnewIsFoundByTheWitness() throws Exception {
        var other = new SamplePackage(folder);
        other.zip("x");
        assertThat(witnessedBy(other.ledger.book(folder.resolve("other"), 0)).broken())
                .contains("the witness holds no head of this log");
        Path book = sample.ledger.book(folder.resolve("book"), 0);
        var lines = Files.readAllLines(book);
        for (String name : List.of("root", "previous")) {
            var head = new JsonObject(lines.get(1));
            head.getJsonObject("head").put(name, "0".repeat(64));
            Files.write(book, List.of(lines.get(0), head.encode()));
            assertThat(witnessedBy(book).broken()).as(name).contains("is not the one that the witness holds");
        }
        Files.writeString(book, "{\"no\": \"head\"}\n");
        assertThatThrownBy(() -> witnessedBy(book))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no head");
        assertThatThrownBy(() -> witnessedBy(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private PackageVerifier.Result witnessed(int but) throws Exception {
        return witnessedBy(sample.ledger.book(folder.resolve("book-" + but), but));
    }

    private PackageVerifier.Result witnessedBy(Path book) throws Exception {
        return new PackageVerifier(sample.ledger.publicKey()).verify(SamplePackage.store(folder, zip), book.toString());
    }

    @Test
    void aChangedSoundAndAChangedReportAreNamed() throws Exception {
        files.get(sounds.get(0))[1_000] ^= 1;
        assertThat(broken()).contains(sounds.get(0) + " was changed");
        files.get(sounds.get(0))[1_000] ^= 1;
        SamplePackage.edit(files, PackageFiles.REPORT, "court 4711", "court 4712");
        assertThat(broken()).contains("report.html was changed");
        SamplePackage.resum(files);
        assertThat(broken()).as("with sums that fit").contains("report.html is not the one that the manifest lists");
    }

    @Test
    void aRemovedAnAddedAndASwappedFileAreNamed() throws Exception {
        files.remove(sounds.get(0));
        assertThat(broken()).contains(sounds.get(0) + " is listed in SHA256SUMS and is not there: it was removed");
        SamplePackage.resum(files);
        assertThat(broken()).contains(sounds.get(0) + " is missing: it was removed");
        make();
        byte[] first = files.get(sounds.get(0));
        files.put(sounds.get(0), files.get(sounds.get(1)));
        files.put(sounds.get(1), first);
        assertThat(broken()).contains(" holds what belongs to " + sounds.get(1) + ": files were swapped");
        make();
        files.put("sound/99-extra.ogg", new byte[] {1});
        assertThat(broken()).contains("sound/99-extra.ogg is there and is not listed in SHA256SUMS: it was added");
        SamplePackage.resum(files);
        assertThat(broken()).contains("sound/99-extra.ogg is there and the manifest does not list it: it was added");
    }

    @Test
    void aChangedAttemptIsFoundThoughAllSumsFit() throws Exception {
        SamplePackage.edit(files, PackageFiles.MANIFEST, "20100", "20900");
        SamplePackage.resum(files);
        assertThat(broken()).contains("a fact in it was changed after the package was made");
        String real = PackageFiles.sha256(SamplePackage.unpack(zip).get(PackageFiles.MANIFEST));
        String forged = PackageFiles.sha256(files.get(PackageFiles.MANIFEST));
        SamplePackage.edit(files, PackageFiles.LEDGER, real, forged);
        SamplePackage.resum(files);
        assertThat(broken()).contains("evidence.make").contains("is not what was chained");
    }

    @Test
    void anIssuerWhoChangedACallAfterItsDigestIsFound() throws Exception {
        // The manifest says what the rows say now, and everything is signed anew with the right key.
        byte[] later = new SamplePackage(folder)
                .changing(attempt -> attempt.put("ringMs", 25_000))
                .zip("x");
        assertThat(brokenAs(later)).contains("call 1 is not the one whose digest the log holds for its hour");
    }

    @Test
    void everyHashReckonedAnewStillLacksTheSignature() throws Exception {
        var forger = new SamplePackage(java.nio.file.Files.createDirectory(folder.resolve("forger")));
        byte[] theirs = forger.zip("REACHED");
        assertThat(brokenAs(theirs)).contains("signed with another key than the given one");
        assertThat(new PackageVerifier(null)
                        .verify(SamplePackage.store(folder, theirs))
                        .said())
                .as("whole in itself: only the fingerprint tells, and it is said")
                .anyMatch(line ->
                        line.contains("NOT PROVEN") && line.contains(Ed25519.fingerprint(forger.ledger.publicKey())));
        // The forger's proof under our name.
        files = SamplePackage.unpack(theirs);
        String ours = Base64.getEncoder().encodeToString(sample.ledger.publicKey());
        String other = Base64.getEncoder().encodeToString(forger.ledger.publicKey());
        SamplePackage.edit(files, PackageFiles.LEDGER, other, ours);
        SamplePackage.edit(
                files,
                PackageFiles.LEDGER,
                Ed25519.fingerprint(forger.ledger.publicKey()),
                Ed25519.fingerprint(sample.ledger.publicKey()));
        SamplePackage.edit(files, PackageFiles.KEY, other, ours);
        SamplePackage.resum(files);
        assertThat(broken()).contains("is not signed with the key").contains("forged");
    }

    @Test
    void aForgedHeadAForgedReceiptAndAFalsePathAreFound() throws Exception {
        JsonObject ledger = ledger();
        var head = ledger.getJsonArray("heads").getJsonObject(0);
        String at = head.getString("at");
        head.put("at", "2025-01-01T00:00:00Z");
        store(ledger);
        assertThat(broken()).contains("is not signed with the key");
        head.put("at", at);
        head.getJsonArray("receipts").getJsonObject(0).put("at", "2025-01-01T00:00:00Z");
        store(ledger);
        assertThat(broken()).contains("the receipt of witness notary");
        make();
        ledger = ledger();
        ledger.getJsonArray("entries")
                .getJsonObject(0)
                .getJsonArray("path")
                .getJsonObject(0)
                .put("hash", "00".repeat(32));
        store(ledger);
        assertThat(broken()).contains("its proof is false");
        make();
        String text = files.keySet().stream()
                .filter(n -> n.endsWith(".txt") && n.startsWith("ledger/"))
                .findFirst()
                .orElseThrow();
        SamplePackage.edit(files, text, "seq", "sEq");
        SamplePackage.resum(files);
        assertThat(broken()).contains("is not the head of the proof");
    }

    @Test
    void anEntryTakenOutAddedOrChangedIsFound() throws Exception {
        JsonObject ledger = ledger();
        ledger.getJsonArray("entries").remove(0);
        store(ledger);
        assertThat(broken()).contains("is in the manifest and not proven: its proof was taken out");
        make();
        ledger = ledger();
        var entry = ledger.getJsonArray("entries").getJsonObject(0);
        entry.put("actor", "node:b");
        store(ledger);
        assertThat(broken()).contains("is not what was chained");
        make();
        ledger = ledger();
        int last = ledger.getJsonArray("entries").size() - 1;
        ledger.getJsonArray("entries").remove(last);
        store(ledger);
        assertThat(broken()).contains("says that this package was made is missing");
        make();
        LedgerProof all = sample.ledger.proofOf(
                List.of(LedgerProof.read(ledger()).entries().get(0).entry().id()));
        assertThat(all.entries()).hasSize(1);
        ledger = ledger();
        ledger.getJsonArray("entries").add(all.entries().get(0).toJson());
        store(ledger);
        assertThat(broken()).contains("is there twice");
    }

    @Test
    void theManifestOfAnotherPackageIsFound() throws Exception {
        byte[] other = SamplePackage.unpack(new SamplePackage(folder).zip("x")).get(PackageFiles.MANIFEST);
        files.put(PackageFiles.MANIFEST, other);
        SamplePackage.resum(files);
        assertThat(broken()).isNotNull();
    }

    @Test
    void aTruncatedZipIsFoundWhereverItIsCut() throws Exception {
        for (int length = 0; length < zip.length; length += 1 + zip.length / 60) {
            assertThat(brokenAs(Arrays.copyOf(zip, length)))
                    .as("cut to " + length)
                    .isNotNull();
        }
        assertThat(brokenAs(Arrays.copyOf(zip, zip.length - 1))).contains("cut off or damaged");
        assertThat(brokenAs("no zip at all".getBytes(StandardCharsets.UTF_8))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.sh",
                "/etc/cron.d/evil",
                "sound/../../evil",
                "C:\\evil.exe",
                "sound\\..\\evil",
                "a/",
                ".hidden"
            })
    void namesThatLeadElsewhereAreRefused(String name) throws Exception {
        files.put(name, new byte[] {1});
        SamplePackage.resum(files);
        assertThat(broken()).contains("a name that is not ours");
    }

    @Test
    void whatIsHiddenFromOneWayOfReadingIsFound() throws Exception {
        byte[] other = SamplePackage.pack(Map.of("report.html", "another report".getBytes(StandardCharsets.UTF_8)));
        byte[] before = new byte[other.length + zip.length];
        System.arraycopy(other, 0, before, 0, other.length);
        System.arraycopy(zip, 0, before, other.length, zip.length);
        assertThat(brokenAs(before)).isNotNull();
    }

    @Test
    void noFlippedBitPassesUnlessTheContentIsTheSame() throws Exception {
        var random = new Random(4711);
        for (int i = 0; i < 300; i++) {
            byte[] changed = zip.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            if (brokenAs(changed) == null) {
                var content = SamplePackage.unpack(changed);
                assertThat(content.keySet()).isEqualTo(files.keySet());
                files.forEach((name, bytes) -> assertThat(content.get(name)).isEqualTo(bytes));
            }
        }
    }

    @Test
    void theReportIsEscapedHasNoScriptAndLeavesFreeWordsAsTheyAre() {
        String report = new String(files.get(PackageFiles.REPORT), StandardCharsets.UTF_8);
        assertThat(report)
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(&#39;王&#39;)&lt;/script&gt;")
                .contains("c&amp;1")
                .contains("无人接听 no answer")
                .contains("<dd>REACHED</dd>")
                .contains("src=\"" + sounds.get(0) + "\"")
                .contains("2026-11-23 08:00:01.500 +08:00")
                .contains("通话质量 Call quality", "核实身份", "不符合 not met", "MET &lt;at&gt; all")
                .contains("未核实身份 Identity not checked", "严重 major", "待整改 open", "提出 opened")
                .contains("归档介质上的副本", "2026-10-1", "隐去 masked");
    }

    private JsonObject ledger() {
        return new JsonObject(new String(files.get(PackageFiles.LEDGER), StandardCharsets.UTF_8));
    }

    private void store(JsonObject ledger) {
        files.put(PackageFiles.LEDGER, ledger.encodePrettily().getBytes(StandardCharsets.UTF_8));
        SamplePackage.resum(files);
    }
}
