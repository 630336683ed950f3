package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.huifang.recording.store.Lock;
import org.huifang.recording.store.ObjectVersions;
import org.huifang.recording.store.Radosgw;
import org.huifang.recording.store.S3Store;
import org.huifang.recording.store.StoreRefusedException;
import org.huifang.recording.store.Stored;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Holds and purges of recordings in an object store that enforces Object Lock itself (R65). */
class ObjectRetentionIT {
    @TempDir
    static Path gateway;

    private static Radosgw radosgw;
    private static S3Client attacker;
    private static int buckets;

    @TempDir
    Path folder;

    private String bucket;
    private S3Store s3;
    private KeepingStage stage;

    @BeforeAll
    static void openGateway() throws Exception {
        radosgw = Radosgw.start(gateway);
        attacker = radosgw.client();
    }

    @AfterAll
    static void closeGateway() throws Exception {
        if (radosgw != null) {
            attacker.close();
            radosgw.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        bucket = "kept" + ++buckets;
        s3 = radosgw.lockedStore(bucket);
        stage = new KeepingStage(folder, radosgw.settings(bucket, false));
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
        s3.close();
    }

    @Test
    void aHoldOfTwoPeopleIsOnTheObjectAndTheServiceRefusesUntilTwoPeopleLiftIt() throws Exception {
        UUID id = stage.inObjectStore(s3, Duration.ofSeconds(6));
        Stored stored = stage.stored(id);
        String hold = propose(id);
        assertThat(s3.lock(stored).held()).as("proposed by one").isFalse();
        approve("auditor");
        until(() -> s3.lock(stored).held());
        until(() -> storeWaits() == 0);
        until(() -> s3.lock(stored).until().isBefore(Instant.now().minusSeconds(1)));
        refused(() ->
                attacker.deleteObject(b -> b.bucket(bucket).key(key(stored)).versionId(stored.version())));
        refused(() -> attacker.deleteObject(b ->
                b.bucket(bucket).key(key(stored)).versionId(stored.version()).bypassGovernanceRetention(true)));
        assertThatThrownBy(() -> s3.erase(stored)).isInstanceOf(StoreRefusedException.class);
        assertThat(stage.sound("auditor", id)).isEqualTo(200);

        stage.json("auditor", "POST", "/retention/holds/" + hold + "/lift", reason());
        assertThat(stage.decide("auditor", stage.waiting(), "approve").statusCode())
                .as("nobody lifts alone")
                .isEqualTo(403);
        assertThat(s3.lock(stored).held()).isTrue();
        approve("keeper");
        until(() -> !s3.lock(stored).held());
        s3.delete(stored);
        assertThat(s3.exists(stored)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"hold-untold, true", "hold-told, true", "hold-untold, false", "hold-told, false"})
    void aServerKilledBetweenRowAndObjectIsMadeGoodByTheNext(String place, boolean placing) throws Exception {
        UUID id = stage.inObjectStore(s3, Duration.ofSeconds(600));
        Stored stored = stage.stored(id);
        String hold = propose(id);
        if (!placing) {
            approve("auditor");
            until(() -> storeWaits() == 0);
        }
        stage.atStep = step -> {
            if (step.startsWith("hold-")) {
                throw new IllegalStateException("left to the process");
            }
        };
        if (placing) {
            approve("auditor");
        } else {
            stage.json("auditor", "POST", "/retention/holds/" + hold + "/lift", reason());
            approve("keeper");
        }
        assertThat(storeWaits()).isEqualTo(1);
        assertThat(RetentionProcess.run(stage, radosgw.settings(bucket, false), place))
                .isEqualTo(RetentionProcess.KILLED);
        assertThat(s3.lock(stored).held()).isEqualTo(place.equals("hold-told") == placing);
        assertThat(storeWaits()).as("the row knows that it is open").isEqualTo(1);
        assertThat(RetentionProcess.run(stage, radosgw.settings(bucket, false), "nowhere"))
                .isZero();
        assertThat(s3.lock(stored).held()).isEqualTo(placing);
        assertThat(stage.lab.row(id).getBoolean("held")).isEqualTo(placing);
    }

    @Test
    void aFileThatCannotBeHeldIsAnAlarmAndKeepsNoOtherFromItsHold() throws Exception {
        UUID lost = stage.inObjectStore(s3, Duration.ofDays(-1));
        UUID whole = stage.inObjectStore(s3, Duration.ofSeconds(600));
        s3.delete(stage.stored(lost));
        propose(lost, whole);
        approve("auditor");
        until(() -> s3.lock(stage.stored(whole)).held());
        until(() -> stage.lab.openAlarms().contains("HOLD_NOT_IN_STORE " + lost));
        assertThat(storeWaits()).isEqualTo(1);
    }

    @Test
    void aHeldCopyThatAMoveLeftIsLetGoWhenTheHoldIsLifted() throws Exception {
        UUID id = stage.inObjectStore(s3, Duration.ofSeconds(1));
        Stored left = stage.stored(id);
        String hold = propose(id);
        approve("auditor");
        until(() -> s3.lock(left).held());
        UUID keeper = stage.lab
                .query("SELECT id FROM app_user WHERE login = 'keeper'", Tuple.tuple())
                .get(0)
                .getUUID(0);
        SealingLab.await(stage.room
                .keeping()
                .moves()
                .begin(stage.lab.org, keeper, "s3", "folder", Instant.now().plusSeconds(60), "a test"));
        until(() -> stage.lab.row(id).getString("store").equals("folder"));
        until(() -> stage.lab
                        .query("SELECT 1 FROM recording_source WHERE problem IS NOT NULL", Tuple.tuple())
                        .size()
                == 1);
        stage.json("auditor", "POST", "/retention/holds/" + hold + "/lift", reason());
        approve("keeper");
        stage.owner("UPDATE recording_source SET delete_after = now()");
        until(() -> !s3.exists(left));
        assertThat(stage.sound("auditor", id)).isEqualTo(200);
    }

    @Test
    void whatIsExpiredGoesWithAllItsVersionsAndNoMarkStaysInItsPlace() throws Exception {
        UUID gone = stage.inObjectStore(s3, Duration.ofDays(-1));
        UUID kept = stage.inObjectStore(s3, Duration.ofSeconds(600));
        String key = key(stage.stored(gone));
        attacker.deleteObject(b -> b.bucket(bucket).key(key));
        attacker.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("a crashed run's"));
        assertThat(versionsOf(gone)).isEqualTo(3);
        String purge = purge();
        until(() -> state(purge).equals("DONE"));
        assertThat(versionsOf(gone)).isZero();
        assertThat(versionsOf(kept)).isEqualTo(1);
        assertThat(stage.sound("auditor", gone)).isEqualTo(409);
        assertThat(stage.sound("auditor", kept)).isEqualTo(200);
        assertThat(stage.audited("purge.execute")).isEqualTo(1);
        assertThat(detail("purge.file-gone", gone).getInteger("unreadableCopiesLeft"))
                .isZero();
    }

