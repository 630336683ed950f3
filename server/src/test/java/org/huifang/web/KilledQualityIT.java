package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL inside a draw and inside a score: before the commit nothing of it is there, after it all of it is, and
 * whoever asks again with the same key gets the same draw and no second one.
 */
class KilledQualityIT {
    private static final String PASSWORD = "a long password";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private CallCentre centre;
    private Browser auditor;
    private Path log;
    private int port;

    @Test
    void aDrawAndAScoreAreThereOnceOrNotAtAll() throws Exception {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        log = folder.resolve("server.log");
        auditor = new Browser(path -> URI.create("http://127.0.0.1:" + port + path));
        try (var opened = new CallCentre(folder, 1, "http: {port: " + port + "}\n")) {
            centre = opened;
            centre.user("auditor", PASSWORD, "COMPLIANCE");
            UUID recording = recording();
            String[] card = new String[1];
            diesAt("sample-drawn", "draw-0001", () -> {
                card[0] = auditor.post("/api/v1/quality/scorecards", """
                        {"nameZh": "表", "nameEn": "Card", "reason": "first", "items": [
                          {"code": "A", "textZh": "甲", "textEn": "a", "weight": 1, "fatal": false}]}""").id();
                draw(card[0]);
            });
            assertThat(rows("SELECT 1 FROM sample")).isZero();
            assertThat(audited("sample.draw")).isZero();
            diesAt("sample-committed", "draw-0001", () -> draw(card[0]));
            assertThat(rows("SELECT 1 FROM sample")).isEqualTo(1);
            Object id = centre.rows("SELECT id FROM sample").get(0).get("id");
            String scores = "/api/v1/quality/recordings/" + recording + "/scores";
            String score = "{\"scorecardId\": \"" + card[0] + "\", \"version\": 1, \"sampleId\": \"" + id
                    + "\", \"marks\": [{\"item\": \"A\", \"mark\": \"PARTLY\"}]}";
            diesAt("score-written", "draw-0001", () -> {
                assertThat(draw(card[0]).id()).as("the draw of before").isEqualTo(id.toString());
                auditor.with("Idempotency-Key", "score-0001").post(scores, score);
            });
            assertThat(rows("SELECT 1 FROM score")).isZero();
            assertThat(rows("SELECT 1 FROM recording WHERE score IS NOT NULL")).isZero();
            diesAt("score-committed", "score-0001", () -> auditor.post(scores, score));
            assertThat(rows("SELECT 1 FROM score_mark")).isEqualTo(1);
            assertThat(rows("SELECT 1 FROM recording WHERE score = 50")).isEqualTo(1);
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                awaitWeb(server);
                var again = auditor.with("Idempotency-Key", "score-0001").post(scores, score);
                assertThat(again.status()).as(again.text()).isEqualTo(201);
                assertThat(auditor.get("/api/v1/quality/samples/" + id + "/repeat")
                                .json()
                                .getBoolean("same"))
                        .isTrue();
            }
            assertThat(rows("SELECT 1 FROM score")).isEqualTo(1);
            assertThat(audited("sample.draw")).isEqualTo(1);
            assertThat(audited("score.submit")).isEqualTo(1);
        }
    }

    private interface Asked {
        void run();
    }

    /** The last thing that is asked gets no answer. */
    private void diesAt(String point, String key, Asked asked) throws Exception {
        try (var server = ServerProcess.start(centre.configFile(), log, point)) {
            awaitWeb(server);
            auditor.with("Idempotency-Key", key);
            try {
                asked.run();
            } catch (IllegalStateException e) {
                assertThat(e).as(point).hasCauseInstanceOf(IOException.class);
            }
            server.awaitKilled(LONG);
        }
    }

    private void awaitWeb(ServerProcess server) {
        auditor.without("Idempotency-Key");
        CallCentre.await(LONG, server::log, () -> {
            try {
                return auditor.signIn("auditor", PASSWORD).status() == 200;
            } catch (IllegalStateException e) {
                return !server.isAlive();
            }
        });
    }

    private Browser.Answer draw(String card) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return auditor.post(
                "/api/v1/quality/samples",
                new JsonObject()
                        .put("rule", "PER_AGENT")
                        .put("amount", 5)
                        .put("unit", "CALLS")
                        .put("from", now.toString())
                        .put("until", now.plus(Duration.ofDays(36_500)).toString())
                        .put("scorecardId", card)
                        .put("reason", "check")
                        .encode());
    }

    private UUID recording() {
        UUID callback = centre.callback(
                centre.campaign("{}"), CustomerNumber.rings(1), Instant.now().plusSeconds(86_400));
        UUID id = Ids.next();
        centre.execute(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,"
                        + " started_at, ended_at, duration_ms) SELECT ?, now(), org_id, id, campaign_id, customer_id,"
                        + " gen_random_uuid(), gen_random_uuid(), 'SEALED', now(), now(), 1000 FROM callback WHERE id = ?",
                id,
                callback);
        return id;
    }

    private int rows(String query) {
        return centre.rows(query).size();
    }

    private int audited(String action) {
        return centre.rows("SELECT 1 FROM audit_entry WHERE action = ?", action).size();
    }
}
