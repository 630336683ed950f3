package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.huifang.Eventually;
import org.huifang.db.DatabaseAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must be kept is kept against everybody, and what may go goes for good (R65). */
class PurgeIT {
    @TempDir
    Path folder;

    private KeepingStage stage;
    private SealingLab lab;

    @BeforeEach
    void open() throws Exception {
        stage = new KeepingStage(folder);
        lab = stage.lab;
        stage.witness.set(stage.clock.instant());
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void whatIsPastItsRetentionGoesWithASecondPersonAndLeavesACertificate() throws Exception {
        UUID gone = stage.expired();
        UUID kept = stage.sealed();
        var row = lab.row(gone);
        Path file = lab.storeFolder.resolve(row.getString("stored_as"));
        var preview = stage.json("auditor", "GET", "/retention/purges/preview", null);
        assertThat(preview.getInteger("recordings")).isEqualTo(1);
        assertThat(preview.getJsonArray("items")).hasSize(1);
        String purge = propose();
        assertThat(stage.sound("auditor", gone)).as("a list deletes nothing").isEqualTo(200);
        assertThat(execute(purge).statusCode()).as("not approved").isEqualTo(409);
        assertThat(stage.decide("auditor", stage.waiting(), "approve").statusCode())
                .isEqualTo(204);
        assertThat(execute(purge).statusCode()).isEqualTo(204);
        awaitDone(purge);
        assertThat(file).doesNotExist();
        var after = lab.row(gone);
        assertThat(after.getString("state")).isEqualTo("PURGED");
        assertThat(after.getBuffer("sha256_stored")).as("facts stay").isEqualTo(row.getBuffer("sha256_stored"));
        assertThat(lab.query("SELECT 1 FROM recording_key WHERE id = $1", Tuple.of(row.getUUID("key_id"))))
                .isEmpty();
        assertThat(stage.sound("auditor", gone)).isEqualTo(409);
        assertThat(stage.sound("auditor", kept)).isEqualTo(200);
        var certificate = lab.query(
                        "SELECT detail FROM audit_entry WHERE action = 'purge.execute' AND subject_id = $1",
                        Tuple.of(gone.toString()))
                .get(0)
                .getJsonObject(0);
        assertThat(certificate.getString("sha256Stored")).hasSize(64);
        assertThat(certificate.getString("approvedBy")).isNotEqualTo(certificate.getString("proposedBy"));
        var items = stage.json("auditor", "GET", "/retention/purges/" + purge + "/items", null)
                .getJsonArray("items");
        assertThat(items).hasSize(1);
        assertThat(items.getJsonObject(0).getString("state")).isEqualTo("DONE");
    }

    @Test
    void oneApprovalServesForOneListOnce() throws Exception {
        stage.expired();
        String purge = propose();
        var consent = stage.waiting();
        assertThat(KeepingStage.code(stage.decide("keeper", consent, "approve")))
                .isEqualTo("NOT_YOUR_OWN");
        stage.decide("auditor", consent, "approve");
        assertThat(stage.decide("auditor", consent, "approve").statusCode())
                .as("decided")
                .isEqualTo(409);
        assertThat(execute(purge).statusCode()).isEqualTo(204);
        awaitDone(purge);
        assertThat(execute(purge).statusCode()).as("replayed").isEqualTo(409);
        assertThatThrownBy(() -> lab.query("UPDATE second_person SET used_at = NULL", Tuple.tuple()))
                .hasMessageContaining("decided or used");
        stage.expired();
        String other = propose();
        assertThat(execute(other).statusCode()).as("another's approval").isEqualTo(409);
    }

    @Test
    void aListThatChangedIsNotWhatWasApproved() throws Exception {
        stage.expired();
        UUID smuggled = stage.sealed();
        String purge = propose();
        var consent = stage.waiting();
        smuggle(purge, smuggled);
        assertThat(KeepingStage.code(stage.decide("auditor", consent, "approve")))
                .isEqualTo("CONTENT_CHANGED");
        stage.decide("auditor", consent, "refuse");
        String second = propose();
        stage.decide("auditor", stage.waiting(), "approve");
        smuggle(second, smuggled);
        assertThat(KeepingStage.code(execute(second))).isEqualTo("CONTENT_CHANGED");
        assertThat(stage.sound("auditor", smuggled)).isEqualTo(200);
    }

    @Test
    void aHoldThatArrivesAfterTheApprovalWins() throws Exception {
        UUID id = stage.expired();
        String purge = propose();
        stage.decide("auditor", stage.waiting(), "approve");
        hold(id);
        assertThat(execute(purge).statusCode()).isEqualTo(204);
        awaitDone(purge);
        assertThat(lab.row(id).getString("state")).isEqualTo("SEALED");
        assertThat(stage.sound("auditor", id)).isEqualTo(200);
        assertThat(lab.query("SELECT spared_why FROM purge_item", Tuple.tuple())
                        .get(0)
                        .getString(0))
                .isEqualTo("HELD");
        assertThat(stage.audited("purge.spare")).isEqualTo(1);
        assertThat(stage.status("keeper", "POST", "/retention/purges", reason()))
                .as("nothing is left to list")
                .isEqualTo(400);
    }

    @Test
    void aRecordingThatWasMovedSinceTheListWasApprovedIsLeftForTheNextList() throws Exception {
        UUID id = stage.expired();
        String purge = propose();
        stage.decide("auditor", stage.waiting(), "approve");
        lab.query("UPDATE recording SET store_version = 'moved' WHERE id = $1", Tuple.of(id));
        execute(purge);
        awaitDone(purge);
        assertThat(lab.row(id).getString("state")).isEqualTo("SEALED");
        assertThat(lab.query("SELECT spared_why FROM purge_item", Tuple.tuple())
                        .get(0)
                        .getString(0))
                .isEqualTo("CHANGED");
    }

    @Test
    void aHoldAndAPurgeOfTheSameInstantComeOneAfterTheOther() throws Exception {
        UUID id = stage.expired();
        String purge = propose();
        stage.decide("auditor", stage.waiting(), "approve");
        var held = new AtomicReference<CompletableFuture<HttpResponse<byte[]>>>();
        stage.atStep = step -> {
            if (step.equals("purge-locked")) {
                held.set(stage.client()
                        .sendAsync(
                                stage.request("keeper", "POST", "/retention/holds", holdOf(id)),
                                HttpResponse.BodyHandlers.ofByteArray()));
            }
        };
        execute(purge);
        awaitDone(purge);
        boolean holds = held.get().get().statusCode() == 201;
        assertThat(lab.row(id).getString("state")).isEqualTo(holds ? "SEALED" : "PURGED");
        assertThat(lab.query("SELECT 1 FROM hold_recording", Tuple.tuple())).hasSize(holds ? 1 : 0);
    }

    @Test
    void aHoldOutlastsRetentionAndIsLiftedWithASecondPersonOnly() throws Exception {
        UUID id = stage.expired();
        String hold = hold(id);
        assertThat(stage.decide("keeper", stage.waiting(), "approve").statusCode())
                .isEqualTo(403);
        assertThat(stage.decide("auditor", stage.waiting(), "approve").statusCode())
                .isEqualTo(204);
        assertThat(lab.row(id).getBoolean("held")).isTrue();
        var preview = stage.json("auditor", "GET", "/retention/purges/preview", null);
        assertThat(preview.getInteger("recordings")).isZero();
        assertThat(preview.getInteger("held")).isEqualTo(1);
        assertThatThrownBy(() -> lab.query("UPDATE recording SET held = false WHERE id = $1", Tuple.of(id)))
                .hasMessageContaining("legal hold");
        stage.json("auditor", "POST", "/retention/holds/" + hold + "/lift", reason());
        assertThat(stage.decide("auditor", stage.waiting(), "approve").statusCode())
                .isEqualTo(403);
        assertThat(lab.row(id).getBoolean("held")).isTrue();
        assertThat(stage.decide("keeper", stage.waiting(), "approve").statusCode())
                .isEqualTo(204);
        assertThat(lab.row(id).getBoolean("held")).isFalse();
        assertThat(stage.json("auditor", "GET", "/retention/purges/preview", null)
                        .getInteger("recordings"))
                .isEqualTo(1);
    }

    @Test
    void aClockMovedForwardPurgesNothing() throws Exception {
        UUID id = stage.sealed();
        stage.owner("SELECT make_partitions((now() + interval '4 years')::date - 31, 3)");
        stage.clock.turn(Duration.ofDays(4 * 365));
        assertThat(KeepingStage.code(stage.ask("keeper", "POST", "/retention/purges", reason())))
                .isEqualTo("CLOCKS_DISAGREE");
        stage.witness.set(null);
        assertThat(KeepingStage.code(stage.ask("keeper", "POST", "/retention/purges", reason())))
                .isEqualTo("WITNESS_SILENT");
        stage.witness.set(stage.clock.instant());
        String purge = propose();
        stage.decide("auditor", stage.waiting(), "approve");
        stage.witness.set(stage.clock.instant().minus(Duration.ofDays(4 * 365)));
        assertThat(KeepingStage.code(execute(purge))).isEqualTo("CLOCKS_DISAGREE");
        stage.clock.turn(Duration.ofDays(-4 * 365));
        assertThat(execute(purge).statusCode()).isEqualTo(204);
        awaitDone(purge);
        assertThat(lab.row(id).getString("state"))
                .as("checked again by the true time")
                .isEqualTo("SEALED");
    }

    @Test
    void theServersRoleCannotDeleteOrShorten() throws Exception {
        UUID id = stage.sealed();
        var server = lab.testDatabase.address();
        refuses(server, "DELETE FROM recording", "permission denied");
        refuses(server, "DELETE FROM recording_key", "permission denied");
        refuses(server, "TRUNCATE recording", "permission denied");
        refuses(server, "UPDATE recording SET retain_until = retain_until - interval '1 day'", "never shortened");
        refuses(server, "UPDATE recording SET retain_until = NULL", "never shortened");
        refuses(server, "UPDATE recording SET state = 'PURGED'", "may not be purged");
        refuses(server, "UPDATE recording SET key_id = NULL", "may not be purged");
        refuses(server, "UPDATE purge_item SET state = 'DONE'", "permission denied");
        refuses(server, "DELETE FROM recording_export", "permission denied");
        var purger = KeepingStage.purger(lab.testDatabase.owner());
        refuses(purger, "DELETE FROM recording", "permission denied");
        refuses(purger, "UPDATE recording SET state = 'PURGED', key_id = NULL", "may not be purged");
        refuses(purger, "DELETE FROM recording_key", "not purged");
        refuses(purger, "UPDATE recording SET retain_until = NULL", "permission denied");
        assertThat(stage.sound("auditor", id)).isEqualTo(200);
        lab.query("UPDATE recording SET retain_until = retain_until + interval '1 day' WHERE id = $1", Tuple.of(id));
    }

    private static void refuses(DatabaseAddress address, String sql, String why) throws Exception {
        try (var connection = KeepingStage.as(address);
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).as(sql).hasMessageContaining(why);
        }
    }

