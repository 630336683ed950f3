package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.huifang.archive.Archives;
import org.huifang.archive.VolumeVerifier;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A month on media: nothing left out, readable without us, made by two people, and every change found (R65). */
class ArchiveIT {
    static final String MONTH = YearMonth.now(ZoneId.of("Asia/Shanghai")).toString();

    @TempDir
    Path folder;

    private KeepingStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new KeepingStage(folder);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void aMonthIsArchivedWholeWithWhatHasNoSoundAndReadWithoutUs() throws Exception {
        UUID opus = stage.sealed(SoundFormat.OPUS);
        UUID flac = stage.sealed(SoundFormat.FLAC);
        UUID mp3 = stage.sealed(SoundFormat.MP3);
        UUID damaged = stage.sealed();
        UUID purged = stage.sealed();
        UUID unsealed = stage.lab.endedCall(2_000);
        Path file = stage.lab.storeFolder.resolve(stage.lab.row(damaged).getString("stored_as"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);
        stage.owner("UPDATE recording SET state = 'PURGED', key_id = NULL WHERE id = '" + purged + "'");
        stage.owner("UPDATE campaign SET name = '=<script>alert(1)</script>'");
        customer(opus, "+8613800138000");

        var preview = stage.json("auditor", "GET", "/archives/preview?month=" + MONTH, null);
        assertThat(preview.getLong("recordings")).isEqualTo(6);
        assertThat(preview.getLong("withoutSound")).isEqualTo(2);
        assertThat(stage.status("boss", "GET", "/archives", null)).isEqualTo(403);
        propose(null);
        assertThat(volumes()).as("nothing before the second person").isEmpty();
        assertThat(KeepingStage.code(stage.decide("keeper", stage.waiting(), "approve")))
                .isEqualTo("NOT_YOUR_OWN");
        JsonObject made = approvedAndDone();
        assertThat(made.getLong("done")).isEqualTo(6);
        assertThat(made.getLong("withoutSound")).isEqualTo(3);
        assertThat(made.getBoolean("wholeNumbers")).isFalse();

        Path volume = volumes().get(0);
        assertThat(run(volume, "sha256sum", "--strict", "-c", "SHA256SUMS")).isZero();
        assertThat(verify(stage.archiveFolder)).isEmpty();
        var manifest = new JsonObject(Files.readString(volume.resolve("manifest.json")));
        assertThat(manifest.getBoolean("last")).isTrue();
        var lines = manifest.getJsonArray("recordings").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(lines).hasSize(6);
        for (UUID id : List.of(opus, flac, mp3)) {
            JsonObject line = line(lines, id);
            Path sound = volume.resolve(line.getString("file"));
            assertThat(sound).exists();
            assertThat(line.getString("sha256"))
                    .isEqualTo(java.util.HexFormat.of()
                            .formatHex(
                                    stage.lab.row(id).getBuffer("sha256_sound").getBytes()));
            long[] heard = new long[1];
            try (var in = Files.newInputStream(sound)) {
                SoundDecoder.decode(
                        in, SoundFormat.valueOf(line.getString("codec")), part -> heard[0] += part.remaining());
            }
            assertThat(heard[0]).as("it plays: " + sound).isGreaterThan(2 * 15_000);
        }
        assertThat(line(lines, damaged).getString("withoutSound")).isEqualTo("DAMAGED");
        assertThat(line(lines, purged).getString("withoutSound")).isEqualTo("PURGED");
        assertThat(line(lines, unsealed).getString("withoutSound")).isEqualTo("NOT_SEALED");
        assertThat(line(lines, opus).getString("number")).startsWith("+86138").contains("•");
        String csv = Files.readString(volume.resolve("manifest.csv"));
        assertThat(csv.lines()).hasSize(7);
        assertThat(csv).contains("\"'=<script>").doesNotContain("13800138000");
        assertThat(Files.readString(volume.resolve("index.html")))
                .contains("&lt;script&gt;alert(1)", opus.toString(), "已按规定清除")
                .doesNotContain("<script>alert(1)");
        assertThat(Files.readString(volume.resolve("README.txt"))).contains("sha256sum -c SHA256SUMS", "校验");
        assertThat(stage.audited("archive.copy"))
                .as("each sound that was opened is on file")
                .isEqualTo(4);
        var detail = stage.lab
                .query("SELECT detail FROM audit_entry WHERE action = 'archive.volume'", Tuple.tuple())
                .get(0)
                .getJsonObject(0);
        var shown = stage.json("auditor", "GET", "/archives/" + made.getString("id") + "/volumes", null)
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(shown.getString("sha256")).isEqualTo(detail.getString("sha256Sums"));
        assertThat(stage.audited("archive.done")).isEqualTo(1);
    }

    @Test
    void aMonthIsSplitIntoVolumesNoneOfWhichIsLargerOrMissedUnseen() throws Exception {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 7; i++) {
            ids.add(stage.sealed());
        }
        SealingLab.await(
                stage.archives.archives().propose(keeper(), new Archives.Proposal(MONTH, 65_536, true, null, "media")));
        assertThat(approvedAndDone().getLong("volumes")).isGreaterThan(1);
        List<Path> volumes = volumes();
        var listed = new ArrayList<String>();
        for (Path volume : volumes) {
            assertThat(size(volume)).isLessThanOrEqualTo(65_536);
            new JsonObject(Files.readString(volume.resolve("manifest.json")))
                    .getJsonArray("recordings")
                    .forEach(one -> listed.add(((JsonObject) one).getString("recording")));
        }
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(UUID::toString).toList());
        assertThat(verify(stage.archiveFolder)).isEmpty();
        Path first = volumes.get(0);
        Path last = volumes.get(volumes.size() - 1);
        Path away = Files.move(last, folder.resolve("away"));
        assertThat(verify(stage.archiveFolder)).singleElement().asString().contains("is not its last");
        Files.move(away, last);
        Files.move(first, away);
        assertThat(verify(stage.archiveFolder))
                .singleElement()
                .asString()
                .contains("volume 1 of archive")
                .endsWith("is missing");
    }

    @Test
    void everyChangeOfAMediumIsFound() throws Exception {
        stage.sealed();
        stage.sealed();
        propose(null);
        approvedAndDone();
        Path volume = volumes().get(0);
        byte[] key = Base64.getDecoder()
                .decode(Files.readString(stage.lab.keysFolder.resolve("ledger.pub"))
                        .strip());
        assertThat(new VolumeVerifier(key).verify(volume).findings()).isEmpty();
        byte[] other = key.clone();
        other[other.length - 1] ^= 1;
        assertThat(new VolumeVerifier(other).verify(volume).findings())
                .singleElement()
                .asString()
                .contains("another key");
        Path sound;
        try (Stream<Path> all = Files.walk(volume.resolve("sounds"))) {
            sound = all.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(sound);
        byte[] flipped = whole.clone();
        flipped[100] ^= 1;
        Files.write(sound, flipped);
        assertThat(verify(volume)).singleElement().asString().endsWith("is not what was archived");
        Path sums = volume.resolve("SHA256SUMS");
        String honest = Files.readString(sums);
        Files.writeString(
                sums,
                honest.replace(
                        java.util.HexFormat.of().formatHex(Sha256.start().digest(whole)),
                        java.util.HexFormat.of().formatHex(Sha256.start().digest(flipped))));
        assertThat(verify(volume))
                .as("with its sum made to fit")
                .singleElement()
                .asString()
                .contains("SHA256SUMS is not what the ledger's entry");
        Files.writeString(sums, honest);
        Files.delete(sound);
        assertThat(verify(volume)).singleElement().asString().endsWith("is missing");
        Files.write(sound, whole);
        Files.writeString(volume.resolve("sounds/more.ogg"), "x");
        assertThat(verify(volume)).singleElement().asString().contains("somebody added it");
        Files.delete(volume.resolve("sounds/more.ogg"));
        Path proof = volume.resolve("ledger/proof.json");
        String text = Files.readString(proof);
        Files.writeString(proof, text.replace("\\\"recordings\\\": 2", "\\\"recordings\\\": 1"));
        assertThat(Files.readString(proof)).isNotEqualTo(text);
        assertThat(verify(volume)).singleElement().asString().contains("is not what was chained");
        Files.writeString(proof, text.substring(0, text.length() / 2));
        assertThat(verify(volume)).singleElement().asString().contains("cannot be read");
        Files.delete(proof);
        assertThat(verify(volume)).singleElement().asString().contains("is missing");
    }

    @Test
    void encryptedVolumesOpenWithGnuPgAndShowNothingBefore() throws Exception {
        Path home = Files.createDirectory(
                folder.resolve("g"),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
        var gpg = List.of(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--quiet",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "");
        assertThat(run(
                        folder,
                        with(gpg, "--quick-gen-key", "archive@example.com", "future-default", "default", "never")))
                .isZero();
        assertThat(run(folder, with(gpg, "--armor", "--output", "key.asc", "--export")))
                .isZero();
        UUID id = stage.sealed();
        customer(id, "+8613800138000");
        var refused =
                stage.ask("keeper", "POST", "/archives", proposal("-----BEGIN PGP PUBLIC KEY BLOCK-----\nnonsense"));
        assertThat(KeepingStage.code(refused)).isEqualTo("NO_PUBLIC_KEY");
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .as("why, as a code too")
                .contains("\"why\":\"NOT_OPENPGP\"");
        propose(Files.readString(folder.resolve("key.asc")));
        assertThat(approvedAndDone().getString("recipient")).hasSize(40);
        Path volume = volumes().get(0);
        assertThat(verify(volume)).isEmpty();
        try (Stream<Path> all = Files.walk(volume)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(one, StandardCharsets.ISO_8859_1);
                assertThat(text).as(one.toString()).doesNotContain("OggS", "13800138000", "customer-1");
            }
        }
        Path copy = folder.resolve("copy");
        assertThat(run(folder, "cp", "-r", volume.toString(), copy.toString())).isZero();
        var files = new ArrayList<String>();
        try (Stream<Path> all = Files.walk(copy)) {
            all.filter(one -> one.toString().endsWith(".gpg")).forEach(one -> files.add(one.toString()));
        }
        var decrypt = new ArrayList<>(List.of(with(gpg, "--decrypt-files")));
        decrypt.addAll(files);
        assertThat(run(copy, decrypt.toArray(String[]::new))).isZero();
        assertThat(run(copy, "sha256sum", "--strict", "-c", "CONTENTS.sha256")).isZero();
        var line = new JsonObject(Files.readString(copy.resolve("manifest.json")))
                .getJsonArray("recordings")
                .getJsonObject(0);
        assertThat(Files.readString(copy.resolve(line.getString("file")), StandardCharsets.ISO_8859_1))
                .startsWith("OggS");
        assertThat(line.getString("number")).contains("•");
    }

    @Test
    void aSoundThatMayNotBeTakenAnyMoreIsListedWithoutIt() throws Exception {
        UUID handedOn = stage.sealed();
        stage.sealed();
        propose(null);
        stage.atStep = step -> {
            if (step.equals("archive-listed")) {
                changed("UPDATE recording SET org_id = gen_random_uuid() WHERE id = '" + handedOn + "'");
            }
        };
        JsonObject made = approvedAndDone();
        assertThat(made.getLong("done")).isEqualTo(2);
        assertThat(made.getLong("withoutSound")).isEqualTo(1);
        Path volume = volumes().get(0);
        var lines = new JsonObject(Files.readString(volume.resolve("manifest.json")))
                .getJsonArray("recordings").stream().map(JsonObject.class::cast).toList();
        assertThat(line(lines, handedOn).getString("withoutSound")).isEqualTo("NOT_PERMITTED");
        assertThat(line(lines, handedOn).containsKey("file")).isFalse();
        assertThat(Files.readString(volume.resolve("index.html"))).contains("申请人无权取走");
        assertThat(stage.audited("archive.copy")).as("of the other one alone").isEqualTo(1);
        assertThat(verify(stage.archiveFolder)).isEmpty();
    }

    @Test
    void whatHoldsItUpIsACodeWithAValue() throws Exception {
        stage.sealed();
        propose(null);
        var taken = new java.util.concurrent.atomic.AtomicReference<Path>();
        stage.atStep = step -> {
            if (step.equals("archive-in-ledger") && taken.get() == null) {
                try {
                    var name = stage.lab
                            .query("SELECT name FROM archive_volume", Tuple.tuple())
                            .get(0)
                            .getString(0);
                    taken.set(Files.createDirectory(stage.archiveFolder.resolve(name)));
                    Files.writeString(taken.get().resolve("SHA256SUMS"), "another's\n");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        stage.decide("auditor", stage.waiting(), "approve");
        JsonObject waits = until(one -> one.getString("problem") != null);
        assertThat(waits.getString("problem"))
                .isEqualTo("NAME_TAKEN: " + taken.get().getFileName());
    }

    private void changed(String sql) {
        try {
            stage.owner(sql);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noSoundIsWrittenWhileTheLogIsLocked() throws Exception {
        stage.sealed();
        propose(null);
        var consent = stage.waiting();
        try (var lock = KeepingStage.as(stage.lab.testDatabase.owner());
                var statement = lock.createStatement()) {
            stage.decide("auditor", consent, "approve");
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE audit_entry IN EXCLUSIVE MODE");
            Thread.sleep(3_000);
            assertThat(volumes()).isEmpty();
            try (Stream<Path> all = Files.walk(stage.archiveFolder)) {
                assertThat(all.map(Path::toString)).as("no audit, no sound").noneMatch(one -> one.contains("sounds"));
            }
            lock.rollback();
        }
        assertThat(until(one -> one.getString("state").equals("DONE")).getLong("withoutSound"))
                .isZero();
    }

    @Test
    void itWaitsWhenWhoAskedMayNotAnyMoreAndACancelLeavesNothing() throws Exception {
        stage.sealed();
        propose(null);
        stage.owner("UPDATE app_user SET roles = '{AGENT}' WHERE login = 'keeper'");
        stage.decide("auditor", stage.waiting(), "approve");
        JsonObject waits = until(one -> one.getString("problem") != null);
        assertThat(waits.getString("problem")).isEqualTo("REQUESTER");
        stage.owner("UPDATE app_user SET roles = '{RECORDS_MANAGER}' WHERE login = 'auditor'");
        var cancel = new JsonObject().put("reason", "left the company");
        assertThat(stage.status("auditor", "POST", "/archives/" + waits.getString("id") + "/cancel", cancel))
                .isEqualTo(204);
        assertThat(archive().getString("state")).isEqualTo("CANCELLED");
        assertThat(stage.status("auditor", "POST", "/archives/" + waits.getString("id") + "/cancel", cancel))
                .as("once")
                .isEqualTo(409);
        Thread.sleep(1_000);
        assertThat(stage.archiveFolder).isEmptyDirectory();
        assertThat(stage.audited("archive.cancel")).isEqualTo(1);
        assertThat(stage.audited("archive.copy")).isZero();
    }

    @Test
    void whatCannotBeArchivedIsRefusedClearly() throws Exception {
        var empty = stage.ask("keeper", "POST", "/archives", proposal(null).put("month", "2020-01"));
        assertThat(KeepingStage.code(empty)).isEqualTo("MONTH_EMPTY");
        var future = stage.ask(
                "keeper",
                "POST",
                "/archives",
                proposal(null).put("month", YearMonth.parse(MONTH).plusMonths(4).toString()));
        assertThat(KeepingStage.code(future)).isEqualTo("ARCHIVE_MONTH_OPEN");
        var none = stage.ask("keeper", "GET", "/archives/preview?month=2026-13", null);
        assertThat(KeepingStage.code(none)).isEqualTo("NOT_OF_PATTERN");
        assertThat(stage.status("auditor", "POST", "/archives", proposal(null))).isEqualTo(403);
        stage.sealed();
        stage.owner("UPDATE recording SET size_bytes = 9000000000000000");
        assertThat(KeepingStage.code(stage.ask("keeper", "POST", "/archives", proposal(null))))
                .isEqualTo("ARCHIVE_NO_SPACE");
        stage.owner("UPDATE recording SET size_bytes = 1000");
        propose(null);
        assertThat(KeepingStage.code(stage.ask("keeper", "POST", "/archives", proposal(null))))
                .isEqualTo("ARCHIVE_WAITS");
        stage.decide("auditor", stage.waiting(), "refuse");
        assertThat(archive().getString("state")).isEqualTo("REFUSED");
    }

    private void customer(UUID recording, String number) throws Exception {
        UUID customer = stage.lab.row(recording).getUUID("customer_id");
        stage.owner("INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at) VALUES ('" + customer
                + "', '" + stage.lab.org + "', 'customer-1', 'x', now(), now())");
        stage.owner("INSERT INTO customer_phone (customer_id, position, org_id, e164, kind, number_key) VALUES ('"
                + customer + "', 1, '" + stage.lab.org + "', '" + number + "', 'MOBILE', '\\x01')");
        stage.owner("UPDATE recording SET number_key = '\\x01' WHERE id = '" + recording + "'");
    }

    private SignedIn keeper() throws Exception {
        var row = stage.lab
                .query("SELECT id FROM app_user WHERE login = 'keeper'", Tuple.tuple())
                .get(0);
        return new SignedIn(
                row.getUUID(0), stage.lab.org, "keeper", "keeper", java.util.Set.of(Role.RECORDS_MANAGER), "zh", null);
    }

    private static JsonObject proposal(String key) {
        var json = new JsonObject()
                .put("month", MONTH)
                .put("volumeMb", 100)
                .put("wholeNumbers", false)
                .put("reason", "for the safe");
        return key == null ? json : json.put("recipientKey", key);
    }

    private void propose(String key) throws Exception {
        stage.json("keeper", "POST", "/archives", proposal(key));
    }

    private JsonObject approvedAndDone() throws Exception {
        assertThat(stage.decide("auditor", stage.waiting(), "approve").statusCode())
                .isEqualTo(204);
        return until(one -> one.getString("state").equals("DONE"));
    }

    private JsonObject archive() throws Exception {
        return stage.json("auditor", "GET", "/archives", null)
                .getJsonArray("items")
                .getJsonObject(0);
    }

    private JsonObject until(java.util.function.Predicate<JsonObject> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        JsonObject now = archive();
        while (!reached.test(now)) {
            assertThat(System.nanoTime()).as("waited for " + now).isLessThan(deadline);
            Thread.sleep(100);
            now = archive();
        }
        return now;
    }

    private List<Path> volumes() throws IOException {
        try (Stream<Path> all = Files.list(stage.archiveFolder)) {
            return all.filter(one -> !one.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> verify(Path archive) throws IOException {
        return new VolumeVerifier(null).verify(archive).findings();
    }

    private static long size(Path volume) throws IOException {
        try (Stream<Path> all = Files.walk(volume)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(one -> one.toFile().length())
                    .sum();
        }
    }

    private static JsonObject line(List<JsonObject> lines, UUID id) {
        return lines.stream()
                .filter(one -> one.getString("recording").equals(id.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static int run(Path in, String... command) throws Exception {
        var process =
                new ProcessBuilder(command).directory(in.toFile()).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
