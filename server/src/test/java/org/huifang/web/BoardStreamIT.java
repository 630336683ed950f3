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
        assertThat(first.getJsonArray("agents")).isEmpty();
        office.execute("INSERT INTO agent (id, org_id, code, name, endpoint, presence_since)"
                + " SELECT gen_random_uuid(), id, '101', '李雷', 'agent-101', created_at FROM org_unit");
        office.hintBoard();
        JsonObject next = boards.poll(10, TimeUnit.SECONDS);
        while (next != null && next.getJsonArray("agents").isEmpty()) {
            next = boards.poll(10, TimeUnit.SECONDS);
        }
        assertThat(next).isNotNull();
        assertThat(next.getJsonArray("agents").getJsonObject(0).getString("name"))
                .isEqualTo("李雷");
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
    void whoIsNotSignedInGetsNoStream() {
        assertThat(new Browser(office::uri).get("/api/v1/board/stream").status())
                .isEqualTo(401);
    }
}
