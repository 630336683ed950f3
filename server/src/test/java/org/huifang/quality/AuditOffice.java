package org.huifang.quality;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.huifang.TestOffice;
import org.huifang.TestWeb;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;
import org.huifang.lab.TurnedClock;
import org.huifang.web.SampleRoutes;
import org.huifang.web.ScoreRoutes;
import org.huifang.web.WebRoom;

/** The room of the auditors over HTTP, with people of every role, agents Li and Wang, and rows of recordings without sound. */
final class AuditOffice implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

    final TurnedClock clock = new TurnedClock(NOW);
    final UUID org = Ids.next();
    final UUID li = Ids.next();
    final UUID wang = Ids.next();
    final UUID sales = Ids.next();
    final UUID service = Ids.next();

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase testDatabase = TestDatabase.create();
    private final Database database;
    private final QualityRoom room;
    private final WebRoom web;
    private final HttpClient client = HttpClient.newHttpClient();

    AuditOffice(Path folder) throws Exception {
        NumberKeys.make(folder);
        database = new Database(vertx, testDatabase.address(), 6, List.of());
        var audit = new Audit(clock);
        people();
        room = new QualityRoom(vertx, database, new HearingRight(database, clock), audit, clock, place -> {});
        var keys = NumberKeys.readFrom(folder);
        web = TestWeb.start(
                vertx,
                database,
                clock,
                new SampleRoutes(room, database, keys, clock),
                new ScoreRoutes(room, database, keys, clock));
    }

    private void people() throws Exception {
        sql("INSERT INTO org_unit (id, name, zone, country, calendar, created_at)"
                + " VALUES ('%s', 'o', 'Asia/Shanghai', 'CN', 'CN', now())".formatted(org));
        sql("DO $$ BEGIN PERFORM make_partitions('2026-09-01', 4); END $$");
        UUID trunk = Ids.next();
        sql("INSERT INTO trunk (id, org_id, name, created_at) VALUES ('%s', '%s', 't', now())".formatted(trunk, org));
        for (var campaign : List.of(sales, service)) {
            sql("INSERT INTO campaign VALUES ('%s', '%s', 'c-%s', '回访', 'ACTIVE', false, '%s', 1, now())"
                    .formatted(campaign, org, campaign, trunk));
        }
        user("auditor", "COMPLIANCE");
        user("second", "COMPLIANCE");
        user("keeper", "RECORDS_MANAGER");
        user("boss", "SUPERVISOR");
        agent("li", li);
        agent("wang", wang);
    }

    private UUID user(String login, String role) throws Exception {
        UUID id = Ids.next();
        sql("INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                + " VALUES ('%s', '%s', '%s', '%s', 'none', '{%s}', now())".formatted(id, org, login, login, role));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(login.getBytes(StandardCharsets.UTF_8));
        sql("INSERT INTO api_token (token_hash, user_id, name, created_at) VALUES ('\\x%s', '%s', 'test', now())"
                .formatted(HexFormat.of().formatHex(hash), id));
        return id;
    }

    private void agent(String login, UUID id) throws Exception {
        UUID user = user(login, "AGENT");
        sql("INSERT INTO agent (id, org_id, user_id, code, name, endpoint, presence_since)"
                + " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', now())".formatted(id, org, user, login, login, login));
    }

    /** As it was when it was opened. */
    void clear() throws Exception {
        sql(
                "TRUNCATE score_release, score_mark, score, calibration, sample_item, sample_population, sample, scorecard_item,"
                        + " scorecard_version, scorecard, recording, customer_event, customer, audit_unchained, audit_entry CASCADE");
        sql("UPDATE app_user SET roles = '{AGENT}' WHERE login = 'li'");
    }

    UUID userId(String login) throws Exception {
        return UUID.fromString(value("SELECT id FROM app_user WHERE login = '" + login + "'"));
    }

    /** A minute of sealed sound, begun so long ago. */
    UUID recording(UUID agent, UUID campaign, Duration ago) throws Exception {
        UUID id = Ids.next();
        String at = NOW.minus(ago).toString();
        sql(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,"
                        + " started_at, ended_at, duration_ms) VALUES ('%s', '%s', '%s', gen_random_uuid(), '%s', gen_random_uuid(), '%s',"
                                .formatted(id, at, org, campaign, agent)
                        + " gen_random_uuid(), 'SEALED', '%s', '%s', 60000)".formatted(at, at));
        return id;
    }

    /** Greeting 60, identity 40 and fatal. */
    String scorecard() throws Exception {
        return json("auditor", "POST", "/scorecards", card()).getString("id");
    }

    static JsonObject card() {
        return new JsonObject()
                .put("nameZh", "通话质量")
                .put("nameEn", "Call quality")
                .put("reason", "first")
                .put(
                        "items",
                        new JsonArray()
                                .add(item("GREETING", "问候客户", 60, false).put("cause", "ATTITUDE"))
                                .add(item("IDENTITY", "核实身份", 40, true)));
    }

    private static JsonObject item(String code, String text, int weight, boolean fatal) {
        return new JsonObject()
                .put("code", code)
                .put("textZh", text)
                .put("textEn", code.toLowerCase(java.util.Locale.ROOT))
                .put("weight", weight)
                .put("fatal", fatal);
    }

    /** Of these two items. */
    static JsonArray marks(String greeting, String identity) {
        return new JsonArray()
                .add(new JsonObject().put("item", "GREETING").put("mark", greeting))
                .add(new JsonObject().put("item", "IDENTITY").put("mark", identity));
    }

    static JsonObject score(String scorecard, String greeting, String identity) {
        return new JsonObject().put("scorecardId", scorecard).put("version", 1).put("marks", marks(greeting, identity));
    }

    /** The last thirty days. */
    static JsonObject rule(String kind, String scorecard) {
        return new JsonObject()
                .put("rule", kind)
                .put("from", NOW.minus(Duration.ofDays(30)).toString())
                .put("until", NOW.toString())
                .put("scorecardId", scorecard)
                .put("reason", "monthly check");
    }

    HttpResponse<String> ask(String who, String method, String path, JsonObject body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1/quality" + path))
                .header("Authorization", "Bearer " + who);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    int status(String who, String method, String path, JsonObject body) throws Exception {
        return ask(who, method, path, body).statusCode();
    }

    /** Code of the remedy with which it is refused. */
    String refused(String who, String method, String path, JsonObject body) throws Exception {
        var answer = ask(who, method, path, body);
        if (answer.statusCode() < 400) {
            throw new AssertionError(path + " was not refused: " + answer.body());
        }
        var errors = new JsonObject(answer.body()).getJsonArray("errors", new JsonArray());
        return errors.isEmpty() ? answer.body() : errors.getJsonObject(0).getString("code");
    }

    JsonObject json(String who, String method, String path, JsonObject body) throws Exception {
        var answer = ask(who, method, path, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + " " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    }

    List<JsonObject> items(String who, String path) throws Exception {
        Stream<Object> items = json(who, "GET", path, null).getJsonArray("items").stream();
        return items.map(JsonObject.class::cast).toList();
    }

    long audited(String action) throws Exception {
        return Long.parseLong(value("SELECT count(*) FROM audit_entry WHERE action = '" + action + "'"));
    }

    String value(String sql) throws Exception {
        try (var connection = as(testDatabase.owner());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getObject(1)) : "nothing";
        }
    }

    /** As the owner of the tables. */
    int sql(String sql) throws Exception {
        try (var connection = as(testDatabase.owner());
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** As the server's own role. */
    int serverSql(String sql) throws Exception {
        try (var connection = as(testDatabase.address());
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static Connection as(org.huifang.db.DatabaseAddress address) throws Exception {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    @Override
    public void close() {
        TestOffice.await(web.stop()
                .eventually(() -> room.stop())
                .eventually(() -> database.close())
                .eventually(() -> vertx.close()));
    }
}
