package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.huifang.CrashPoint;
import org.huifang.TestProcess;
import org.huifang.access.HearingRight;
import org.huifang.access.SecondPerson;
import org.huifang.archive.ArchiveFolder;
import org.huifang.archive.ArchiveRoom;
import org.huifang.archive.VolumeVerifier;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditSequencer;
import org.huifang.db.Database;
import org.huifang.ledger.LedgerRoom;
import org.huifang.recording.store.FolderStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that dies by SIGKILL while it makes an archive: nothing half is visible, and the next one finishes it. */
class KilledArchiveIT {
    private static final int CALLS = 5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive-listed",
                "archive-noted-copies",
                "archive-sound:2",
                "archive-sound:4",
                "archive-written",
                "archive-in-ledger",
                "archive-proven",
                "archive-named",
                "archive-named:2"
            })
    void theNextServerFinishesIt(String place) throws Exception {
        try (var stage = new KeepingStage(folder)) {
            Path into = begun(stage);
            assertThat(run(stage, into, place)).isEqualTo(TestProcess.KILLED);
            for (Path visible : visible(into)) {
                assertThat(new VolumeVerifier(null).verify(visible).findings())
                        .as("what is seen is whole")
                        .isEmpty();
            }
            assertThat(run(stage, into, TestProcess.NOWHERE)).isZero();
            assertThat(new VolumeVerifier(null).verify(into).findings()).isEmpty();
            assertThat(stage.lab
                            .query(
                                    "SELECT sum(recordings)::int FROM archive_volume WHERE state = 'DONE'",
                                    Tuple.tuple())
                            .get(0)
                            .getInteger(0))
                    .as("each call once")
                    .isEqualTo(CALLS);
            assertThat(stage.audited("archive.done")).isEqualTo(1);
            try (Stream<Path> all = Files.list(into)) {
                assertThat(all.map(one -> one.getFileName().toString()))
                        .hasSize(visible(into).size())
                        .noneMatch(one -> one.startsWith("."));
            }
        }
    }

    @Test
    void whatWasCancelledWhileNoServerRanLeavesNothing() throws Exception {
        try (var stage = new KeepingStage(folder)) {
            Path into = begun(stage);
            assertThat(run(stage, into, "archive-sound:2")).isEqualTo(TestProcess.KILLED);
            assertThat(into).isNotEmptyDirectory();
            String id = stage.json("auditor", "GET", "/archives", null)
                    .getJsonArray("items")
                    .getJsonObject(0)
                    .getString("id");
            stage.json("keeper", "POST", "/archives/" + id + "/cancel", new JsonObject().put("reason", "not needed"));
            assertThat(run(stage, into, TestProcess.NOWHERE)).isZero();
            assertThat(into).isEmptyDirectory();
        }
    }

    private static List<Path> visible(Path into) throws Exception {
        try (Stream<Path> all = Files.list(into)) {
            return all.filter(one -> !one.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    /** An approved archive of five calls in small volumes, of a server that does not run. */
    private Path begun(KeepingStage stage) throws Exception {
        for (int i = 0; i < CALLS; i++) {
            stage.sealed();
        }
        stage.json(
                "keeper",
                "POST",
                "/archives",
                new JsonObject()
                        .put("month", ArchiveIT.MONTH)
                        .put("volumeMb", 1)
                        .put("wholeNumbers", false)
                        .put("reason", "media"));
        stage.owner("UPDATE archive SET node = 'other', volume_bytes = 65536, state = 'RUNNING', started_at = now()");
        return Files.createDirectory(folder.resolve("other"));
    }

    private static int run(KeepingStage stage, Path into, String place) throws Exception {
        return TestProcess.run(
                KilledArchiveIT.class,
                place,
                TestProcess.arguments(
                        stage.lab.testDatabase.address(), stage.lab.storeFolder, stage.lab.keysFolder, into));
    }

    /** What the process runs: the archive room until no archive is running. */
    public static void main(String[] args) throws Exception {
        var vertx = Vertx.vertx();
        var address = TestProcess.database(args);
        var database = new Database(vertx, address, 4, List.of());
        var clock = Clock.systemUTC();
        var audit = new Audit(clock);
        var keys = Path.of(args[6]);
        var sequencer = new AuditSequencer(vertx, database, clock);
        sequencer.start();
        var ledger = SealingLab.await(LedgerRoom.open(
                vertx, database, clock, new LedgerRoom.Settings(keys, null), new SimpleMeterRegistry()));
        var alarms = new Alarms(vertx, database, clock, new RecordingNode(new UUID(0, 1), "other"));
        var room = new ArchiveRoom(
                vertx,
                database,
                new SecondPerson(database, clock),
                new HearingRight(database, clock),
                new RecordingCatalog(database),
                new PlainSounds(
                        new SealedSounds(new FolderStore(Path.of(args[5]), "other"), MasterKeys.readFrom(keys)),
                        alarms),
                ledger.proofs(),
                new ArchiveFolder(Path.of(args[7]), "other", 0),
                audit,
                Clock.offset(clock, Duration.ofDays(40)),
                "other",
                CrashPoint::reached);
        room.start();
        for (int i = 0; i < 500; i++) {
            Thread.sleep(100);
            var left = SealingLab.await(database.pool()
                    .query("SELECT count(*) FROM archive WHERE state = 'RUNNING'")
                    .execute());
            try (Stream<Path> hidden = Files.list(Path.of(args[7]))) {
                if (left.iterator().next().getLong(0) == 0
                        && hidden.noneMatch(one -> one.getFileName().toString().startsWith("."))) {
                    Runtime.getRuntime().halt(0);
                }
            }
        }
        Runtime.getRuntime().halt(1);
    }
}
