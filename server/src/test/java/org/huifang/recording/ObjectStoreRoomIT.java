package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.ConfigException;
import org.huifang.TestWeb;
import org.huifang.access.KeyRotationRequests;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.recording.store.Radosgw;
import org.huifang.web.KeyRoutes;
import org.huifang.web.StoreRoutes;
import org.huifang.web.WebRoom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole room of recordings with an object store beside the folder, and what admins do with it over HTTP. */
class ObjectStoreRoomIT {
    @TempDir
    static Path gateway;

    private static Radosgw radosgw;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private SealingLab lab;
    private RecordingRoom room;
    private WebRoom web;

    @BeforeAll
    static void openGateway() throws Exception {
        radosgw = Radosgw.start(gateway);
        radosgw.lockedStore("room").close();
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
    }

    @AfterEach
    void close() throws Exception {
        if (web != null) {
            SealingLab.await(web.stop());
        }
        if (room != null) {
            SealingLab.await(room.stop());
        }
        lab.close();
    }

    private RecordingRoom room(String bucket, boolean sealInto) throws Exception {
        room = lab.room(
                new RecordingRoom.Settings(
                        lab.spoolFolder,
                        lab.storeFolder,
                        1,
                        1,
                        lab.keysFolder,
                        radosgw.settings(bucket, false),
                        sealInto),
                nonce -> Future.succeededFuture());
        return room;
    }

    @Test
    void newRecordingsAreSealedIntoItRetainedThereAndHeardFromThere() throws Exception {
        SealingLab.await(room("room", true).start());
        Row row = sealed();
        assertThat(row.getString("store")).isEqualTo("s3");
        assertThat(lab.storeFolder.resolve(row.getString("stored_as"))).doesNotExist();
        try (var s3 = radosgw.client()) {
            var retention = s3.getObjectRetention(b -> b.bucket("room")
                            .key("huifang/" + row.getString("stored_as"))
                            .versionId(row.getString("store_version")))
                    .retention();
            assertThat(retention.retainUntilDate().truncatedTo(ChronoUnit.SECONDS))
                    .isEqualTo(row.getOffsetDateTime("retain_until").toInstant().truncatedTo(ChronoUnit.SECONDS));
        }
        UUID id = row.getUUID("id");
        var sound = SealingLab.await(room.catalog().find(lab.org, id)).orElseThrow();
        var open = SealingLab.await(room.sounds().open(sound, 0));
        assertThat(open.length()).isPositive();
        assertThat(SealingLab.await(room.waveforms().of(sound))).isNotNull();
        open.close();
    }

    @Test
    void aBucketWithoutLocksStopsTheStart() throws Exception {
        radosgw.unlockedBucket("no-locks", true);
        var refused = room("no-locks", true);
        assertThatThrownBy(() -> SealingLab.await(refused.start()))
                .hasRootCauseInstanceOf(ConfigException.class)
                .hasMessageContaining("object_store.bucket")
                .hasMessageContaining("Object Lock");
    }

    @Test
    void anAdminMovesRecordingsOverHttpAndOthersMayOnlyLook() throws Exception {
        SealingLab.await(room("room", false).start());
        Row row = sealed();
        assertThat(row.getString("store")).isEqualTo("folder");
        serve();
        assertThat(call("GET", "recording-moves", "agent", null).statusCode()).isEqualTo(403);
        var before =
                new JsonObject(call("GET", "recording-moves", "keeper", null).body());
        assertThat(before.getJsonArray("stores")).containsExactly("folder", "s3");
        assertThat(before.getJsonArray("items")).isEmpty();
        var order = new JsonObject()
                .put("from", "folder")
                .put("to", "s3")
                .put("sealedBefore", lab.clock.instant().plusSeconds(60).toString())
                .put("reason", "locked from now on");
        assertThat(call("POST", "recording-moves", "keeper", order).statusCode())
                .isEqualTo(403);
        assertThat(call("POST", "recording-moves", "admin", order.copy().put("to", "folder"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("POST", "recording-moves", "admin", order).statusCode()).isEqualTo(201);
        lab.until(row.getUUID("id"), now -> now.getString("store").equals("s3"));
        JsonObject shown;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        do {
            Thread.sleep(100);
            shown = new JsonObject(
                            call("GET", "recording-moves", "keeper", null).body())
                    .getJsonArray("items")
                    .getJsonObject(0);
            assertThat(System.nanoTime()).as(shown.encode()).isLessThan(deadline);
        } while (!shown.getString("state").equals("DONE"));
        assertThat(shown.getLong("moved")).isEqualTo(1);
        assertThat(shown.getString("askedBy")).isEqualTo("admin");
        assertThat(call(
                                "POST",
                                "recording-moves/" + shown.getString("id") + "/stop",
                                "admin",
                                new JsonObject().put("reason", "late"))
                        .statusCode())
                .isEqualTo(404);
        var keys = new JsonObject(call("GET", "master-keys", "keeper", null).body());
        assertThat(keys.getJsonArray("keys").getJsonObject(0).getBoolean("inUse"))
                .isTrue();
        assertThat(call(
                                "POST",
                                "master-keys/rotations",
                                "admin",
                                new JsonObject()
                                        .put("toMaster", lab.master.current().id())
                                        .put("reason", "again"))
                        .statusCode())
                .isEqualTo(409);
    }

    private Row sealed() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        return lab.until(id, "SEALED");
    }

    private void serve() throws Exception {
        lab.giveUser("admin", "ADMIN");
        lab.giveUser("keeper", "RECORDS_MANAGER");
        lab.giveUser("agent", "AGENT");
        web = TestWeb.start(
                lab.vertx,
                lab.database,
                lab.clock,
                new StoreRoutes(room.keeping().moves(), room.keeping().comparisons()),
                new KeyRoutes(
                        room.keeping().rotations(),
                        new KeyRotationRequests(
                                lab.database,
                                new SecondPerson(lab.database, lab.clock),
                                room.keeping().rotations(),
                                new Audit(lab.clock),
                                lab.clock)));
    }

    private HttpResponse<String> call(String method, String path, String token, JsonObject body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1/" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
