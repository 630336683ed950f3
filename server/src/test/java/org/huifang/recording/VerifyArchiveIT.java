package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.huifang.HuifangCommand;
import org.huifang.archive.Archives;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code huifang verify FOLDER} as a process: 0 whole, 2 found something, 1 could not look; each change undone after. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyArchiveIT {
    @TempDir
    static Path folder;

    private Path archive;
    private Path key;
    private List<Path> volumes;

    @BeforeAll
    void anArchiveOfSeveralVolumes() throws Exception {
        Path there = Files.createDirectory(folder.resolve("installation"));
        try (var stage = new KeepingStage(there)) {
            for (int i = 0; i < 5; i++) {
                stage.sealed();
            }
            SealingLab.await(stage.archives
                    .archives()
                    .propose(keeper(stage), new Archives.Proposal(ArchiveIT.MONTH, 65_536, false, null, "media")));
            stage.decide("auditor", stage.waiting(), "approve");
            while (!state(stage).equals("DONE")) {
                Thread.sleep(100);
            }
            archive = Files.move(stage.archiveFolder, folder.resolve("medium"));
            Files.createDirectory(stage.archiveFolder);
            key = Files.copy(stage.lab.keysFolder.resolve("ledger.pub"), folder.resolve("ledger.pub"));
        }
        // What comes back is checked on a machine that has nothing else of ours.
        try (Stream<Path> all = Files.list(archive)) {
            volumes = all.sorted().toList();
        }
        assertThat(volumes).hasSizeGreaterThan(1);
    }

    @AfterAll
    void allWasUndone() throws Exception {
        ends(0, "whole: ", archive.toString());
    }

    @Test
    void wholeAsAnArchiveAndVolumeByVolume() throws Exception {
        ends(0, "whole: " + volumes.size() + " volume(s)", archive.toString(), "--key", key.toString());
        ends(0, "no key was given (--key FILE)", archive.toString());
        ends(0, "whole: 1 volume(s)", volumes.get(0).toString(), "--key", key.toString());
    }

    @Test
    void whatWasChangedIsFound() throws Exception {
        Path sound;
        try (Stream<Path> all = Files.walk(volumes.get(0).resolve("sounds"))) {
            sound = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        broken(sound, flipped(sound), "is not what was archived");
        Path sums = volumes.get(0).resolve("SHA256SUMS");
        broken(sums, new byte[] {(byte) 0xff, 0, (byte) 0xfe}, "line 1 of SHA256SUMS is none that we wrote");
        broken(sums, null, "SHA256SUMS is missing");
        Path proof = volumes.get(0).resolve("ledger/proof.json");
        broken(proof, new byte[] {(byte) 0xff, '{'}, "the ledger's proof cannot be read");
        broken(proof, flipped(proof), volumes.get(0).getFileName() + ": ");
        broken(proof, null, "the ledger's proof (ledger/proof.json) is missing");
    }

    @Test
    void aVolumeThatIsMissingIsFound() throws Exception {
        Path away = Files.move(volumes.get(0), folder.resolve("away"));
        ends(2, "volume 1 of archive", archive.toString(), "--key", key.toString());
        Files.move(away, volumes.get(0));
    }

    @Test
    void anotherKeyIsFound() throws Exception {
        Path other = Files.writeString(
                folder.resolve("other.pub"),
                Base64.getEncoder()
                        .encodeToString(KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPublic()
                                .getEncoded()));
        ends(2, "it was signed with another key", archive.toString(), "--key", other.toString());
    }

    @Test
    void whatCannotBeLookedAtIsNeitherWholeNorBroken() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        ends(1, "holds no volume of an archive", empty.toString());
        ends(1, "there is no file", folder.resolve("nowhere").toString());
        ends(1, "is no public key of a ledger", archive.toString(), "--key", empty.toString());
        ends(1, "is not understood", archive.toString(), "--keys", key.toString());
    }

    private void broken(Path file, byte[] instead, String words) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        if (instead == null) {
            Files.delete(file);
        } else {
            Files.write(file, instead);
        }
        try {
            ends(2, words, archive.toString(), "--key", key.toString());
        } finally {
            Files.write(file, whole);
        }
    }

    private static void ends(int code, String words, String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("verify"));
        all.addAll(Arrays.asList(arguments));
        var ran = HuifangCommand.run(folder, all.toArray(String[]::new));
        assertThat(ran.code()).as(ran.text()).isEqualTo(code);
        assertThat(ran.text()).contains(words).doesNotContain("\tat ");
        assertThat(ran.text().contains("whole: ")).isEqualTo(code == 0);
        assertThat(ran.text().contains("BROKEN, ")).isEqualTo(code == 2);
    }

    private static byte[] flipped(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }

    private static String state(KeepingStage stage) throws Exception {
        return stage.json("auditor", "GET", "/archives", null).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(one -> one.getString("state"))
                .findFirst()
                .orElse("");
    }

    private static SignedIn keeper(KeepingStage stage) throws Exception {
        var row = stage.lab
                .query("SELECT id FROM app_user WHERE login = 'keeper'", Tuple.tuple())
                .get(0);
        return new SignedIn(
                row.getUUID(0), stage.lab.org, "keeper", "keeper", Set.of(Role.RECORDS_MANAGER), "zh", null);
    }
}
