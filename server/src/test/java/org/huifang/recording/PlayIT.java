package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.huifang.Eventually;
import org.huifang.TestWeb;
import org.huifang.recording.store.FolderStore;
import org.huifang.web.RecordingRoutes;
import org.huifang.web.WebRoom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Playing over HTTP, against sealed files, a real database and the real web room. */
class PlayIT {
    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private SealingLab lab;
    private RecordingRoom room;
    private WebRoom web;
    private UUID id;
    private Row row;
    private byte[] sound;

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
        id = lab.endedCall(30_000);
        lab.giveRules(
                lab.row(id).getUUID("campaign_id"),
                new JsonObject().put("recording", new JsonObject().put("format", "FLAC")));
        short[] noise = new short[240_000];
        var random = new Random(5);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) random.nextInt(-9000, 9000);
        }
        Wavs.call(lab.raw(id), noise, Wavs.tone(1000, 240_000));
        room = lab.startRoom();
        row = lab.until(id, "SEALED");
        var sealed = SealingLab.await(room.catalog().find(lab.org, id)).orElseThrow();
        try (var file = new SealedSounds(new FolderStore(lab.storeFolder, "x"), lab.master).open(sealed)) {
            sound = new SealedInputStream(file).readAllBytes();
        }
        lab.giveUser("listener", "COMPLIANCE");
        lab.giveUser("agent", "AGENT");
        web = TestWeb.start(
                lab.vertx,
                lab.database,
                lab.clock,
                new RecordingRoutes(
                        new org.huifang.access.HearingRight(lab.database, lab.clock),
                        room.catalog(),
                        room.sounds(),
                        room.waveforms()));
    }

    @AfterEach
    void close() throws Exception {
        SealingLab.await(web.stop());
        SealingLab.await(room.stop());
        lab.close();
    }

    @Test
    void theWholeSoundIsSentAndThePlayIsOnRecord() throws Exception {
        var answer = get("GET", "sound", "listener");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(sound);
        assertThat(header(answer, "content-type")).isEqualTo("audio/flac");
        assertThat(header(answer, "accept-ranges")).isEqualTo("bytes");
        assertThat(header(answer, "content-length")).isEqualTo("" + sound.length);
        assertThat(sound.length).as("several chunks").isGreaterThan(3 * SealedHeader.CHUNK_BYTES);
        long[] frames = {0};
        SoundDecoder.decode(
                new ByteArrayInputStream(answer.body()), SoundFormat.FLAC, s -> frames[0] += s.remaining() / 2);
        assertThat(frames[0]).isEqualTo(240_000);
        assertThat(plays()).hasSize(1);
        assertThat(plays().get(0).getString("actor")).startsWith("user:");
    }

    @Test
    void anyPartCanBeHeard() throws Exception {
        int n = sound.length;
        assertPart("bytes=0-0", 0, 1);
        assertPart("bytes=65530-65545", 65_530, 65_546);
        assertPart("bytes=100000-", 100_000, n);
        assertPart("bytes=-500", n - 500, n);
        assertPart("bytes=" + (n - 1) + "-" + (n + 1000), n - 1, n);
        assertThat(plays()).hasSize(5);
    }

    @Test
    void aRangeBehindTheEndIsRefusedAndIsNoPlay() throws Exception {
        var answer = get("GET", "sound", "listener", "Range", "bytes=" + sound.length + "-");
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(header(answer, "content-range")).isEqualTo("bytes */" + sound.length);
        assertThat(plays()).isEmpty();
    }

    @Test
    void whatIsNoRangeOrIsOfAnotherVersionGetsTheWhole() throws Exception {
        assertThat(get("GET", "sound", "listener", "Range", "pages=1-2").statusCode())
                .isEqualTo(200);
        assertThat(get("GET", "sound", "listener", "Range", "bytes=9-3").statusCode())
                .isEqualTo(200);
        var other = get("GET", "sound", "listener", "Range", "bytes=0-9", "If-Range", "\"another\"");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(sound);
        var same = get("GET", "sound", "listener", "Range", "bytes=0-9", "If-Range", header(other, "etag"));
        assertThat(same.statusCode()).isEqualTo(206);
    }

    @Test
    void headTellsTheLengthAndIsNoPlay() throws Exception {
        var answer = get("HEAD", "sound", "listener");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-length")).isEqualTo("" + sound.length);
        assertThat(answer.body()).isEmpty();
        assertThat(plays()).isEmpty();
    }

    @Test
    void withoutAnAuditEntryThereIsNoSound() throws Exception {
        try (var owner = DriverManager.getConnection(
                        lab.testDatabase.owner().jdbcUrl(),
                        lab.testDatabase.owner().user(),
                        lab.testDatabase.owner().password());
                var statement = owner.createStatement()) {
            statement.execute("REVOKE INSERT ON audit_entry FROM huifang_server");
            var answer = get("GET", "sound", "listener");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body().length).isLessThan(500);
            statement.execute("GRANT INSERT ON audit_entry TO huifang_server");
        }
        assertThat(get("GET", "sound", "listener").statusCode()).isEqualTo(200);
    }

    @Test
    void noByteLeavesWhileTheAuditTableIsLocked() throws Exception {
        try (var owner = DriverManager.getConnection(
                        lab.testDatabase.owner().jdbcUrl(),
                        lab.testDatabase.owner().user(),
                        lab.testDatabase.owner().password());
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE");
            var asked = client.sendAsync(request("GET", "sound", "listener"), HttpResponse.BodyHandlers.ofByteArray());
            Thread.sleep(500); // as long as a byte would have needed to come
            assertThat(asked).isNotDone();
            owner.rollback();
            assertThat(asked.get().body()).isEqualTo(sound);
        }
    }

    @Test
    void aDamagedFileIsNotPlayedAndRaisesAnAlarm() throws Exception {
        Path stored = lab.storeFolder.resolve(row.getString("stored_as"));
        byte[] bytes = Files.readAllBytes(stored);
        bytes[1000] ^= 1;
        Files.write(stored, bytes);
        assertThat(get("GET", "sound", "listener").statusCode()).isEqualTo(503);
        assertThat(plays()).isEmpty();
        Eventually.passes(() -> assertThat(lab.openAlarms()).contains("RECORDING_DAMAGED " + id));
        // Damage further on: the beginning is heard, then the connection is cut instead of ending well.
        bytes[1000] ^= 1;
        bytes[bytes.length - 20] ^= 1;
        Files.write(stored, bytes);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> get("GET", "sound", "listener"))
                .isInstanceOf(java.io.IOException.class);
        Files.write(stored, Arrays.copyOf(bytes, bytes.length - 30));
        assertThat(get("GET", "sound", "listener").statusCode()).isEqualTo(503);
    }

    @Test
    void onlyWhoMayListensAndOnlyToTheirOrganisation() throws Exception {
        assertThat(get("GET", "sound", "agent").statusCode()).isEqualTo(403);
        assertThat(get("GET", "sound", "nobody").statusCode()).isEqualTo(401);
        lab.query("UPDATE recording SET org_id = $2 WHERE id = $1", Tuple.of(id, UUID.randomUUID()));
        assertThat(get("GET", "sound", "listener").statusCode()).isEqualTo(404);
        assertThat(plays()).isEmpty();
    }

    @Test
    void aCallThatIsNotSealedYetIsAClearConflict() throws Exception {
        UUID pending = lab.endedCall(1000);
        lab.query("UPDATE recording SET ended_at = NULL WHERE id = $1", Tuple.of(pending));
        id = pending;
        var answer = get("GET", "sound", "listener");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).getString("detail")).contains("PENDING");
    }

    @Test
    void factsAndPeaksAreToldWithoutAPlay() throws Exception {
        var facts = json(get("GET", "", "listener"));
        assertThat(facts.getString("state")).isEqualTo("SEALED");
        assertThat(facts.getLong("durationMs")).isEqualTo(30_000);
        var peaks = json(get("GET", "peaks", "listener"));
        assertThat(peaks.getLong("durationMs")).isEqualTo(30_000);
        assertThat(peaks.getJsonArray("agent")).hasSize(2000);
        assertThat(peaks.getJsonArray("customer").getInteger(1000))
                .as("a tone of 8000 of 32768")
                .isBetween(60, 63);
        assertThat(plays()).isEmpty();
    }

    private void assertPart(String range, int from, int to) throws Exception {
        var answer = get("GET", "sound", "listener", "Range", range);
        assertThat(answer.statusCode()).as(range).isEqualTo(206);
        assertThat(answer.body()).as(range).isEqualTo(Arrays.copyOfRange(sound, from, to));
        assertThat(header(answer, "content-range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/" + sound.length);
    }

    private HttpRequest request(String method, String part, String token, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1/recordings/" + id
                        + (part.isEmpty() ? "" : "/" + part)))
                .header("Authorization", "Bearer " + token)
                .header("Accept-Encoding", "gzip")
                .method(method, HttpRequest.BodyPublishers.noBody());
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    private HttpResponse<byte[]> get(String method, String part, String token, String... headers) throws Exception {
        var answer = client.send(request(method, part, token, headers), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() < 300 && part.equals("sound")) {
            assertThat(header(answer, "content-encoding"))
                    .as("sound must not be compressed")
                    .isNotEqualTo("gzip");
        }
        return answer;
    }

    private static JsonObject json(HttpResponse<byte[]> answer) throws Exception {
        byte[] body = answer.body();
        if (header(answer, "content-encoding").equals("gzip")) {
            body = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return new JsonObject(new String(body, java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private List<Row> plays() throws Exception {
        return lab.query("SELECT * FROM audit_entry WHERE action = 'recording.play'", Tuple.tuple());
    }
}
