package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.huifang.audit.Audit;
import org.huifang.recording.store.ObjectVersions;
import org.huifang.recording.store.Radosgw;
import org.huifang.recording.store.S3Settings;
import org.huifang.recording.store.S3Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object store that is away, full, or takes this server's credentials no more: said aloud, nothing lost, gone on with. */
class ObjectStoreAwayIT {
    private static final String ALARM = "RECORDING_STORE_UNREACHABLE sealing/lab";

    @TempDir
    static Path gateway;

    private static Radosgw radosgw;
    private static int buckets;

    @TempDir
    Path folder;

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
        bucket = "away" + ++buckets;
        s3 = radosgw.lockedStore(bucket);
    }

    @Test
    void whileTheGatewayIsStoppedCallsWaitInTheSpoolAndAreSealedWhenItIsBack() throws Exception {
        try (var lab = new SealingLab(folder)) {
            var room = room(lab, radosgw.settings(bucket, false));
            radosgw.stopGateway();
            List<UUID> calls;
            try {
                calls = calls(lab, 4);
                room.sealer().ended(calls.get(0));
                until(() -> lab.openAlarms().contains(ALARM));
                Thread.sleep(1000);
                for (UUID id : calls) {
                    assertThat(lab.row(id).getString("state")).isEqualTo("PENDING");
                    assertThat(lab.row(id).getInteger("tries"))
                            .as("no failure of its own")
                            .isZero();
                    assertThat(lab.raw(id).bothLegsExist()).isTrue();
                }
            } finally {
                radosgw.startGateway();
            }
            for (UUID id : calls) {
                until(() -> lab.row(id).getString("state").equals("SEALED"));
            }
            until(() -> !lab.openAlarms().contains(ALARM));
            assertThat(versions()).isEqualTo(4);
            SealingLab.await(room.stop());
        }
    }

    @Test
    void wrongCredentialsAreNamedAndRightOnesGoOn() throws Exception {
        try (var lab = new SealingLab(folder)) {
            var right = radosgw.settings(bucket, false);
            Path file = Files.writeString(folder.resolve("wrong"), "huifang\nnot-the-secret\n");
            var room = room(lab, new S3Settings(right.endpoint(), right.region(), bucket, right.prefix(), file, false));
            UUID id = calls(lab, 1).get(0);
            room.sealer().ended(id);
            until(() -> lab.openAlarms().contains(ALARM));
            assertThat(detail(lab)).contains("SignatureDoesNotMatch").contains("credentials_file");
            assertThat(lab.row(id).getString("state")).isEqualTo("PENDING");
            assertThat(lab.raw(id).bothLegsExist()).isTrue();
            SealingLab.await(room.stop());
            var again = room(lab, right);
            until(() -> lab.row(id).getString("state").equals("SEALED"));
            until(() -> lab.openAlarms().stream().noneMatch(alarm -> alarm.startsWith("RECORDING_STORE")));
            SealingLab.await(again.stop());
        }
    }

    @Test
    void aFullStoreIsNamedAndGoneOnWithWhenThereIsRoom() throws Exception {
        try (var lab = new SealingLab(folder)) {
            var room = room(lab, radosgw.settings(bucket, false));
            radosgw.admin("quota set --quota-scope=user --uid=huifang --max-size=1");
            radosgw.admin("quota enable --quota-scope=user --uid=huifang");
            UUID id;
            try {
                id = calls(lab, 1).get(0);
                room.sealer().ended(id);
                until(() -> lab.openAlarms().contains(ALARM));
                assertThat(detail(lab)).contains("QuotaExceeded").contains("add space");
                assertThat(lab.raw(id).bothLegsExist()).isTrue();
            } finally {
                radosgw.admin("quota disable --quota-scope=user --uid=huifang");
            }
            until(() -> lab.row(id).getString("state").equals("SEALED"));
            until(() -> !lab.openAlarms().contains(ALARM));
            SealingLab.await(room.stop());
        }
    }

    @Test
    void aPurgeAndAMoveStandStillAndGoOn() throws Exception {
        try (var stage = new KeepingStage(folder, radosgw.settings(bucket, false))) {
            UUID expired = stage.inObjectStore(s3, Duration.ofDays(-1));
            UUID stays = stage.sealed();
            UUID user = stage.lab
                    .query("SELECT id FROM app_user WHERE login = 'keeper'", Tuple.tuple())
                    .get(0)
                    .getUUID(0);
            stage.witness.set(stage.clock.instant());
            var reason = new JsonObject().put("reason", "past its time");
            String purge =
                    stage.json("keeper", "POST", "/retention/purges", reason).getString("id");
            stage.decide("auditor", stage.waiting(), "approve");
            radosgw.stopGateway();
            try {
                stage.json("keeper", "POST", "/retention/purges/" + purge + "/execute", null);
                SealingLab.await(stage.room
                        .keeping()
                        .moves()
                        .begin(
                                stage.lab.org,
                                user,
                                "folder",
                                "s3",
                                Instant.now().plusSeconds(60),
                                "a test"));
                until(() -> String.valueOf(purges(stage).getString("problem")).contains("did not answer"));
                until(() -> {
                    String problem = SealingLab.await(
                                    stage.room.keeping().moves().list(stage.lab.org))
                            .get(0)
                            .problem();
                    return problem != null && problem.contains("did not answer");
                });
                assertThat(stage.lab.row(expired).getUUID("key_id"))
                        .as("not without its file")
                        .isNotNull();
                assertThat(stage.sound("auditor", stays)).isEqualTo(200);
            } finally {
                radosgw.startGateway();
            }
            stage.clock.turn(Duration.ofSeconds(30));
            until(() -> stage.lab.row(stays).getString("store").equals("s3"));
            assertThat(stage.sound("auditor", stays)).isEqualTo(200);
            until(() -> purges(stage).getString("state").equals("DONE"));
            assertThat(purges(stage).getString("problem")).isNull();
            assertThat(versions()).as("the moved one alone").isEqualTo(1);
        }
    }

    private static JsonObject purges(KeepingStage stage) throws Exception {
        return stage.json("keeper", "GET", "/retention/purges", null)
                .getJsonArray("items")
                .getJsonObject(0);
    }

    private static RecordingRoom room(SealingLab lab, S3Settings s3) throws Exception {
        var room = new RecordingRoom(
                lab.vertx,
                lab.database,
                new Audit(lab.clock),
                lab.clock,
                new RecordingRoom.Settings(lab.spoolFolder, lab.storeFolder, 1, 1, lab.keysFolder, s3, true),
                lab.node,
                nonce -> Future.succeededFuture(),
                new SimpleMeterRegistry(),
                place -> {});
        SealingLab.await(room.start());
        return room;
    }

    private static List<UUID> calls(SealingLab lab, int count) throws Exception {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            UUID id = lab.endedCall(1000);
            Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
            ids.add(id);
        }
        return ids;
    }

    private static String detail(SealingLab lab) throws Exception {
        List<Row> open = lab.query(
                "SELECT detail FROM alarm WHERE cleared_at IS NULL AND subject = 'sealing/lab'", Tuple.tuple());
        return open.get(0).getString(0);
    }

    private int versions() throws Exception {
        return s3.versions()
                .page(ObjectVersions.Place.BEGINNING, 1000)
                .versions()
                .size();
    }

    private static void until(Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
        while (!reached.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
