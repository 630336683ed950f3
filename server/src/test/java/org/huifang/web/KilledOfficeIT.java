package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL inside what people and providers ask of it: nothing is half done, and who asks again gets it done
 * once. Each server shows that the one before left nothing behind, and dies at the next point.
 */
class KilledOfficeIT {
    private static final String PASSWORD = "a long password";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Instant TOMORROW =
            Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES);

    @TempDir
    Path folder;

    private CallCentre centre;
    private Browser boss;
    private Path log;
    private int port;

    @Test
    void nothingIsHalfDoneWhereverTheServerDies() throws Exception {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        log = folder.resolve("server.log");
        boss = new Browser(path -> URI.create("http://127.0.0.1:" + port + path));
        try (var opened = new CallCentre(
                folder, 1, "http: {port: " + port + "}\nmessages: {gateways_file: " + gateways() + "}")) {
            centre = opened;
            centre.user("boss", PASSWORD, "SUPERVISOR");
            UUID campaign = centre.campaign(
                    "{\"inbound\":{\"answerSeconds\":15},\"messages\":{\"notConvenient\":{\"text\":{\"zh\":\"{time}\"}}}}");
            UUID listed = centre.callback(campaign, CustomerNumber.rings(1), TOMORROW);
            UUID talked = centre.callback(campaign, CustomerNumber.rings(2), TOMORROW);
            UUID correction = seed(campaign, listed, talked);

            diesAt("list-moved", () -> decide(campaign, "APPROVE"));
            assertThat(centre.callbackRow(listed)).containsEntry("state", "REVIEW");
            assertThat(listState()).isEqualTo("PROPOSED");

            diesAt("list-held", () -> {
                assertThat(decide(campaign, "APPROVE").status()).isEqualTo(200);
                decide(campaign, "WITHDRAW");
            });
            assertThat(centre.callbackRow(listed)).as("as approved").containsEntry("state", "WAITING");
            assertThat(listState()).isEqualTo("APPROVED");

            String done = "/api/v1/corrections/" + correction + "/done";
            String right = "{\"reason\":\"asked\",\"numberIsRight\":true}";
            diesAt("correction-closed", () -> {
                assertThat(decide(campaign, "WITHDRAW").status()).isEqualTo(200);
                assertThat(centre.callbackRow(listed)).containsEntry("state", "REVIEW");
                boss.post(done, right);
            });
            assertThat(rows("SELECT 1 FROM correction WHERE done_at IS NULL")).isEqualTo(1);
            assertThat(rows("SELECT 1 FROM customer_phone WHERE wrong_since IS NOT NULL"))
                    .isEqualTo(1);

            String disposition = "/api/v1/callbacks/" + talked + "/disposition";
            String convenient = "{\"disposition\":\"NOT_CONVENIENT\",\"at\":\"" + TOMORROW + "\"}";
            diesAt("disposition-written", () -> {
                assertThat(boss.post(done, right).status()).isEqualTo(204);
                assertThat(boss.post(done, right).status()).isEqualTo(409);
                boss.post(disposition, convenient);
            });
            assertThat(centre.callbackRow(talked)).containsEntry("state", "WRAP_UP");
            assertThat(rows("SELECT 1 FROM message_outbox")).isZero();

            diesAt("reply-stored", () -> {
                assertThat(boss.post(disposition, convenient).status()).isEqualTo(204);
                assertThat(boss.post(disposition, convenient).status()).isEqualTo(409);
                reply();
            });
            assertThat(centre.callbackRow(talked)).containsEntry("appointment", true);
            assertThat(rows("SELECT 1 FROM message_outbox")).as("one message").isEqualTo(1);
            assertThat(rows("SELECT 1 FROM message_reply")).isZero();

            diesAt("reply-committed", this::reply);
            assertThat(rows("SELECT 1 FROM message_reply")).isEqualTo(1);
            assertThat(rows("SELECT 1 FROM number_ledger WHERE stopped_at IS NOT NULL"))
                    .as("the stop is in the same commit")
                    .isEqualTo(1);

            diesAt(
                    "answer-hours-forgotten",
                    () -> assertThat(reply().status())
                            .as("the provider was not thanked, and repeats")
                            .isEqualTo(200));
            assertThat(rows("SELECT 1 FROM message_reply")).isEqualTo(1);
            assertThat(rows("SELECT 1 FROM answer_hour WHERE dials = 77"))
                    .as("the sums from before are still there")
                    .isEqualTo(1);

            Path note = centre.asterisk().recordings().resolve("missed-1700000000.7.txt");
            Files.writeString(
                    note, Instant.now().getEpochSecond() - 60 + " trunk +86" + CustomerNumber.rings(9) + " end\n");
            diesAt("missed-note-written", () -> {});
            assertThat(note).exists();
            assertThat(rows("SELECT 1 FROM inbound_call WHERE state = 'MISSED'"))
                    .isEqualTo(1);
            try (var server = ServerProcess.start(centre.configFile(), log)) {
                CallCentre.await(LONG, "the note goes", () -> !Files.exists(note));
                assertThat(rows("SELECT 1 FROM inbound_call")).isEqualTo(1);
                CallCentre.await(
                        LONG,
                        () -> "summed up; now " + centre.rows("SELECT * FROM answer_hour"),
                        () -> rows("SELECT 1 FROM answer_hour WHERE dials = 1 AND answers = 1") == 1
                                && rows("SELECT 1 FROM answer_hour WHERE dials = 77") == 0);
                assertThat(server.isAlive()).isTrue();
            }
            assertThat(centre.rows("SELECT action, count(*) AS n FROM audit_entry WHERE action IN ('plan.approve',"
                            + " 'plan.withdraw', 'correction.done', 'callback.disposition') GROUP BY 1"))
                    .as("each was written down once")
                    .extracting(row -> row.get("action") + " " + row.get("n"))
                    .containsExactlyInAnyOrder(
                            "plan.approve 1", "plan.withdraw 1", "correction.done 1", "callback.disposition 1");
        }
    }

    private interface Asked {
        void run() throws Exception;
    }

    /** The last thing that is asked gets no answer. */
    private void diesAt(String point, Asked asked) throws Exception {
        try (var server = ServerProcess.start(centre.configFile(), log, point)) {
            awaitWeb(server);
            try {
                asked.run();
            } catch (IllegalStateException e) {
                assertThat(e).as(point).hasCauseInstanceOf(IOException.class);
            }
            server.awaitKilled(LONG);
        }
    }

    private void awaitWeb(ServerProcess server) {
        CallCentre.await(LONG, server::log, () -> {
            try {
                return boss.signIn("boss", PASSWORD).status() == 200;
            } catch (IllegalStateException e) {
                return !server.isAlive();
            }
        });
    }

    private Browser.Answer decide(UUID campaign, String decision) {
        return boss.post(
                "/api/v1/campaigns/" + campaign + "/plan",
                "{\"date\":\"2026-11-22\",\"decision\":\"" + decision + "\",\"reason\":\"looked through\"}");
    }

    private Browser.Answer reply() {
        return boss.get(
                "/api/v1/gateways/web/replies?key=s3cret&id=r1&from=86" + CustomerNumber.rings(2) + "&text=STOP");
    }

    private int rows(String query) {
        return centre.rows(query).size();
    }

    private String listState() {
        return (String) centre.rows("SELECT state FROM plan_list").get(0).get("state");
    }

    private UUID seed(UUID campaign, UUID listed, UUID talked) {
        centre.execute(
                "UPDATE callback SET state = 'REVIEW', reason = 'APPROVAL', listed_for = '2026-11-22' WHERE id = ?",
                listed);
        centre.execute(
                "INSERT INTO plan_list (campaign_id, list_date, org_id, state, callbacks, made_at)"
                        + " SELECT id, '2026-11-22', org_id, 'PROPOSED', 1, now() FROM campaign WHERE id = ?",
                campaign);
        centre.execute(
                "UPDATE callback SET state = 'WRAP_UP', reason = 'TALKED', next_at = NULL, dialable_until = NULL,"
                        + " wrap_up_until = now() + interval '1 day' WHERE id = ?",
                talked);
        UUID correction = Ids.next();
        centre.execute(
                "INSERT INTO correction (id, org_id, customer_id, callback_id, position, kind, created_at)"
                        + " SELECT ?, org_id, customer_id, id, 1, 'WRONG_NUMBER', now() FROM callback WHERE id = ?",
                correction,
                listed);
        centre.execute(
                "UPDATE customer_phone SET wrong_since = now() WHERE customer_id = (SELECT customer_id FROM callback"
                        + " WHERE id = ?)",
                listed);
        centre.execute(
                "INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id,"
                        + " node_id, seq, claimed_at, zone, local_date, band_start, band_end, ring_ms, answered_at, ended_at,"
                        + " talk_ms, outcome, counted, ended_by, source) SELECT gen_random_uuid(), org_id, id, campaign_id, 1,"
                        + " customer_id, id, id, id, 1, now(), 'Asia/Shanghai', now()::date, '00:00', '24:00', 0, now(), now(),"
                        + " 0, 'ANSWERED', true, 'CUSTOMER', 'EVENTS' FROM callback WHERE id = ?",
                talked);
        centre.execute(
                "INSERT INTO answer_hour (org_id, campaign_id, dialled_on, working, hour, dials, answers)"
                        + " SELECT org_id, id, (now() AT TIME ZONE 'UTC')::date, true, 3, 77, 7 FROM campaign WHERE id = ?",
                campaign);
        return correction;
    }

    private Path gateways() throws IOException {
        Path secret = Files.writeString(folder.resolve("callback.secret"), "s3cret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(folder.resolve("gateways.yaml"), """
                gateways:
                  web:
                    channel: SMS
                    http:
                      url: "http://127.0.0.1:1/send?to={to}&text={text}"
                      replies: {id: id, from: from, text: text}
                      callback_secret_file: %s
                """.formatted(secret));
    }
}
