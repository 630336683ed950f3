package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.huifang.Eventually;
import org.huifang.db.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateIT {
    @TempDir
    Path folder;

    private SealingLab lab;
    private RecordingRoom room;
    private volatile boolean asteriskRecords = true;
    private final AtomicInteger probes = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
        room = room(lab.spoolFolder);
    }

    @AfterEach
    void close() throws Exception {
        SealingLab.await(room.stop());
        lab.close();
    }

    @Test
    void itOpensOnlyWhenAProbeHasArrivedAndLeavesNoneBehind() throws Exception {
        asteriskRecords = false;
        SealingLab.await(room.start());
        Thread.sleep(500);
        assertThat(room.gate().blockedReason()).get().asString().contains("NOT_PROVEN");
        untilNode("RECORDING_NOT_PROVEN%");
        asteriskRecords = true;
        untilOpen();
        assertThat(probes.get()).isGreaterThan(1);
        assertThat(Files.list(lab.spoolFolder).filter(Files::isRegularFile)).isEmpty();
        untilNode(null);
    }

    @Test
    void aCallWhoseFilesDoNotComeClosesItUntilAProbeArrives() throws Exception {
        SealingLab.await(room.start());
        untilOpen();
        var changes = new AtomicInteger();
        room.gate().onChange(changes::incrementAndGet);
        asteriskRecords = false;
        UUID call = Ids.next();
        room.watch().answered(call, lab.clock.instant());
        untilClosed("RECORDING_MISSING " + call);
        untilAlarm("RECORDING_MISSING " + call);
        untilAlarm("RECORDING_BLOCKED lab");
        asteriskRecords = true;
        untilOpen();
        assertThat(changes.get()).isEqualTo(2);
        untilNode(null);
    }

    @Test
    void aFileThatDoesNotGrowClosesItAndOneThatGrowsDoesNot() throws Exception {
        SealingLab.await(room.start());
        untilOpen();
        UUID grows = Ids.next();
        UUID stays = Ids.next();
        UUID ended = Ids.next();
        for (UUID id : new UUID[] {grows, stays, ended}) {
            Wavs.call(lab.raw(id), new short[0], new short[0]);
            room.watch().answered(id, lab.clock.instant());
        }
        room.watch().ended(ended);
        Thread.sleep(2000);
        Files.write(lab.raw(grows).customer(), new byte[16_000], StandardOpenOption.APPEND);
        asteriskRecords = false;
        untilClosed("RECORDING_NOT_GROWING " + stays);
        Eventually.passes(() -> assertThat(lab.openAlarms()).contains("RECORDING_NOT_GROWING " + stays));
        assertThat(lab.openAlarms()).doesNotContain("RECORDING_NOT_GROWING " + grows, "RECORDING_NOT_GROWING " + ended);
    }

    @Test
    void aSpoolThatVanishesClosesItAndItOpensByItselfWhenItIsBack() throws Exception {
        SealingLab.await(room.start());
        untilOpen();
        Path away = folder.resolve("away");
        Files.move(lab.spoolFolder, away);
        untilClosed("SPOOL_UNUSABLE");
        // The bare mount point is not the spool.
        Files.createDirectory(lab.spoolFolder);
        Thread.sleep(4000);
        assertThat(room.gate().blockedReason()).get().asString().contains("SPOOL_UNUSABLE");
        Files.delete(lab.spoolFolder);
        Files.move(away, lab.spoolFolder);
        untilOpen();
    }

    @Test
    void littleSpaceClosesItAndSpaceOpensItAgain() throws Exception {
        var gate = new RecordingGate();
        var free = new AtomicLong(1000L << 20);
        lab.startSealer(place -> {});
        var check = new FolderCheck(lab.spool, lab.store, 500, any -> free.get(), gate);
        check.look();
        assertThat(gate.blockedReason()).isEmpty();
        free.set(499L << 20);
        check.look();
        assertThat(gate.blockedReason())
                .get()
                .asString()
                .startsWith("RECORDING_NO_SPACE: less than 512 MiB are free on asterisk.spool")
                .contains("recording.store", "recording.min_free_mb asks for 500");
        free.set(501L << 20);
        check.look();
        assertThat(gate.blockedReason()).isEmpty();
    }

    @Test
    void aMissingSpoolRefusesTheStartWithTheRemedy() throws Exception {
        var nowhere = room(folder.resolve("nowhere"));
        assertThatThrownBy(() -> SealingLab.await(nowhere.start()))
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("mount the folder where Asterisk records");
        SealingLab.await(nowhere.stop());
    }

    private RecordingRoom room(Path spool) throws IOException {
        return lab.room(new RecordingRoom.Settings(spool, lab.storeFolder, 1, 1, lab.keysFolder), nonce -> {
            probes.incrementAndGet();
            try {
                if (asteriskRecords) {
                    Wavs.write(spool.resolve("probe-" + nonce + ".wav"), Wavs.tone(425, 3200));
                }
                return Future.succeededFuture();
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private void untilOpen() {
        waitFor(() -> room.gate().blockedReason().isEmpty(), "open");
    }

    private void untilClosed(String part) {
        waitFor(() -> room.gate().blockedReason().filter(r -> r.contains(part)).isPresent(), part);
    }

    private void untilAlarm(String alarm) {
        waitFor(() -> lab.openAlarms().contains(alarm), alarm);
    }

    private void untilNode(String pattern) {
        String is = pattern == null ? "IS NULL" : "LIKE '" + pattern + "'";
        waitFor(
                () -> !lab.query("SELECT 1 FROM node WHERE blocked_reason " + is, Tuple.tuple())
                        .isEmpty(),
                "node.blocked_reason " + is);
    }

    private void waitFor(Callable<Boolean> reached, String what) {
        Eventually.holds(
                Duration.ofSeconds(20), () -> what + ", gate: " + room.gate().blockedReason(), reached);
    }
}
