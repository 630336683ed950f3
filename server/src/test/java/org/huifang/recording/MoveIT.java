package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.huifang.Refusal;
import org.huifang.TestProcess;
import org.huifang.audit.Audit;
import org.huifang.recording.store.Radosgw;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.S3Store;
import org.huifang.recording.store.StoreRefusedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings move between stores, and nothing is lost, doubled or unheld on the way. */
class MoveIT {
    @TempDir
    static Path gateway;

    private static Radosgw radosgw;
    private static int buckets;

    @TempDir
    Path folder;

    private SealingLab lab;
    private RecordingMoves moves;
    private UUID user;

    @BeforeAll
    static void openGateway() throws Exception {
        radosgw = Radosgw.start(gateway);
    }

    @AfterAll
    static void closeGateway() throws Exception {
        if (radosgw != null) {
            radosgw.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
        lab.giveUser("admin", "ADMIN");
        user = lab.query("SELECT id FROM app_user", Tuple.tuple()).get(0).getUUID(0);
        lab.startSealer(place -> {});
        moves = new RecordingMoves(lab.database, new Audit(lab.clock), lab.clock, List.of("folder", "s3"));
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    @Test
    void allGoToTheObjectStoreAndSoundTheSame() throws Exception {
        UUID one = sealed();
        UUID two = sealed();
        byte[] before = sound(one, stores(lab.store));
        try (S3Store s3 = bucket()) {
            UUID move = begin("folder", "s3");
            mover(s3, place -> {}).run();
            for (UUID id : List.of(one, two)) {
                Row row = lab.row(id);
                assertThat(row.getString("store")).isEqualTo("s3");
                assertThat(row.getString("store_version")).isNotBlank();
            }
            assertThat(sound(one, stores(s3))).isEqualTo(before);
            assertThat(filesBelow(lab.storeFolder)).isEmpty();
            var shown = SealingLab.await(moves.list(lab.org)).get(0);
            assertThat(shown.state()).isEqualTo("DONE");
            assertThat(shown.moved()).isEqualTo(2);
            assertThat(shown.bytes()).isPositive();
            assertThat(audits("recording.move")).hasSize(2);
            assertThat(audits("recording.move").get(0).getString("move")).isEqualTo(move.toString());
            // The store itself keeps what came to it.
            assertThatThrownBy(() -> s3.delete(stored(one))).isInstanceOf(StoreRefusedException.class);

            begin("s3", "folder");
            mover(s3, place -> {}).run();
            assertThat(lab.row(one).getString("store")).isEqualTo("folder");
            assertThat(sound(one, stores(lab.store))).isEqualTo(before);
            var left = lab.query(
                    "SELECT * FROM recording_source WHERE deleted_at IS NULL AND recording_id = $1", Tuple.of(one));
            assertThat(left).hasSize(1);
            assertThat(left.get(0).getString("problem")).contains("403");
            assertThat(left.get(0).getOffsetDateTime("delete_after"))
                    .isEqualTo(lab.row(one).getOffsetDateTime("retain_until"));
        }
    }

    @Test
    void aHoldAndALongerRetentionThatArriveDuringTheMoveAreOnTheObject() throws Exception {
        UUID id = sealed();
        Instant later = Instant.now().plus(Duration.ofDays(4000));
        try (S3Store s3 = bucket()) {
            begin("folder", "s3");
            mover(s3, place -> {
                        if (place.equals("move-verified")) {
                            hold(id, later);
                        }
                    })
                    .run();
            assertThat(lab.row(id).getString("store")).isEqualTo("s3");
            try (var client = radosgw.client()) {
                String bucket = "moves" + buckets;
                String key = "huifang/" + lab.row(id).getString("stored_as");
                String version = lab.row(id).getString("store_version");
                assertThat(client.getObjectLegalHold(
                                        b -> b.bucket(bucket).key(key).versionId(version))
                                .legalHold()
                                .statusAsString())
                        .isEqualTo("ON");
                assertThat(client.getObjectRetention(
                                        b -> b.bucket(bucket).key(key).versionId(version))
                                .retention()
                                .retainUntilDate())
                        .isAfter(Instant.now().plus(Duration.ofDays(3999)));
            }
        }
    }

    @Test
    void whatIsDamagedStaysIsReportedAndDoesNotStopTheOthers() throws Exception {
        UUID damaged = sealed();
        UUID whole = sealed();
        Path file = lab.storeFolder.resolve(lab.row(damaged).getString("stored_as"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[2000] ^= 1;
        Files.write(file, bytes);
        try (S3Store s3 = bucket()) {
            begin("folder", "s3");
            mover(s3, place -> {}).run();
        }
        assertThat(lab.row(damaged).getString("store")).isEqualTo("folder");
        assertThat(file).exists();
        assertThat(lab.row(whole).getString("store")).isEqualTo("s3");
        var shown = SealingLab.await(moves.list(lab.org)).get(0);
        assertThat(shown.failed()).isEqualTo(1);
        assertThat(shown.moved()).isEqualTo(1);
        lab.until(damaged, row -> openAlarms().contains("RECORDING_DAMAGED " + damaged));
    }

    @Test
    void aStoreThatRefusesMakesItStandStillAndItGoesOnLater() throws Exception {
        UUID id = sealed();
        radosgw.unlockedBucket("unlocked-moves", true);
        UUID move = begin("folder", "s3");
        try (S3Store strict = radosgw.store("unlocked-moves", false)) {
            mover(strict, place -> {}).run();
        }
        assertThat(lab.row(id).getString("store")).isEqualTo("folder");
        assertThat(SealingLab.await(moves.list(lab.org)).get(0).problem()).contains("Object Lock");
        assertThatThrownBy(() -> begin("folder", "s3")).hasRootCauseInstanceOf(Refusal.class);
        try (S3Store s3 = bucket()) {
            mover(s3, place -> {}).run();
        }
        assertThat(lab.row(id).getString("store")).isEqualTo("s3");
        assertThat(SealingLab.await(moves.list(lab.org)).get(0).id()).isEqualTo(move);
        assertThat(SealingLab.await(moves.list(lab.org)).get(0).problem()).isNull();
    }

    @Test
    void aStoppedMoveLeavesTheRestWhereItIs() throws Exception {
        UUID one = sealed();
        UUID move = begin("folder", "s3");
        SealingLab.await(moves.stop(lab.org, user, move, "not now"));
        try (S3Store s3 = bucket()) {
            mover(s3, place -> {}).run();
        }
        assertThat(lab.row(one).getString("store")).isEqualTo("folder");
        assertThatThrownBy(() -> SealingLab.await(moves.stop(lab.org, user, move, "again")))
                .hasRootCauseInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"move-copied", "move-verified", "move-switched", "move-source-deleted"})
    void killedAtAnyStepItIsCompletedOnceByTheNextStart(String step) throws Exception {
        UUID one = sealed();
        UUID two = sealed();
        begin("folder", "s3");
        assertThat(KeepingProcess.run(lab, folder, step, "move")).isEqualTo(TestProcess.KILLED);
        assertThat(KeepingProcess.run(lab, folder, TestProcess.NOWHERE, "move")).isZero();
        for (UUID id : List.of(one, two)) {
            assertThat(lab.row(id).getString("store")).isEqualTo("s3");
            assertThat(Files.readAllBytes(
                            folder.resolve("second").resolve(lab.row(id).getString("stored_as"))))
                    .satisfies(bytes -> assertThat(Sha256.start().digest(bytes))
                            .isEqualTo(lab.row(id).getBuffer("sha256_stored").getBytes()));
        }
        assertThat(audits("recording.move")).hasSize(2);
        assertThat(lab.query("SELECT 1 FROM recording_source WHERE deleted_at IS NULL", Tuple.tuple()))
                .isEmpty();
        lab.store.prepare();
        assertThat(filesBelow(lab.storeFolder)).isEmpty();
        assertThat(SealingLab.await(moves.list(lab.org)).get(0).moved()).isEqualTo(2);
    }

    private UUID sealed() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.until(id, "SEALED");
        return id;
    }

    private UUID begin(String from, String to) throws Exception {
        return SealingLab.await(
                moves.begin(lab.org, user, from, to, lab.clock.instant().plusSeconds(60), "a test"));
    }

    private S3Store bucket() throws Exception {
        return radosgw.lockedStore("moves" + ++buckets);
    }

    private RecordingMover mover(S3Store s3, Consumer<String> crashPoint) {
        return new RecordingMover(
                new MoveRows(lab.database, new Audit(lab.clock), lab.clock, lab.node),
                new RecordingStores(lab.store, List.of(s3)),
                lab.store,
                lab.alarms,
                new MoveMetrics(new SimpleMeterRegistry()),
                crashPoint);
    }

    private RecordingStores stores(org.huifang.recording.store.RecordingStore main) {
        return new RecordingStores(lab.store, List.of(main));
    }

    private byte[] sound(UUID id, RecordingStores in) throws Exception {
        var sound = SealingLab.await(new RecordingCatalog(lab.database).find(lab.org, id))
                .orElseThrow();
        try (var file = new SealedSounds(in, lab.master).open(sound)) {
            return new SealedInputStream(file).readAllBytes();
        }
    }

    private org.huifang.recording.store.Stored stored(UUID id) throws Exception {
        Row row = lab.row(id);
        return new org.huifang.recording.store.Stored(
                row.getString("store"), row.getString("stored_as"), row.getString("store_version"));
    }

    private void hold(UUID id, Instant until) {
        try {
            lab.query(
                    "UPDATE recording SET held = true, retain_until = $2 WHERE id = $1",
                    Tuple.of(id, until.atOffset(java.time.ZoneOffset.UTC)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> openAlarms() {
        try {
            return lab.openAlarms();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<JsonObject> audits(String action) throws Exception {
        return lab.query("SELECT detail FROM audit_entry WHERE action = $1 ORDER BY at", Tuple.of(action)).stream()
                .map(row -> (JsonObject) row.getValue(0))
                .toList();
    }

    private static List<Path> filesBelow(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
