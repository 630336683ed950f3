package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL at each step of a calibration: before the commit nothing of the step is there, after it all of it is,
 * and whoever asks again with the same key makes nothing twice.
 */
class KilledCalibrationIT {
    private static final String PASSWORD = "a long password";
    private static final String CALIBRATIONS = "/api/v1/quality/calibrations";
    private static final String MARKS = "{\"marks\": [{\"item\": \"A\", \"mark\": \"%s\"}]}";

    @TempDir
    Path folder;

    private CallCentre centre;
    private DyingServer server;
    private Browser first;
    private Browser second;
    private String asked;

    @Test
    void eachStepIsThereOnceOrNotAtAll() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        first = new Browser(path -> URI.create("http://127.0.0.1:" + port + path));
        second = new Browser(path -> URI.create("http://127.0.0.1:" + port + path));
        try (var opened = new CallCentre(folder, 1, "http: {port: " + port + "}\n")) {
            centre = opened;
            centre.user("first", PASSWORD, "COMPLIANCE");
            centre.user("second", PASSWORD, "COMPLIANCE");
            server = new DyingServer(centre, folder.resolve("server.log"), PASSWORD);
            String id = made(recording());
            scoredBlind(CALIBRATIONS + "/" + id + "/scores");
        }
    }

    private String made(UUID recording) {
        server.diesAt("calibration-stored", "first", first, "make-0001", () -> {
            String card = first.post("/api/v1/quality/scorecards", """
                {"nameZh": "表", "nameEn": "Card", "reason": "first", "items": [
                  {"code": "A", "textZh": "甲", "textEn": "a", "weight": 1, "fatal": false}]}\
                """).id();
            asked = "{\"recordingId\": \"" + recording + "\", \"scorecardId\": \"" + card + "\", \"auditors\": [\""
                    + user("first") + "\", \"" + user("second") + "\"]}";
            first.with("Idempotency-Key", "make-0002").post(CALIBRATIONS, asked);
        });
        assertThat(count("calibration")).isZero();
        server.diesAt("calibration-noted", "first", first, "make-0002", () -> first.post(CALIBRATIONS, asked));
        assertThat(count("calibration")).isZero();
        assertThat(audited("calibration.make")).isZero();
        server.diesAt("calibration-committed", "first", first, "make-0002", () -> first.post(CALIBRATIONS, asked));
        assertThat(count("calibration")).isEqualTo(1);
        return centre.rows("SELECT id FROM calibration").get(0).get("id").toString();
    }

    private void scoredBlind(String scores) throws Exception {
        server.diesAt("blind-stored", "first", first, "make-0002", () -> {
            assertThat(first.post(CALIBRATIONS, asked).status())
                    .as("the answer of before")
                    .isEqualTo(201);
            first.with("Idempotency-Key", "blind-0001").post(scores, MARKS.formatted("MET"));
        });
        assertThat(count("calibration")).as("made once").isEqualTo(1);
        assertThat(count("score")).isZero();
        server.diesAt("blind-noted", "first", first, "blind-0001", () -> first.post(scores, MARKS.formatted("MET")));
        assertThat(count("score")).isZero();
        assertThat(count("score_mark")).isZero();
        assertThat(audited("calibration.score")).isZero();
        server.diesAt(
                "blind-committed", "first", first, "blind-0001", () -> first.post(scores, MARKS.formatted("MET")));
        assertThat(count("score")).isEqualTo(1);
        server.diesAt(
                "blind-noted", "second", second, "blind-0002", () -> second.post(scores, MARKS.formatted("NOT_MET")));
        assertThat(audited("calibration.complete"))
                .as("not complete with a half of it")
                .isZero();
        try (var alive = server.start("first", first)) {
            assertThat(first.with("Idempotency-Key", "blind-0001")
                            .post(scores, MARKS.formatted("MET"))
                            .status())
                    .as("the answer of before")
                    .isEqualTo(201);
            second.without("Idempotency-Key").signIn("second", PASSWORD);
            var blind = second.get(scores.replace("/scores", "")).json();
            assertThat(blind.getJsonObject("first").getBoolean("done")).isTrue();
            assertThat(blind.getJsonObject("first").containsKey("score"))
                    .as("still blind")
                    .isFalse();
            assertThat(second.with("Idempotency-Key", "blind-0002")
                            .post(scores, MARKS.formatted("NOT_MET"))
                            .status())
                    .isEqualTo(201);
            var both = second.get(scores.replace("/scores", "")).json();
            assertThat(both.getJsonObject("first").getInteger("score")).isEqualTo(100);
            assertThat(both.getJsonObject("second").getInteger("score")).isZero();
            assertThat(alive.isAlive()).isTrue();
        }
        assertThat(count("score")).isEqualTo(2);
        assertThat(count("score_mark")).isEqualTo(2);
        assertThat(audited("calibration.make")).isEqualTo(1);
        assertThat(audited("calibration.score")).isEqualTo(1);
        assertThat(audited("calibration.complete")).isEqualTo(1);
    }

    private Object user(String login) {
        return centre.rows("SELECT id FROM app_user WHERE login = ?", login)
                .get(0)
                .get("id");
    }

    private UUID recording() {
        UUID callback = centre.callback(
                centre.campaign("{}"), CustomerNumber.rings(1), Instant.now().plusSeconds(86_400));
        UUID id = Ids.next();
        centre.execute(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at, ended_at, duration_ms) SELECT ?, now(), org_id, id, campaign_id,"
                        + " customer_id, gen_random_uuid(), gen_random_uuid(), 'SEALED', now(), now(), 1000 FROM callback"
                        + " WHERE id = ?",
                id,
                callback);
        return id;
    }

    private int count(String table) {
        return centre.rows("SELECT 1 FROM " + table).size();
    }

    private int audited(String action) {
        return centre.rows("SELECT 1 FROM audit_entry WHERE action = ?", action).size();
    }
}