    @Test
    void whereOurOwnRulesWereBypassedTheStoreKeepsFileAndKey() throws Exception {
        UUID retained = stage.inObjectStore(s3, Duration.ofDays(400));
        UUID held = stage.inObjectStore(s3, Duration.ofDays(-1));
        s3.hold(stage.stored(held), true);
        // Only the owner of the tables can do that, with the triggers off.
        stage.owner("UPDATE recording SET retain_until = now() - interval '1 day'");
        String purge = purge();
        until(() -> state(purge).equals("DONE"));
        assertThat(spared(retained)).isEqualTo("STORE_RETAINS");
        assertThat(spared(held)).isEqualTo("STORE_HOLDS");
        for (UUID id : List.of(retained, held)) {
            assertThat(stage.sound("auditor", id)).as("its key is there").isEqualTo(200);
            assertThatThrownBy(() -> s3.erase(stage.stored(id))).isInstanceOf(StoreRefusedException.class);
        }
        assertThat(stage.audited("purge.execute")).isZero();
        Stored stored = stage.stored(retained);
        Lock before = s3.lock(stored);
        assertThatThrownBy(() -> s3.extend(stored, before.until().minusSeconds(3600)))
                .isInstanceOf(StoreRefusedException.class);
        s3.extend(stored, before.until().plusSeconds(3600));
        assertThat(s3.lock(stored).until()).isAfter(before.until().plusSeconds(3590));
    }

