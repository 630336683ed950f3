package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that dies by SIGKILL in the middle of a purge: the next one finishes it, once, and a hold in between still wins. */
class KilledPurgeIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"purge-locked", "purge-erased", "purge-file-gone"})
    void theNextServerFinishesIt(String place) throws Exception {
        try (var stage = new KeepingStage(folder)) {
            var ids = List.of(stage.expired(), stage.expired());
            var files = new ArrayList<Path>();
            for (UUID id : ids) {
                files.add(stage.lab.storeFolder.resolve(stage.lab.row(id).getString("stored_as")));
            }
            begun(stage);
            assertThat(run(stage, place)).isEqualTo(TestProcess.KILLED);
            long erased = stage.audited("purge.execute");
            assertThat(erased).isEqualTo(place.equals("purge-locked") ? 0 : place.equals("purge-erased") ? 1 : 2);
            assertThat(run(stage, TestProcess.NOWHERE)).isZero();
            assertThat(files).noneMatch(Files::exists);
            assertThat(stage.audited("purge.execute"))
                    .as("one certificate each")
                    .isEqualTo(2);
            assertThat(stage.audited("purge.file-gone")).isEqualTo(2);
            assertThat(stage.lab.query("SELECT 1 FROM recording_key", Tuple.tuple()))
                    .isEmpty();
        }
    }

    @Test
    void aHoldPlacedWhileNoServerRanWins() throws Exception {
        try (var stage = new KeepingStage(folder)) {
            UUID id = stage.expired();
            begun(stage);
            assertThat(run(stage, "purge-locked")).isEqualTo(TestProcess.KILLED);
            stage.json(
                    "keeper",
                    "POST",
                    "/retention/holds",
                    new JsonObject()
                            .put("title", "Case")
                            .put("reason", "lawsuit")
                            .put("recordings", new io.vertx.core.json.JsonArray().add(id.toString())));
            assertThat(run(stage, TestProcess.NOWHERE)).isZero();
            assertThat(stage.lab.row(id).getString("state")).isEqualTo("SEALED");
            assertThat(stage.sound("auditor", id)).isEqualTo(200);
        }
    }

    /** A purge whose consent is used up, and that nobody works on: as a server leaves it that dies right then. */
    static void begun(KeepingStage stage) throws Exception {
        stage.witness.set(stage.clock.instant());
        var reason = new JsonObject().put("reason", "past its time");
        String purge = stage.json("keeper", "POST", "/retention/purges", reason).getString("id");
        stage.decide("auditor", stage.waiting(), "approve");
        stage.owner("UPDATE second_person SET used_at = now() WHERE subject_id = '" + purge + "'");
        stage.owner("UPDATE purge SET state = 'RUNNING', started_at = now() WHERE id = '" + purge + "'");
        // The stage's own room must leave it to the process: its witness is silent.
        stage.witness.set(null);
    }

    private static int run(KeepingStage stage, String place) throws Exception {
        return RetentionProcess.run(stage, null, place);
    }
}
