package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pauses of a recording on a real Asterisk: silent in all files, marked, ended by themselves, whatever dies meanwhile. */
class RecordingPauseIT {
    private static final String PASSWORD = "a long pass phrase";
    private static final String RULES = "{\"recording\":{\"format\":\"FLAC\",\"pauseSeconds\":10}}";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern PORT = Pattern.compile("listening http=127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path folder;

    private CallCentre centre;

    @Test
    void pausedByTheAgentNothingIsRecordedUntilTheAgentOrTheTimeEndsIt() throws Exception {
        try (var opened = new CallCentre(folder, 1).startServer()) {
            centre = opened;
            var browser = agentAt(centre.http());
            String pause = "/api/v1/agents/" + one("SELECT id FROM agent") + "/recording-pause";
            assertThat(browser.post(pause, "{\"reason\":\"CARD_NUMBER\"}").status())
                    .as("without a talk there is nothing to pause")
                    .isEqualTo(409);
            UUID attempt = talk();
            Thread.sleep(3000);
            assertThat(browser.post(pause, "{\"reason\":\"CARD_NUMBER\"}").status())
                    .isEqualTo(200);
            Thread.sleep(3000);
            assertThat(browser.delete(pause).status()).isEqualTo(204);
            Thread.sleep(1500);
            String until = browser.post(pause, "{\"reason\":\"CUSTOMER_ASKED\"}")
                    .json()
                    .getString("until");
            assertThat(browser.get(pause).json().getString("until")).isEqualTo(until);
            CallCentre.await(
                    Duration.ofSeconds(14),
                    "ends by itself",
                    () -> browser.get(pause).json().getString("until") == null);
            Thread.sleep(5000);
            var pauses = centre.rows("SELECT * FROM recording_pause ORDER BY from_ms");
            assertThat(pauses).extracting(row -> row.get("ended")).containsExactly("AGENT", "TIME");
            for (String leg : new String[] {"-r", "-t"}) {
                Path wav = centre.asterisk().recordings().resolve(attempt + leg + ".wav");
                long before = (Long) pauses.get(0).get("from_ms");
                assertThat(loudest(wav, before - 2500, before - 500))
                        .as("before" + leg)
                        .isGreaterThan(500);
                for (Map<String, Object> one : pauses) {
                    long from = (Long) one.get("from_ms");
                    long to = (Long) one.get("to_ms");
                    assertThat(loudest(wav, from + 700, to - 700))
                            .as("muted" + leg)
                            .isLessThanOrEqualTo(8);
                }
                long after = (Long) pauses.get(1).get("to_ms");
                assertThat(loudest(wav, after + 500, after + 2500))
                        .as("after" + leg)
                        .isGreaterThan(500);
            }
            browser.post("/api/v1/agents/" + one("SELECT id FROM agent") + "/hangup", "");
            assertThat(centre.awaitSealed(attempt))
                    .containsEntry("state", "SEALED")
                    .containsEntry("problem", null);
            centre.user("officer", PASSWORD, "COMPLIANCE");
            var officer = new Browser(path -> URI.create(centre.http() + path));
            officer.signIn("officer", PASSWORD);
            JsonArray shown =
                    officer.get("/api/v1/recordings/" + attempt).json().getJsonArray("pauses");
            assertThat(shown).hasSize(2);
            assertThat(shown.getJsonObject(0).getString("reason")).isEqualTo("CARD_NUMBER");
            assertThat(shown.getJsonObject(0).getString("begunBy")).isEqualTo("li");
            assertThat(centre.rows("SELECT action FROM audit_entry WHERE action LIKE 'pause.%' ORDER BY at"))
                    .extracting(row -> row.get("action"))
                    .containsExactly("pause.begin", "pause.end", "pause.begin", "pause.end");
        }
    }

    @Test
    void aPauseEndsAlsoWhenTheServerDies() throws Exception {
        try (var opened = new CallCentre(folder, 1)) {
            centre = opened;
            Path log = folder.resolve("server.log");
            UUID attempt;
            try (var server = ServerProcess.start(centre.configFile(), log, "pause-muted")) {
                var browser = agentAt(address(log));
                attempt = talk();
                Thread.sleep(2500);
                Object agent = one("SELECT id FROM agent");
                try {
                    browser.post("/api/v1/agents/" + agent + "/recording-pause", "{\"reason\":\"CARD_NUMBER\"}");
                } catch (IllegalStateException died) {
                    assertThat(died).hasMessageContaining("recording-pause");
                }
                server.awaitKilled(SOON);
            }
            Thread.sleep(20_000);
            Path customer = centre.asterisk().recordings().resolve(attempt + "-r.wav");
            long length = (Files.size(customer) - 44) / 16;
            assertThat(length).as("recorded on, without a server").isGreaterThan(18_000);
            assertThat(loudest(customer, 4500, 11_000))
                    .as("while it was paused")
                    .isLessThanOrEqualTo(8);
            assertThat(loudest(customer, length - 2000, length))
                    .as("by the PBX alone")
                    .isGreaterThan(500);
            try (var server = ServerProcess.start(centre.configFile(), log, null)) {
                CallCentre.await(
                        SOON,
                        () -> "the marker ends; now " + centre.rows("SELECT * FROM recording_pause"),
                        () -> !centre.rows("SELECT 1 FROM recording_pause WHERE ended = 'PBX'")
                                .isEmpty());
                assertThat((Long) one("SELECT to_ms - from_ms FROM recording_pause"))
                        .isBetween(12_000L, 15_000L);
                assertThat(centre.rows("SELECT 1 FROM live_attempt WHERE id = ?", attempt))
                        .as("the talk goes on")
                        .hasSize(1);
                assertThat(server.isAlive()).isTrue();
            }
        }
    }

    /** Marked and not yet muted: the agent sees the pause when the server is back, so it must be one. */
    @Test
    void whatIsMarkedWhenTheServerDiesIsMutedWhenItIsBack() throws Exception {
        try (var opened = new CallCentre(folder, 1)) {
            centre = opened;
            diesWhilePaused("pause-begun", false);
            long restarted = soundNow(customerLeg());
            try (var server = ServerProcess.start(centre.configFile(), folder.resolve("server.log"))) {
                awaitEnded();
                Thread.sleep(3000);
                assertThat(server.isAlive()).isTrue();
            }
            var pause = centre.rows("SELECT * FROM recording_pause").get(0);
            assertThat(pause.get("ended")).isEqualTo("TIME");
            long to = (Long) pause.get("to_ms");
            assertThat(to - restarted).as("milliseconds left when it was back").isGreaterThan(5_000);
            assertThat(loudest(customerLeg(), to - 3000, to - 700)).isLessThanOrEqualTo(8);
            assertThat(loudest(customerLeg(), to + 500, to + 2500)).as("after").isGreaterThan(500);
        }
    }

    /** Heard again and still marked: the marker ends in time, and no silence is outside of it. */
    @Test
    void aMarkerThatTheServerDiedBeforeEndingEndsInTime() throws Exception {
        try (var opened = new CallCentre(folder, 1)) {
            centre = opened;
            diesWhilePaused("pause-unmuted", true);
            try (var server = ServerProcess.start(centre.configFile(), folder.resolve("server.log"))) {
                awaitEnded();
                Thread.sleep(3000);
                assertThat(server.isAlive()).isTrue();
            }
            var pause = centre.rows("SELECT * FROM recording_pause").get(0);
            long from = (Long) pause.get("from_ms");
            long to = (Long) pause.get("to_ms");
            assertThat(to - from).isBetween(39_000L, 46_000L);
            assertThat(loudest(customerLeg(), from + 700, from + 1700))
                    .as("paused")
                    .isLessThanOrEqualTo(8);
            assertThat(loudest(customerLeg(), from - 2000, from - 300))
                    .as("before")
                    .isGreaterThan(500);
            assertThat(loudest(customerLeg(), to + 500, to + 2500)).as("after").isGreaterThan(500);
            assertThat(centre.rows("SELECT 1 FROM audit_entry WHERE action = 'pause.end'"))
                    .hasSize(1);
        }
    }

    /** An agent pauses, and perhaps ends the pause, and the server dies of it; the talk goes on. */
    private void diesWhilePaused(String place, boolean ended) throws Exception {
        Path log = folder.resolve("server.log");
        try (var server = ServerProcess.start(centre.configFile(), log, place)) {
            var browser = agentAt(address(log));
            talk("{\"recording\":{\"format\":\"FLAC\",\"pauseSeconds\":40}}");
            Thread.sleep(3000);
            String pause = "/api/v1/agents/" + one("SELECT id FROM agent") + "/recording-pause";
            try {
                browser.post(pause, "{\"reason\":\"CARD_NUMBER\"}");
                if (ended) {
                    Thread.sleep(3000);
                    browser.delete(pause);
                }
            } catch (IllegalStateException died) {
                assertThat(died).hasMessageContaining("recording-pause");
            }
            server.awaitKilled(SOON);
        }
        assertThat(centre.rows("SELECT 1 FROM recording_pause WHERE ended IS NULL"))
                .hasSize(1);
    }

    private void awaitEnded() {
        CallCentre.await(
                Duration.ofSeconds(60),
                () -> "the marker ends; now " + centre.rows("SELECT * FROM recording_pause"),
                () -> centre.rows("SELECT 1 FROM recording_pause WHERE ended IS NULL")
                        .isEmpty());
    }

    private Path customerLeg() {
        return centre.asterisk().recordings().resolve(one("SELECT recording_id FROM recording_pause") + "-r.wav");
    }

    private static long soundNow(Path wav) throws IOException {
        return (Files.size(wav) - 44) / 16;
    }

    private Browser agentAt(String address) {
        centre.user("li", PASSWORD, "AGENT");
        centre.execute("UPDATE agent SET user_id = (SELECT id FROM app_user WHERE login = 'li')");
        var browser = new Browser(path -> URI.create(address + path));
        assertThat(browser.signIn("li", PASSWORD).status()).isEqualTo(200);
        return browser;
    }

    private static String address(Path log) {
        String[] found = {null};
        CallCentre.await(SOON, "the server listens", () -> {
            try {
                var matcher = PORT.matcher(Files.exists(log) ? Files.readString(log) : "");
                while (matcher.find()) {
                    found[0] = "http://127.0.0.1:" + matcher.group(1);
                }
                return found[0] != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found[0];
    }

    private UUID talk() {
        return talk(RULES);
    }

    private UUID talk(String rules) {
        centre.awaitReadyAgents(1);
        centre.callback(centre.campaign(rules), CustomerNumber.answersAndStays(Duration.ofSeconds(1), 1));
        centre.awaitLive("BRIDGED", 1, SOON);
        return (UUID) one("SELECT id FROM live_attempt");
    }

    private Object one(String query) {
        return centre.rows(query).get(0).values().iterator().next();
    }

    /** Of 32,767, between two moments of a recording that may still be written. */
    private static int loudest(Path wav, long fromMs, long toMs) throws IOException {
        var samples = ByteBuffer.wrap(Files.readAllBytes(wav))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(44)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        int loudest = 0;
        for (long at = Math.max(0, fromMs * 8); at < Math.min(samples.limit(), toMs * 8); at++) {
            loudest = Math.max(loudest, Math.abs((int) samples.get((int) at)));
        }
        return loudest;
    }
}