    @ParameterizedTest
    @ValueSource(strings = {"purge-locked", "purge-certified", "purge-erased", "purge-file-gone"})
    void aPurgeKilledAtAnyStepIsFinishedByTheNextAndItsCertificatesAreTrue(String place) throws Exception {
        var ids = List.of(stage.inObjectStore(s3, Duration.ofDays(-1)), stage.inObjectStore(s3, Duration.ofDays(-1)));
        KilledPurgeIT.begun(stage);
        assertThat(RetentionProcess.run(stage, radosgw.settings(bucket, false), place))
                .isEqualTo(RetentionProcess.KILLED);
        for (UUID id : ids) {
            boolean certified = !certificates(id).isEmpty();
            assertThat(certified)
                    .as("a certificate says that the key is gone: exactly then it is")
                    .isEqualTo(stage.lab.row(id).getUUID("key_id") == null);
            if (stage.lab
                            .query(
                                    "SELECT 1 FROM audit_entry WHERE action = 'purge.file-gone' AND subject_id = $1",
                                    text(id))
                            .size()
                    > 0) {
                assertThat(versionsOf(id)).isZero();
            }
            assertThat(versionsOf(id) == 0 && !certified)
                    .as("no file goes before its certificate")
                    .isFalse();
        }
        assertThat(RetentionProcess.run(stage, radosgw.settings(bucket, false), "nowhere"))
                .isZero();
        for (UUID id : ids) {
            assertThat(versionsOf(id)).isZero();
            assertThat(certificates(id)).hasSize(1);
        }
        assertThat(stage.audited("purge.file-gone")).isEqualTo(2);
        assertThat(stage.lab.query("SELECT 1 FROM recording_key", Tuple.tuple()))
                .isEmpty();
    }

    private List<?> certificates(UUID id) throws Exception {
        return stage.lab.query(
                "SELECT 1 FROM audit_entry WHERE action = 'purge.execute' AND subject_id = $1", text(id));
    }

    private JsonObject detail(String action, UUID id) throws Exception {
        return stage.lab
                .query("SELECT detail FROM audit_entry WHERE action = '" + action + "' AND subject_id = $1", text(id))
                .get(0)
                .getJsonObject(0);
    }

    private static Tuple text(UUID id) {
        return Tuple.of(id.toString());
    }

    private String spared(UUID id) throws Exception {
        return stage.lab
                .query("SELECT spared_why FROM purge_item WHERE recording_id = $1", Tuple.of(id))
                .get(0)
                .getString(0);
    }

    private String purge() throws Exception {
        stage.witness.set(stage.clock.instant());
        String purge =
                stage.json("keeper", "POST", "/retention/purges", reason()).getString("id");
        approve("auditor");
        assertThat(stage.status("keeper", "POST", "/retention/purges/" + purge + "/execute", null))
                .isEqualTo(204);
        return purge;
    }

    private String state(String purge) throws Exception {
        return stage.lab
                .query("SELECT state FROM purge WHERE id = $1", Tuple.of(UUID.fromString(purge)))
                .get(0)
                .getString(0);
    }

    private String propose(UUID... recordings) throws Exception {
        var ids = new JsonArray();
        for (UUID id : recordings) {
            ids.add(id.toString());
        }
        return stage.json(
                        "keeper",
                        "POST",
                        "/retention/holds",
                        new JsonObject()
                                .put("title", "Case 12")
                                .put("reason", "lawsuit")
                                .put("recordings", ids))
                .getString("id");
    }

    private void approve(String who) throws Exception {
        assertThat(stage.decide(who, stage.waiting(), "approve").statusCode()).isEqualTo(204);
    }

    private static JsonObject reason() {
        return new JsonObject().put("reason", "past its time");
    }

    private int storeWaits() throws Exception {
        return stage.json("keeper", "GET", "/retention/holds", null)
                .getJsonArray("items")
                .getJsonObject(0)
                .getInteger("storeWaits");
    }

    private long versionsOf(UUID id) throws Exception {
        return s3.versions().page(ObjectVersions.Place.BEGINNING, 1000).versions().stream()
                .filter(version -> version.name().contains(id.toString()))
                .count();
    }

    private static String key(Stored stored) {
        return "huifang/" + stored.name();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable attack) {
        assertThatThrownBy(attack)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    private static void until(Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!reached.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
