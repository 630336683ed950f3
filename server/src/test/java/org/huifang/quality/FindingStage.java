package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.TestWeb;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;
import org.huifang.lab.TurnedClock;
import org.huifang.web.RectificationRoutes;
import org.huifang.web.ViolationRoutes;
import org.huifang.web.WebRoom;

/** A unit with calls and people of every role, and the room of findings over HTTP; the token of each is the login. */
final class FindingStage implements AutoCloseable {
    /** A Monday morning in Shanghai. */
    final TurnedClock clock = new TurnedClock(Instant.parse("2026-11-23T01:00:00Z"));

    final TestDatabase testDatabase = TestDatabase.create();
    final UUID org = Ids.next();
    final UUID li = Ids.next();
    final UUID wang = Ids.next();
    private final Vertx vertx = Vertx.vertx();
    private final Database database = new Database(vertx, testDatabase.address(), 6, List.of());
    private final RectificationRoom room;
    private final WebRoom web;
    private final HttpClient client = HttpClient.newHttpClient();

    FindingStage(Path folder) throws Exception {
        Path keys = folder.resolve("keys");
        NumberKeys.make(keys);
        run("DO $$ BEGIN PERFORM make_partitions('2026-09-01', 8); END $$");
        unit(org, "华东", null);
        UUID other = Ids.next();
        unit(other, "华北", null);
        user("keeper", org, "RECORDS_MANAGER");
        user("auditor", org, "COMPLIANCE");
        user("both", org, "COMPLIANCE,SUPERVISOR");
        user("boss", org, "SUPERVISOR");
        user("stranger", other, "COMPLIANCE");
        agent(li, user("li", org, "AGENT"), "a1", "李");
        agent(wang, user("wang", org, "AGENT,SUPERVISOR,COMPLIANCE"), "a2", "王");
        user("newcomer", org, "AGENT");
        var days = new WorkingDays(database);
        await(days.load());
        room = new RectificationRoom(vertx, database, days, new Audit(clock), clock, () -> {}, point -> {});
        web = TestWeb.start(
                vertx,
                database,
                clock,
                new RectificationRoutes(
                        room, new HearingRight(database, clock), database, NumberKeys.readFrom(keys), clock),
                new ViolationRoutes(room));
        room.start();
    }

    void unit(UUID id, String name, UUID parent) throws Exception {
        run(
                "INSERT INTO org_unit (id, parent_id, name, zone, country, calendar, created_at)"
                        + " VALUES (?, ?, ?, 'Asia/Shanghai', 'CN', 'CN', now())",
                id,
                parent,
                name);
    }

    UUID user(String login, UUID unit, String roles) throws Exception {
        UUID id = Ids.next();
        run(
                "INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                        + " VALUES (?, ?, ?, ?, 'none', string_to_array(?, ','), now())",
                id,
                unit,
                login,
                login,
                roles);
        run(
                "INSERT INTO api_token (token_hash, user_id, name, created_at) VALUES (?, ?, 'test', now())",
                MessageDigest.getInstance("SHA-256").digest(login.getBytes(StandardCharsets.UTF_8)),
                id);
        return id;
    }

    private void agent(UUID id, UUID user, String code, String name) throws Exception {
        run(
                "INSERT INTO agent (id, org_id, user_id, code, name, endpoint, presence_since) VALUES (?, ?, ?, ?, ?, ?, now())",
                id,
                org,
                user,
                code,
                name,
                code);
    }

    /** A sealed recording of a minute, of a call that this agent had on November 20th. */
    UUID recorded(UUID agent) throws Exception {
        UUID id = Ids.next();
        run(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,"
                        + " started_at, ended_at, duration_ms) SELECT ?, t, ?, gen_random_uuid(), gen_random_uuid(),"
                        + " gen_random_uuid(), ?, gen_random_uuid(), 'SEALED', t, t + interval '1 minute', 60000"
                        + " FROM (SELECT timestamptz '2026-11-20T01:00:00Z' AS t) x",
                id,
                org,
                agent);
        return id;
    }

