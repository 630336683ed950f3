package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SippAgents;
import org.huifang.lab.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent sits at a desk: the page is open, calls are ended with its button, and a phone that hangs up is a lost line. */
class DeskIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path folder;

    @Test
    void atADeskThePhonesGoodbyeIsADropAndTheCustomerIsBridgedAgainInOneRecording() throws Exception {
        String talks = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(12), 1);
        try (var phone = SippAgents.startLeaving(folder, "leaving", 1, PATIENCE);
                var centre = new CallCentre(folder, 0, TestDatabase.create(), phone.phones(), 0)) {
            UUID callback = centre.callback(centre.campaign("{}"), talks);
            centre.startServer();
            try (var desk = signIn(centre).openPage()) {
                centre.awaitLive("BRIDGED", 1, SOON);
                CallCentre.await(SOON, () -> "bridged again; " + events(centre), () -> bridges(centre) == 2);
                var attempt = centre.awaitAttempt(callback, 1, SOON);
                assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "CUSTOMER");
                assertThat((Long) attempt.get("talk_ms")).isBetween(11_700L, 13_500L);
                assertThat(events(centre)).contains("CUSTOMER_ALONE", "LINE_BACK");
                assertThat(phone.log().calls()).as("the phone was called again").hasSizeGreaterThan(1);
                assertThat(centre.customers().callsTo(talks)).hasSize(1);
                var sound = centre.awaitSealed(attempt.get("id"));
                assertThat(sound).containsEntry("state", "SEALED");
                assertThat((Long) sound.get("duration_ms")).isGreaterThan(11_500L);
            }
        }
    }

    @Test
    void aDeskThatWasLeftIsAPlainPhoneAgain() throws Exception {
        String stays = CustomerNumber.answersAndStays(Duration.ofMillis(250), 1);
        try (var phone = SippAgents.startLeaving(folder, "leaving", 1, Duration.ofSeconds(14));
                var centre = new CallCentre(folder, 0, TestDatabase.create(), phone.phones(), 0)) {
            UUID callback = centre.callback(centre.campaign("{}"), stays);
            centre.startServer();
            var desk = signIn(centre).openPage();
            centre.awaitLive("BRIDGED", 1, SOON);
            desk.close();
            var attempt = centre.awaitAttempt(callback, 1, SOON);
            assertThat(attempt).containsEntry("outcome", "ANSWERED").containsEntry("ended_by", "AGENT");
            assertThat(bridges(centre)).isEqualTo(1);
        }
    }

    @Test
    void theButtonEndsTheTalkAndTheLineStays() throws Exception {
        String stays = CustomerNumber.answersAndStays(Duration.ofMillis(250), 1);
        String rings = CustomerNumber.rings(2);
        try (var centre = new CallCentre(folder, 1)) {
            UUID campaign = centre.campaign("{}");
            centre.startServer();
            var desk = signIn(centre);
            try (var page = desk.openPage()) {
                centre.awaitReadyAgents(1);
                assertThat(desk.hangUp()).as("in no talk").isEqualTo(409);
                UUID callback = centre.callback(campaign, stays);
                centre.awaitLive("BRIDGED", 1, SOON);
                Object line = centre.rows("SELECT line_id FROM agent").get(0).get("line_id");
                assertThat(desk.hangUp()).isEqualTo(204);
                var attempt = centre.awaitAttempt(callback, 1, SOON);
                assertThat(attempt)
                        .containsEntry("outcome", "ANSWERED")
                        .containsEntry("ended_by", "AGENT")
                        .containsEntry("q850", 16);
                CallCentre.await(
                        SOON,
                        "the customer got a goodbye",
                        () -> centre.customers().callsTo(stays).get(0).endedByAsterisk());
                assertThat(events(centre)).contains("ENDED_AT_DESK").doesNotContain("CUSTOMER_ALONE", "LINE_LOST");
                centre.awaitReadyAgents(1);
                assertThat(centre.rows("SELECT line_id FROM agent").get(0)).containsEntry("line_id", line);
                centre.callback(campaign, rings);
                centre.awaitLive("RINGING", 1, SOON);
                assertThat(desk.hangUp()).as("whoever rings is never cut short").isEqualTo(409);
            }
        }
    }

    private static List<Object> events(CallCentre centre) {
        return centre.rows("SELECT kind FROM attempt_event ORDER BY at, id").stream()
                .map(row -> row.get("kind"))
                .toList();
    }

    private static long bridges(CallCentre centre) {
        return events(centre).stream().filter("BRIDGED"::equals).count();
    }

    private Desk signIn(CallCentre centre) {
        centre.user("li", PASSWORD, "AGENT");
        centre.execute("UPDATE agent SET user_id = (SELECT id FROM app_user WHERE login = 'li')");
        var browser = new Browser(path -> URI.create(centre.http() + path));
        var answer = browser.signIn("li", PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        return new Desk(centre, browser, answer);
    }

    /** What the page does for its agent. */
    private record Desk(CallCentre centre, Browser browser, Browser.Answer signedIn) {
        /** Holds the page's stream open until it is closed. */
        InputStream openPage() throws Exception {
            String cookie = signedIn.raw()
                    .headers()
                    .firstValue("set-cookie")
                    .orElseThrow()
                    .split(";")[0];
            var request = HttpRequest.newBuilder(URI.create(centre.http() + "/api/v1/board/stream?desk=true"))
                    .header("Cookie", cookie)
                    .build();
            var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }

        int hangUp() {
            Object agent = centre.rows("SELECT id FROM agent").get(0).get("id");
            return browser.post("/api/v1/agents/" + agent + "/hangup", "").status();
        }
    }
}
