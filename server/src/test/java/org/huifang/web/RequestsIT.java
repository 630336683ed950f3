package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another employee takes a customer's request (R45): stored, its callback found or made, its agent told at once. */
class RequestsIT {
    private static final String PATH = "/api/v1/customer-requests";
    private static final String WISHED = "2026-11-24T12:40:00Z";
    private static final TurnedClock clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
    private static TestOffice office;
    private static Browser admin;
    private static Browser clerk;
    private static Browser li;
    private static String liCookie;

    @BeforeAll
    static void open() throws Exception {
        office = TestOffice.start(clock);
        admin = new Browser(office::uri);
        admin.signIn("admin", TestOffice.PASSWORD);
        admin.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}");
        for (String code : List.of("sales", "service")) {
            String id = admin.post(
                            "/api/v1/campaigns",
                            "{\"code\":\"" + code + "\",\"name\":\"" + code + "\",\"trunk\":\"real\"}")
                    .id();
            admin.post("/api/v1/campaigns/" + id + "/state", "{\"state\":\"ACTIVE\"}");
        }
        clerk = user("clerk", "RECORDS_MANAGER");
        li = user("li", "AGENT");
        user("han", "AGENT");
        for (String login : List.of("li", "han")) {
            admin.post(
                    "/api/v1/agents",
                    new JsonObject()
                            .put("code", login)
                            .put("name", login)
                            .put("endpoint", login)
                            .put("login", login)
                            .encode());
        }
        var signedIn = li.signIn("li", TestOffice.PASSWORD);
        liCookie =
                signedIn.raw().headers().firstValue("set-cookie").orElseThrow().split(";")[0];
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @Test
    void theOpenCallbackBecomesAnAppointmentAndItsAgentIsToldAtOnce() throws Exception {
        customer("known", "13800000021");
        String callback = callback("sales", "known");
        office.execute("UPDATE callback SET agent_id = (SELECT id FROM agent WHERE code = 'li') WHERE id = '" + callback
                + "'");
        var boards = watch();
        assertThat(boards.poll(10, TimeUnit.SECONDS)).isNotNull();

        long began = System.nanoTime();
        var taken = clerk.post(PATH, asked().put("number", "138 0000 0021").encode());
        assertThat(taken.status()).as(taken.text()).isEqualTo(201);
        assertThat(taken.json().getString("callbackId")).isEqualTo(callback);
        assertThat(taken.json().getBoolean("callbackMade")).isFalse();
        JsonObject pushed = await(boards, board -> board.toString().contains(taken.id()));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        JsonObject request = pushed.getJsonArray("requests").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("id").equals(taken.id()))
                .findFirst()
                .orElseThrow();
        assertThat(request.getString("customerName")).isEqualTo("王小明");
        assertThat(request.getString("note")).isEqualTo("问延保价格");
        assertThat(request.getString("agentId")).isEqualTo(value("SELECT id FROM agent WHERE code = 'li'"));
        assertThat(value("SELECT concat_ws(' ', state, reason, appointment, next_at AT TIME ZONE 'UTC') FROM callback"
                        + " WHERE id = '" + callback + "'"))
                .isEqualTo("WAITING APPOINTMENT t 2026-11-24 12:40:00");