    /** A call of this agent's that rang too short, without a recording. */
    UUID attempted(UUID agent) throws Exception {
        UUID id = Ids.next();
        run(
                "INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id,"
                        + " node_id, seq, claimed_at, zone, local_date, band_start, band_end, ring_ms, ended_at, talk_ms,"
                        + " outcome, counted, ended_by, source) SELECT ?, ?, x, x, 1, x, ?, x, x, 1,"
                        + " now(), 'Asia/Shanghai', '2026-11-20', '00:00', '24:00', 0, now(), 0,"
                        + " 'RANG_SHORT', false, 'AGENT', 'EVENTS' FROM gen_random_uuid() x",
                id,
                org,
                agent);
        return id;
    }

    UUID kind(String code) throws Exception {
        if (rows("SELECT 1 FROM violation_kind").isEmpty()) {
            json("keeper", "POST", "/quality/violation-kinds/usual", new JsonObject());
        }
        return UUID.fromString(rows("SELECT id::text FROM violation_kind WHERE code = '" + code + "'")
                .get(0));
    }

    JsonObject finding(UUID call, String kind) throws Exception {
        return new JsonObject()
                .put("attemptId", call.toString())
                .put("kindId", kind(kind).toString())
                .put("text", "语气生硬");
    }

    String opened(UUID call) throws Exception {
        return json("auditor", "POST", "/quality/findings", finding(call, "ATTITUDE"))
                .getString("id");
    }

    /** Opened by the auditor, answered by the supervisor. */
    String answered(UUID call) throws Exception {
        String id = opened(call);
        json("boss", "POST", "/quality/findings/" + id + "/answer", text("谈过话了"));
        return id;
    }

    /** Confirmed now. */
    String confirmed(UUID call) throws Exception {
        String id = answered(call);
        json("keeper", "POST", "/quality/findings/" + id + "/close", judged(true, "听过录音"));
        return id;
    }

    static JsonObject text(String text) {
        return new JsonObject().put("text", text);
    }

    static JsonObject judged(boolean confirmed, String note) {
        return new JsonObject().put("confirmed", confirmed).put("note", note);
    }

    JsonObject seen(String who, String id) throws Exception {
        return json(who, "GET", "/quality/findings/" + id, null);
    }

    void looksForLateOnes() throws Exception {
        await(new LateFindings(vertx, database, clock, () -> {}).look());
    }

    HttpResponse<byte[]> ask(String who, String method, String path, JsonObject body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1" + path))
                .header("Authorization", "Bearer " + who);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(
                (body == null
                                ? request.method(method, HttpRequest.BodyPublishers.noBody())
                                : request.header("Content-Type", "application/json")
                                        .method(method, HttpRequest.BodyPublishers.ofString(body.encode())))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The status, and the code of the remedy where it was refused. */
    String outcome(String who, String method, String path, JsonObject body) throws Exception {
        var answer = ask(who, method, path, body);
        if (answer.statusCode() < 300) {
            return Integer.toString(answer.statusCode());
        }
        var errors = new JsonObject(text(answer)).getJsonArray("errors");
        return answer.statusCode()
                + (errors.isEmpty() ? "" : " " + errors.getJsonObject(0).getString("code"));
    }

    JsonObject json(String who, String method, String path, JsonObject body) throws Exception {
        var answer = ask(who, method, path, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + " " + answer.statusCode() + " " + text(answer));
        }
        return answer.body().length == 0 ? new JsonObject() : new JsonObject(text(answer));
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** First columns, read as owner. */
    List<String> rows(String sql) throws Exception {
        try (var connection = connect(testDatabase.owner());
                var found = connection.createStatement().executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    void run(String sql, Object... values) throws Exception {
        try (var connection = connect(testDatabase.owner());
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    static java.sql.Connection connect(DatabaseAddress address) throws Exception {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(web.stop());
        room.stop();
        await(database.close());
        await(vertx.close());
    }
}
