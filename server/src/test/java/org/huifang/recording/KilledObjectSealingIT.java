package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.recording.store.ObjectVersions;
import org.huifang.recording.store.Radosgw;
import org.huifang.recording.store.S3Store;
import org.huifang.recording.store.StallingProxy;
import org.huifang.recording.store.Stored;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that seals straight into an object store dies by SIGKILL: one sealed row, one file it names, nothing unseen. */
class KilledObjectSealingIT {
    @TempDir
    static Path gateway;

    private static Radosgw radosgw;
    private static int buckets;

    @TempDir
    Path folder;

    private SealingLab lab;
    private String bucket;
    private S3Store s3;

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
        bucket = "sealed" + ++buckets;
        s3 = radosgw.lockedStore(bucket);
    }

    @AfterEach
    void close() throws Exception {
        s3.close();
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"seal-started, 0", "seal-encoded, 0", "seal-stored, 1", "seal-committed, 1"})
    void killedAtAnyStepTheNextStartLeavesOneSealedRow(String place, int putBefore) throws Exception {
        UUID id = call();
        assertThat(SealingProcess.ended(process(radosgw.port(), place))).isEqualTo(SealingProcess.KILLED);
        assertThat(versions()).isEqualTo(putBefore);
        assertThat(lab.raw(id).bothLegsExist()).as("the original").isTrue();
        boolean committed = place.equals("seal-committed");
        assertThat(lab.row(id).getString("state")).isEqualTo(committed ? "SEALED" : "PENDING");
        assertThat(SealingProcess.ended(process(radosgw.port(), "nowhere"))).isZero();
        sealedOnce(id);
        sweep();
        boolean unneeded = place.equals("seal-stored");
        assertThat(versions()).isEqualTo(unneeded ? 2 : 1);
        assertThat(lab.query("SELECT recording_id FROM recording_finding WHERE kind = 'ORPHAN'", Tuple.tuple()))
                .as("locked, so it is reported and not removed")
                .extracting(row -> row.getUUID(0))
                .isEqualTo(unneeded ? List.of(id) : List.of());
    }

    @Test
    void killedInTheMiddleOfTheUploadNothingIsThereAndTheNextStartSeals() throws Exception {
        UUID id = call();
        try (var proxy = new StallingProxy(radosgw.port(), 20_000)) {
            Process process = process(proxy.port(), "nowhere");
            assertThat(proxy.stalled.await(60, TimeUnit.SECONDS)).isTrue();
            process.destroyForcibly();
            assertThat(SealingProcess.ended(process)).isEqualTo(SealingProcess.KILLED);
        }
        assertThat(versions()).isZero();
        assertThat(lab.raw(id).bothLegsExist()).isTrue();
        assertThat(lab.row(id).getString("state")).isEqualTo("PENDING");
        assertThat(SealingProcess.ended(process(radosgw.port(), "nowhere"))).isZero();
        sealedOnce(id);
        assertThat(versions()).isEqualTo(1);
    }

    /** Only what the store gives back as it was given counts as kept. */
    @Test
    void aStoreThatGivesOtherBytesBackLosesNoOriginal() throws Exception {
        UUID id = call();
        var spoils = new SecondFolder(folder.resolve("second"), S3Store.STORE) {
            @Override
            public boolean keepsVersions() {
                return true;
            }

            @Override
            public Stored keep(Path finished, String as, Instant until) throws IOException {
                byte[] bytes = Files.readAllBytes(finished);
                bytes[bytes.length / 2] ^= 1;
                return super.keep(Files.write(finished, bytes), as, until);
            }
        };
        lab.into = spoils;
        lab.startSealer(place -> {});
        Row row = lab.until(id, now -> now.getInteger("tries") > 0);
        assertThat(row.getString("problem")).contains("gives other bytes");
        assertThat(lab.raw(id).bothLegsExist()).isTrue();
        assertThat(lab.query("SELECT 1 FROM recording_key", Tuple.tuple())).isEmpty();
    }

    private Process process(int port, String crashAt) throws Exception {
        return SealingProcess.start(lab, radosgw.settings(bucket, false), port, crashAt);
    }

    private UUID call() throws Exception {
        UUID id = lab.endedCall(10_000);
        lab.giveRules(
                lab.row(id).getUUID("campaign_id"),
                new JsonObject().put("recording", new JsonObject().put("format", "FLAC")));
        Wavs.call(lab.raw(id), Speech.of(1, 80_000), Speech.of(2, 80_000));
        return id;
    }

    private void sealedOnce(UUID id) throws Exception {
        Row row = lab.row(id);
        assertThat(row.getString("state")).isEqualTo("SEALED");
        var stored = new Stored(row.getString("store"), row.getString("stored_as"), row.getString("store_version"));
        assertThat(Sha256.of(s3.open(stored)))
                .isEqualTo(row.getBuffer("sha256_stored").getBytes());
        assertThat(s3.lock(stored).until()).isAfter(Instant.now().plus(Duration.ofDays(1000)));
        assertThat(lab.raw(id).anyExists()).isFalse();
        assertThat(lab.query("SELECT 1 FROM audit_entry WHERE action = 'recording.seal'", Tuple.tuple()))
                .hasSize(1);
        assertThat(lab.query("SELECT 1 FROM recording_key", Tuple.tuple())).hasSize(1);
    }

    private void sweep() {
        new ObjectSweep(
                        s3.versions(),
                        new ObjectSweepRows(lab.database, lab.clock, lab.node),
                        lab.alarms,
                        new SweepFindings(lab.database, lab.clock, lab.node, lab.registry),
                        new ObjectSweepMetrics(new SimpleMeterRegistry(), lab.clock),
                        lab.clock,
                        new ObjectSweep.Pace(2, Duration.ZERO, Duration.ofSeconds(-60), Duration.ZERO))
                .run();
    }

    private int versions() throws Exception {
        return s3.versions()
                .page(ObjectVersions.Place.BEGINNING, 1000)
                .versions()
                .size();
    }
}