        var han = new Browser(office::uri);
        han.signIn("han", TestOffice.PASSWORD);
        assertThat(han.post(PATH + "/" + taken.id() + "/seen", "{}").status())
                .as("another agent's")
                .isEqualTo(409);
        assertThat(li.post(PATH + "/" + taken.id() + "/seen", "{}").status()).isEqualTo(204);
        assertThat(li.post(PATH + "/" + taken.id() + "/seen", "{}").status())
                .as("again changes nothing")
                .isEqualTo(204);
        await(boards, board -> !board.getJsonArray("requests").toString().contains(taken.id()));
        var listed = clerk.get(PATH + "?limit=100").json().getJsonArray("items");
        assertThat(listed.toString()).contains(taken.id()).contains("\"seenBy\":\"li\"");
        assertThat(value("SELECT count(*) FROM audit_entry WHERE action = 'request.take' AND subject_id = '" + callback
                        + "'"))
                .isEqualTo("1");
    }

    @Test
    void anUnknownNumberMakesACustomerAndACallback() {
        var asked = asked().put("number", "13800000022");
        assertThat(clerk.post(PATH, asked.encode()).field()).isEqualTo("name");
        asked.put("name", "赵新");
        var refused = clerk.post(PATH, asked.encode());
        assertThat(refused.field()).isEqualTo("campaign");
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("code"))
                .isEqualTo("CAMPAIGN_FOR_REQUEST");
        asked.put("campaign", "service");
        var keyed = clerk.with("Idempotency-Key", "request-22");
        var taken = keyed.post(PATH, asked.encode());
        assertThat(taken.status()).as(taken.text()).isEqualTo(201);
        assertThat(taken.json().getBoolean("callbackMade")).isTrue();
        assertThat(keyed.post(PATH, asked.encode()).id()).as("sent again").isEqualTo(taken.id());
        clerk.without("Idempotency-Key");
        assertThat(value("SELECT count(*) FROM customer WHERE name = '赵新'")).isEqualTo("1");
        assertThat(value("SELECT concat_ws(' ', c.state, c.reason, c.appointment, p.code, f.e164) FROM callback c"
                        + " JOIN campaign p ON p.id = c.campaign_id JOIN customer_phone f ON f.customer_id = c.customer_id"
                        + " AND f.number_key = c.number_key WHERE c.id = '"
                        + taken.json().getString("callbackId") + "'"))
                .isEqualTo("WAITING APPOINTMENT t service +8613800000022");
        assertThat(value("SELECT agent_id FROM customer_request WHERE id = '" + taken.id() + "'"))
                .as("whoever is there")
                .isEqualTo("null");
    }

    @Test
    void anotherNumberOfTheCustomerIsStoredAndCalled() {
        customer("two", "13800000023");
        String callback = callback("sales", "two");
        var taken = clerk.post(
                PATH,
                asked().put("customer", "two")
                        .put("number", "13800000024")
                        .put("agent", "han")
                        .encode());
        assertThat(taken.status()).as(taken.text()).isEqualTo(201);
        assertThat(value("SELECT f.e164 || ' ' || a.code FROM callback c JOIN customer_phone f ON f.customer_id ="
                        + " c.customer_id AND f.number_key = c.number_key AND f.position = c.phone_position"
                        + " JOIN agent a ON a.id = c.agent_id WHERE c.id = '" + callback + "'"))
                .isEqualTo("+8613800000024 han");
    }

    @Test
    void whatCannotBeKeptIsRefusedAtTheField() {
        customer("stopped", "13800000025");
        callback("sales", "stopped");
        assertThat(clerk.post(PATH, asked().encode()).field()).isEqualTo("number");
        assertThat(clerk.post(PATH, asked().put("customer", "nobody").encode()).field())
                .isEqualTo("customer");
        assertThat(clerk.post(
                                PATH,
                                asked().put("customer", "stopped")
                                        .put("wishedAt", "2026-11-22T00:00:00Z")
                                        .encode())
                        .field())
                .isEqualTo("wishedAt");
        assertThat(clerk.post(
                                PATH,
                                asked().put("customer", "stopped")
                                        .put("agent", "x")
                                        .encode())
                        .field())
                .isEqualTo("agent");
        admin.post("/api/v1/numbers/stop", "{\"number\":\"13800000025\",\"reason\":\"asked\"}");
        var stopped = clerk.post(PATH, asked().put("number", "13800000025").encode());
        assertThat(stopped.status()).as(stopped.text()).isIn(400, 409);
        assertThat(value("SELECT count(*) FROM customer_request r JOIN customer u ON u.id = r.customer_id"
                        + " WHERE u.external_ref = 'stopped'"))
                .isEqualTo("0");
        assertThat(clerk.get(PATH + "?cursor=x")
                        .json()
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("code"))
                .isEqualTo("NEXT_OF_PAGE");
    }

    private static JsonObject asked() {
        return new JsonObject().put("wishedAt", WISHED).put("note", "问延保价格");
    }

    private static Browser user(String login, String role) {
        admin.post(
                "/api/v1/users",
                new JsonObject()
                        .put("login", login)
                        .put("displayName", login)
                        .put("password", TestOffice.PASSWORD)
                        .put("roles", new JsonArray().add(role))
                        .encode());
        var browser = new Browser(office::uri);
        assertThat(browser.signIn(login, TestOffice.PASSWORD).status()).isEqualTo(200);
        return browser;
    }

    private static void customer(String ref, String phone) {
        var made = admin.post(
                "/api/v1/customers",
                new JsonObject()
                        .put("ref", ref)
                        .put("name", "王小明")
                        .put("phones", new JsonArray().add(phone))
                        .encode());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static String callback(String campaign, String customer) {
        return admin.post(
                        "/api/v1/callbacks",
                        "{\"campaign\":\"" + campaign + "\",\"customer\":\"" + customer + "\",\"occasion\":\"x\"}")
                .id();
    }

    private static String value(String query) {
        return office.value(query);
    }

    private static LinkedBlockingQueue<JsonObject> watch() {
        var boards = new LinkedBlockingQueue<JsonObject>();
        URI uri = office.uri("/api/v1/board/stream?desk=true");
        HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(uri).header("Cookie", liCookie).build(),
                        HttpResponse.BodyHandlers.ofLines())
                .thenAccept(response -> response.body()
                        .filter(line -> line.startsWith("data: "))
                        .forEach(line -> boards.add(new JsonObject(line.substring(6)))));
        return boards;
    }

    private static JsonObject await(LinkedBlockingQueue<JsonObject> boards, Predicate<JsonObject> wanted)
            throws InterruptedException {
        JsonObject next = boards.poll(10, TimeUnit.SECONDS);
        while (next != null && !wanted.test(next)) {
            next = boards.poll(10, TimeUnit.SECONDS);
        }
        assertThat(next).isNotNull();
        return next;
    }
}
