package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.huifang.db.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who hears what, by whose leave, and what leaves the house (R63, R64). */
class AccessIT {
    @TempDir
    Path folder;

    private KeepingStage stage;
    private UUID id;

    @BeforeEach
    void open() throws Exception {
        stage = new KeepingStage(folder);
        id = stage.sealed();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void whoeverHasNoLeaveAsksAndHearsUntilTheGrantEnds() throws Exception {
        var refused = stage.ask("agent", "GET", "/recordings/" + id + "/sound", null);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(KeepingStage.code(refused)).isEqualTo("ASK_FOR_ACCESS");
        stage.json("agent", "POST", "/access/requests", asked(2, false));
        assertThat(stage.sound("agent", id)).as("asked is not granted").isEqualTo(403);
        assertThat(stage.decide("auditor", stage.waiting(), "approve").statusCode())
                .as("only the records manager grants")
                .isEqualTo(403);
        assertThat(stage.decide("keeper", stage.waiting(), "approve").statusCode())
                .isEqualTo(204);
        assertThat(stage.sound("agent", id)).isEqualTo(200);
        assertThat(stage.sound("agent2", id)).as("it names a person").isEqualTo(403);
        assertThat(stage.sound("agent", stage.sealed())).as("and recordings").isEqualTo(403);
        stage.clock.turn(Duration.ofMinutes(119));
        assertThat(stage.sound("agent", id)).isEqualTo(200);
        stage.clock.turn(Duration.ofMinutes(1));
        assertThat(stage.sound("agent", id)).as("it ended by itself").isEqualTo(403);
        assertThat(stage.audited("access.request")).isEqualTo(1);
        assertThat(stage.audited("access.approve")).isEqualTo(1);
    }

    @Test
    void aGrantIsTakenBackAtOnce() throws Exception {
        String request = stage.json("agent", "POST", "/access/requests", asked(48, false))
                .getString("id");
        stage.decide("keeper", stage.waiting(), "approve");
        assertThat(stage.sound("agent", id)).isEqualTo(200);
        var reason = new JsonObject().put("reason", "left the case");
        assertThat(stage.status("agent", "POST", "/access/requests/" + request + "/revoke", reason))
                .isEqualTo(403);
        assertThat(stage.status("keeper", "POST", "/access/requests/" + request + "/revoke", reason))
                .isEqualTo(204);
        assertThat(stage.sound("agent", id)).isEqualTo(403);
        assertThat(stage.status("keeper", "POST", "/access/requests/" + request + "/revoke", reason))
                .isEqualTo(409);
    }

    @Test
    void nobodyApprovesTheirOwnNotEvenInTheTable() throws Exception {
        stage.json("keeper", "POST", "/access/requests", asked(2, false));
        var own = stage.decide("keeper", stage.waiting(), "approve");
        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(KeepingStage.code(own)).isEqualTo("NOT_YOUR_OWN");
        assertThatThrownBy(() -> stage.lab.query(
                        "UPDATE second_person SET decision = 'APPROVED', decided_by = requested_by, decided_at = $1",
                        Tuple.of(stage.clock.instant().atOffset(ZoneOffset.UTC))))
                .hasMessageContaining("check");
    }

    @Test
    void aSetThatGrewAfterItWasAskedForIsNotGranted() throws Exception {
        String request =
                stage.json("agent", "POST", "/access/requests", asked(2, false)).getString("id");
        var consent = stage.waiting();
        stage.lab.query(
                "INSERT INTO access_request_recording VALUES ($1, $2)",
                Tuple.of(UUID.fromString(request), stage.sealed()));
        var changed = stage.decide("keeper", consent, "approve");
        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(KeepingStage.code(changed)).isEqualTo("CONTENT_CHANGED");
        assertThat(stage.sound("agent", id)).isEqualTo(403);
        var otherContent = consent.copy().put("content", "0".repeat(64));
        assertThat(stage.decide("keeper", otherContent, "approve").statusCode()).isEqualTo(409);
        assertThat(stage.decide("keeper", consent, "refuse").statusCode()).isEqualTo(204);
        assertThat(stage.decide("keeper", consent, "approve").statusCode()).isEqualTo(409);
    }

    @Test
    void aRequestNobodyDecidedForAWeekCannotBeApproved() throws Exception {
        stage.json("agent", "POST", "/access/requests", asked(2, false));
        var consent = stage.waiting();
        stage.clock.turn(Duration.ofDays(7));
        assertThat(KeepingStage.code(stage.decide("keeper", consent, "approve")))
                .isEqualTo("CONSENT_LAPSED");
    }

    @Test
    void anotherDepartmentFindsNothingWithoutAGrant() throws Exception {
        stage.giveStranger("stranger");
        assertThat(stage.sound("stranger", id)).as("its compliance is not ours").isEqualTo(404);
        var units = stage.json("stranger", "GET", "/access/units", null).getJsonArray("items");
        assertThat(units).hasSize(2);
        var ask = asked(1, false)
                .put("unit", stage.lab.org.toString())
                .put(
                        "filter",
                        new JsonObject()
                                .put(
                                        "from",
                                        stage.clock.instant().minusSeconds(600).toString())
                                .put(
                                        "to",
                                        stage.clock.instant().plusSeconds(600).toString()));
        ask.remove("recordings");
        stage.json("stranger", "POST", "/access/requests", ask);
        assertThat(stage.decide("keeper", stage.waiting(), "approve").statusCode())
                .isEqualTo(204);
        assertThat(stage.sound("stranger", id)).isEqualTo(200);
        assertThat(stage.sound("stranger", stage.sealed()))
                .as("the filter was frozen")
                .isEqualTo(404);
        var own = stage.json("stranger", "GET", "/access/requests/own", null).getJsonArray("items");
        assertThat(own.getJsonObject(0).getString("state")).isEqualTo("APPROVED");
        assertThat(stage.json("keeper", "GET", "/access/requests", null)
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("askedByUnit"))
                .isEqualTo("sales");
    }

    @Test
    void anAgentHearsOwnCallsWhereTheCampaignAllowsIt() throws Exception {
        var lab = stage.lab;
        var at = lab.clock.instant().atOffset(ZoneOffset.UTC);
        UUID agent = Ids.next();
        UUID campaign = lab.row(id).getUUID("campaign_id");
        lab.query(
                "INSERT INTO agent (id, org_id, user_id, code, name, endpoint, presence_since) SELECT $1, org_id, id, 'A1', 'A', 'a1', $2"
                        + " FROM app_user WHERE login = 'agent'",
                Tuple.of(agent, at));
        lab.query("UPDATE recording SET agent_id = $2 WHERE id = $1", Tuple.of(id, agent));
        assertThat(stage.sound("agent", id)).isEqualTo(403);
        lab.query(
                "INSERT INTO campaign_rules (campaign_id, version, org_id, rules, reason, published_at)"
                        + " VALUES ($1, 2, $2, $3, 'test', $4)",
                Tuple.of(campaign, lab.org, new JsonObject().put("agentsMayHearOwn", true), at));
        lab.query("UPDATE campaign SET current_version = 2 WHERE id = $1", Tuple.of(campaign));
        assertThat(stage.sound("agent", id)).isEqualTo(200);
        assertThat(stage.sound("agent2", id)).isEqualTo(403);
        assertThat(stage.sound("boss", id)).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(SoundFormat.class)
    void aCopyIsMarkedAndOnFileAndTheSealedFileStaysAsItIs(SoundFormat format) throws Exception {
        id = stage.sealed(format);
        Path sealed = stage.lab.storeFolder.resolve(stage.lab.row(id).getString("stored_as"));
        byte[] before = Files.readAllBytes(sealed);
        var copy = copy("auditor");
        assertThat(copy.statusCode()).isEqualTo(200);
        assertThat(copy.headers().firstValue("content-disposition").orElse(""))
                .contains(id.toString())
                .contains("auditor");
        try (var grabber = new FFmpegFrameGrabber(new ByteArrayInputStream(copy.body()), 0)) {
            grabber.start();
            assertThat(grabber.getMetadata() + " " + grabber.getAudioMetadata())
                    .contains("auditor")
                    .contains("for the court");
        }
        long original = frames(
                stage.ask("auditor", "GET", "/recordings/" + id + "/sound", null)
                        .body(),
                format);
        // An MP3 copy tells no player how much of its first frame is silence.
        assertThat(frames(copy.body(), format))
                .as("the whole sound")
                .isBetween(original, original + (format == SoundFormat.MP3 ? 3_000 : 0));
        var filed = stage.json("keeper", "GET", "/access/copies", null)
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(filed.getString("sha256"))
                .isEqualTo(HexFormat.of().formatHex(Sha256.start().digest(copy.body())));
        assertThat(stage.audited("recording.export")).isEqualTo(1);
        assertThat(Files.readAllBytes(sealed)).isEqualTo(before);
        assertThat(copy("boss").statusCode()).as("a supervisor listens only").isEqualTo(403);
    }

    @Test
    void listeningIsNotLeaveToTakeACopy() throws Exception {
        stage.json("agent", "POST", "/access/requests", asked(2, false));
        stage.decide("keeper", stage.waiting(), "approve");
        assertThat(KeepingStage.code(copy("agent"))).isEqualTo("NO_COPIES");
        stage.json("agent", "POST", "/access/requests", asked(2, true));
        stage.decide("keeper", stage.waiting(), "approve");
        assertThat(copy("agent").statusCode()).isEqualTo(200);
        assertThat(stage.lab
                        .query("SELECT request_id FROM recording_export", Tuple.tuple())
                        .get(0)
                        .getUUID(0))
                .isNotNull();
    }

    @Test
    void noByteOfACopyLeavesBeforeItIsOnFile() throws Exception {
        try (var owner = KeepingStage.as(stage.lab.testDatabase.owner());
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE");
            var asked = stage.client()
                    .sendAsync(
                            stage.request("auditor", "POST", "/recordings/" + id + "/copies", reason()),
                            HttpResponse.BodyHandlers.ofByteArray());
            Thread.sleep(700);
            assertThat(asked).isNotDone();
            owner.rollback();
            assertThat(asked.get().statusCode()).isEqualTo(200);
            statement.execute("REVOKE INSERT ON audit_entry FROM huifang_server");
            owner.commit();
            var refused = copy("auditor");
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body().length).isLessThan(500);
            statement.execute("GRANT INSERT ON audit_entry TO huifang_server");
            owner.commit();
        }
        assertThat(stage.lab.query("SELECT 1 FROM recording_export", Tuple.tuple()))
                .hasSize(1);
    }

    @Test
    void whatARegulatorIsHandedIsFiled() throws Exception {
        var ask = asked(24, true).put("purpose", "REGULATOR");
        assertThat(stage.status("agent", "POST", "/access/requests", ask))
                .as("without a recipient")
                .isEqualTo(400);
        ask.put("recipient", "CSRC").put("reference", "2026-77");
        String request = stage.json("agent", "POST", "/access/requests", ask).getString("id");
        var handover = new JsonObject()
                .put("handedOn", "2026-11-23")
                .put("recipient", "Inspector Li")
                .put("way", "on a disc, in person");
        assertThat(stage.status("keeper", "POST", "/access/requests/" + request + "/handovers", handover))
                .as("not granted yet")
                .isEqualTo(409);
        stage.decide("keeper", stage.waiting(), "approve");
        stage.json("keeper", "POST", "/access/requests/" + request + "/handovers", handover);
        var entry = stage.json("keeper", "GET", "/access/requests", null)
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(entry.getJsonArray("handovers").getJsonObject(0).getString("recipient"))
                .isEqualTo("Inspector Li");
        assertThat(stage.audited("access.handover")).isEqualTo(1);
    }

    private static long frames(byte[] sound, SoundFormat format) throws Exception {
        long[] frames = {0};
        SoundDecoder.decode(new ByteArrayInputStream(sound), format, s -> frames[0] += s.remaining() / 2);
        return frames[0];
    }

    private JsonObject asked(int hours, boolean copies) {
        return new JsonObject()
                .put("recordings", new JsonArray().add(id.toString()))
                .put("purpose", "INTERNAL")
                .put("copies", copies)
                .put("hours", hours)
                .put("reason", "complaint 4711");
    }

    private static JsonObject reason() {
        return new JsonObject().put("reason", "for the court");
    }

    private HttpResponse<byte[]> copy(String who) throws Exception {
        return stage.ask(who, "POST", "/recordings/" + id + "/copies", reason());
    }
}
