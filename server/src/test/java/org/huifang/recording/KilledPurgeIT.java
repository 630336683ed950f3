package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.CrashPoint;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.recording.store.FolderStore;
import org.huifang.retention.RetentionRoom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that dies by SIGKILL in the middle of a purge: the next one finishes it, once, and a hold in between still wins. */
class KilledPurgeIT {
    private static final int KILLED = 128 + 9;

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
            assertThat(run(stage, place)).isEqualTo(KILLED);
            long erased = stage.audited("purge.execute");
            assertThat(erased).isEqualTo(place.equals("purge-locked") ? 0 : place.equals("purge-erased") ? 1 : 2);
            assertThat(run(stage, "nowhere")).isZero();
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
            assertThat(run(stage, "purge-locked")).isEqualTo(KILLED);
            stage.json(
                    "keeper",
                    "POST",
                    "/retention/holds",
                    new JsonObject()
                            .put("title", "Case")
                            .put("reason", "lawsuit")
                            .put("recordings", new io.vertx.core.json.JsonArray().add(id.toString())));
            assertThat(run(stage, "nowhere")).isZero();
            assertThat(stage.lab.row(id).getString("state")).isEqualTo("SEALED");
            assertThat(stage.sound("auditor", id)).isEqualTo(200);
        }
    }

    /** A purge whose consent is used up, and that nobody works on: as a server leaves it that dies right then. */
    private static void begun(KeepingStage stage) throws Exception {
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
        DatabaseAddress address = stage.lab.testDatabase.address();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dhuifang.crash_at=" + place,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledPurgeIT.class.getName(),
                        address.host(),
                        Integer.toString(address.port()),
                        address.database(),
                        address.user(),
                        address.password(),
                        stage.lab.storeFolder.toString())
                .inheritIO()
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running at " + place);
        }
        return process.exitValue();
    }

    /** What the process runs: the retention room until no purge is running. */
    public static void main(String[] args) throws Exception {
        var vertx = Vertx.vertx();
        var address = new DatabaseAddress(args[0], Integer.parseInt(args[1]), args[2], args[3], args[4]);
        var database = new Database(vertx, address, 3, List.of());
        var clock = Clock.systemUTC();
        var room = new RetentionRoom(
                vertx,
                database,
                Database.poolOf(vertx, address.as("huifang_purge", KeepingStage.PURGE_PASSWORD), "purge", 2),
                new SecondPerson(database, clock),
                new FolderStore(Path.of(args[5]), "other"),
                () -> Future.succeededFuture(Optional.of(Instant.now())),
                new Audit(clock),
                clock,
                "other",
                CrashPoint::reached);
        room.start();
        for (int i = 0; i < 500; i++) {
            Thread.sleep(50);
            var left = database.pool()
                    .query("SELECT count(*) FROM purge WHERE state = 'RUNNING'")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            if (left.iterator().next().getLong(0) == 0) {
                Runtime.getRuntime().halt(0);
            }
        }
        Runtime.getRuntime().halt(1);
    }
}