    private void smuggle(String purge, UUID recording) throws Exception {
        lab.query(
                "INSERT INTO purge_item (purge_id, recording_id, claimed_at, retain_until, key_id, size_bytes, store, stored_as,"
                        + " sha256_stored, sha256_sound) SELECT $1, id, claimed_at, retain_until, key_id, size_bytes, store, stored_as,"
                        + " sha256_stored, sha256_sound FROM recording WHERE id = $2",
                Tuple.of(UUID.fromString(purge), recording));
    }

    private String hold(UUID recording) throws Exception {
        return stage.json("keeper", "POST", "/retention/holds", holdOf(recording))
                .getString("id");
    }

    private static JsonObject holdOf(UUID recording) {
        return new JsonObject()
                .put("title", "Case 12")
                .put("reason", "lawsuit")
                .put("recordings", new JsonArray().add(recording.toString()));
    }

    private String propose() throws Exception {
        return stage.json("keeper", "POST", "/retention/purges", reason()).getString("id");
    }

    private HttpResponse<byte[]> execute(String purge) throws Exception {
        return stage.ask("keeper", "POST", "/retention/purges/" + purge + "/execute", null);
    }

    private static JsonObject reason() {
        return new JsonObject().put("reason", "past its time");
    }

    private void awaitDone(String purge) throws Exception {
        Eventually.passes(() -> assertThat(
                        lab.query("SELECT state FROM purge WHERE id = $1", Tuple.of(UUID.fromString(purge)))
                                .get(0)
                                .getString(0))
                .isEqualTo("DONE"));
        assertThat(Files.isDirectory(lab.storeFolder)).isTrue();
    }
}
