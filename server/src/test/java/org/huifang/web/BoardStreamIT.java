package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BoardStreamIT {
    private static TestOffice office;
    private static String cookie;

    @BeforeAll
    static void open() throws Exception {
        office = TestOffice.start(Clock.systemUTC());
        cookie = new Browser(office::uri)
                .signIn("admin", TestOffice.PASSWORD)
                .raw()
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .split(";")[0];
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static LinkedBlockingQueue<JsonObject> watch() {
        var boards = new LinkedBlockingQueue<JsonObject>();
        URI uri = office.uri("/api/v1/board/stream");
        HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(uri).header("Cookie", cookie).build(),
                        HttpResponse.BodyHandlers.ofLines())
                .thenAccept(response -> response.body()
                        .filter(line -> line.startsWith("data: "))
                        .forEach(line -> boards.add(new JsonObject(line.substring(6)))));
        return boards;
    }

    @Test
    void theBoardIsPushedAtOnceAndAtEachChange() throws Exception {
        var boards = watch();
        var first = boards.poll(10, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(first.toString()).doesNotContain("李雷");
        office.execute("INSERT INTO agent (id, org_id, code, name, endpoint, presence_since)"
                + " SELECT gen_random_uuid(), id, '101', '李雷', 'agent-101', created_at FROM org_unit");
        office.hintBoard();
        JsonObject next = boards.poll(10, TimeUnit.SECONDS);
        while (next != null && !next.toString().contains("李雷")) {
            next = boards.poll(10, TimeUnit.SECONDS);
        }
        assertThat(next).as("the new agent arrived").isNotNull();
    }

    @Test
    void manyChangesAtOnceAreFewPushes() throws Exception {
        var boards = watch();
        assertThat(boards.poll(10, TimeUnit.SECONDS)).isNotNull();
        for (int i = 0; i < 100; i++) {
            office.execute("INSERT INTO alarm (id, kind, subject, detail, raised_at)"
                    + " VALUES (gen_random_uuid(), 'TEST', '" + i + "', 'x', TIMESTAMPTZ '2026-11-22 10:00Z')");
            office.hintBoard();
        }
        int pushes = 0;
        JsonObject last = null;
        for (var next = boards.poll(5, TimeUnit.SECONDS); next != null; next = boards.poll(5, TimeUnit.SECONDS)) {
            pushes++;
            last = next;
        }
        assertThat(last).isNotNull();
        assertThat(last.getJsonArray("alarms")).as("the newest state arrived").hasSize(100);
        assertThat(pushes).isLessThan(60);
    }

    @Test
    void aRingingCallCarriesTheFloorOfItsOwnRules() throws Exception {
        var boards = watch();
        assertThat(boards.poll(10, TimeUnit.SECONDS)).isNotNull();
        office.execute("""
                WITH o AS (SELECT id FROM org_unit),
                n AS (INSERT INTO node SELECT gen_random_uuid(), 'ring', 1, 'infinity', now() RETURNING id),
                t AS (INSERT INTO trunk (id, org_id, name, created_at) SELECT gen_random_uuid(), id, 'ring', now() FROM o RETURNING id),
                a AS (INSERT INTO agent (id, org_id, code, name, endpoint, presence_since)
                      SELECT gen_random_uuid(), id, 'ring', 'x', 'ring', now() FROM o RETURNING id),
                c AS (INSERT INTO campaign SELECT gen_random_uuid(), o.id, 'ring', 'x', 'ACTIVE', false, t.id, 3, now() FROM o, t RETURNING id),
                r AS (INSERT INTO campaign_rules SELECT c.id, v, o.id, jsonb_build_object('ringFloorSeconds', 20 + v), NULL, 'x', now()
                      FROM c, o, generate_series(1, 3) v),
                u AS (INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)
                      SELECT gen_random_uuid(), id, 'ring', 'x', now(), now() FROM o RETURNING id),
                b AS (INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, number_key, created_at)
                      SELECT gen_random_uuid(), o.id, c.id, u.id, 'x', 'LIVE', now(), 'DIALING', '\\x00', now() FROM o, c, u RETURNING id)
                INSERT INTO live_attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, number_key, trunk_id,
                    node_id, node_epoch, seq, state, claimed_at, zone, local_date, band_start, band_end, ring_at, ring_basis)
                SELECT gen_random_uuid(), o.id, b.id, c.id, 2, u.id, a.id, '\\x00', t.id, n.id, 1, 1, 'RINGING', now(), 'Asia/Shanghai',
                    current_date, '09:00', '10:30', now(), 'PROGRESS_183' FROM o, b, c, u, a, t, n
                """);
        office.hintBoard();
        JsonObject next = boards.poll(10, TimeUnit.SECONDS);
        while (next != null && next.getJsonArray("calls").isEmpty()) {
            next = boards.poll(10, TimeUnit.SECONDS);
        }
        assertThat(next).isNotNull();
        JsonObject call = next.getJsonArray("calls").getJsonObject(0);
        assertThat(call.getLong("ringFloorMs")).as("of version 2, not 3").isEqualTo(22_000);
        assertThat(call.getString("ringBasis")).isEqualTo("PROGRESS_183");
        var attempt = new Browser(office::uri)
                .with("Cookie", cookie)
                .get("/api/v1/callbacks/" + call.getString("callbackId"))
                .json()
                .getJsonArray("attempts")
                .getJsonObject(0);
        assertThat(attempt.getLong("ringFloorMs")).isEqualTo(22_000);
    }

    @Test
    void whoIsNotSignedInGetsNoStream() {
        assertThat(new Browser(office::uri).get("/api/v1/board/stream").status())
                .isEqualTo(401);
    }
}
