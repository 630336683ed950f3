package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.huifang.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is really full: a file system of 4 MiB. */
class FullDiskIT {
    private static final int SAMPLES = 160_000;

    @TempDir
    Path folder;

    private Path disk;
    private boolean mounted;
    private SealingLab lab;
    private RecordingRoom room;

    @BeforeEach
    void open() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk"));
        mounted = command("mount", "-t", "tmpfs", "-o", "size=4m", "none", disk.toString()) == 0;
        Assumptions.assumeTrue(mounted, "a full disk is tested only by root, who may mount a small one");
        lab = new SealingLab(folder);
        room = lab.room(
                new RecordingRoom.Settings(lab.spoolFolder, disk.resolve("store"), 1, 1, lab.keysFolder), nonce -> {
                    try {
                        Wavs.write(lab.spoolFolder.resolve("probe-" + nonce + ".wav"), Wavs.tone(440, 4000));
                        return io.vertx.core.Future.succeededFuture();
                    } catch (Exception e) {
                        return io.vertx.core.Future.failedFuture(e);
                    }
                });
        SealingLab.await(room.start());
    }

    @AfterEach
    void close() throws Exception {
        if (mounted) {
            SealingLab.await(room.stop());
            lab.close();
            command("umount", "-l", disk.toString());
        }
    }

    @Test
    void nothingIsDialledNothingIsLostAndItGoesOnByItself() throws Exception {
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> "the gate opens",
                () -> room.gate().blockedReason().isEmpty());
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[4_100_000]);
        UUID id = lab.endedCall(SAMPLES / 8);
        lab.giveRules(
                lab.row(id).getUUID("campaign_id"),
                new JsonObject().put("recording", new JsonObject().put("format", "FLAC")));
        short[] noise = new short[SAMPLES];
        var random = new Random(7);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) random.nextInt(-9000, 9000);
        }
        Wavs.call(lab.raw(id), noise, noise);
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> "the gate closes",
                () -> room.gate().blockedReason().orElse("").contains("NO_SPACE"));
        lab.until(id, row -> row.getInteger("tries") > 0);
        assertThat(lab.row(id).getString("state")).isEqualTo("PENDING");
        assertThat(lab.row(id).getString("problem")).contains("No space left");
        assertThat(lab.raw(id).anyExists()).isTrue();
        assertThat(sealedFiles()).isEmpty();
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> "the alarm is raised",
                () -> lab.openAlarms().contains("RECORDING_BLOCKED lab"));

        Files.delete(filler);
        Row row = lab.until(id, "SEALED");
        assertThat(row.getLong("duration_ms")).isEqualTo(SAMPLES / 8);
        assertThat(sealedFiles()).hasSize(1);
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> "the gate opens again",
                () -> room.gate().blockedReason().isEmpty());
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> "the alarm ends",
                () -> lab.openAlarms().isEmpty());
        lab.until(id, r -> !lab.raw(id).anyExists());
    }

    private List<Path> sealedFiles() throws Exception {
        try (Stream<Path> files = Files.walk(disk.resolve("store"))) {
            return files.filter(file -> file.toString().endsWith(".hfr")).toList();
        }
    }

    private static int command(String... words) throws Exception {
        return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
    }
}
