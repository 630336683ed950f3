package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The office itself: who may do what, units, tokens, passwords, the board, what holds for every campaign. */
class OfficeIT {
    private static OfficeStage stage;
    private static TestOffice office;
    private static Browser admin;
    private static TurnedClock clock;

    @BeforeAll
    static void open() throws Exception {
        stage = new OfficeStage();
        office = stage.office;
        admin = stage.admin;
        clock = stage.clock;
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void rolesDecideWhatIsAllowedAndWhatIsSeen() {
        stage.campaign("roles");
        String customer = stage.customer("roles-1", "13800000011").id();
        var agent = stage.userWith("agent-roles", "AGENT");
        assertThat(agent.post("/api/v1/trunks", "{\"name\":\"t\"}").status()).isEqualTo(403);
        assertThat(agent.get("/api/v1/users").status()).isEqualTo(403);
        assertThat(agent.get("/api/v1/customers/" + customer)
                        .json()
                        .getJsonArray("phones")
                        .getJsonObject(0)
                        .getString("number"))
                .isEqualTo("+86138••••0011");
        assertThat(new Browser(office::uri).get("/api/v1/customers/" + customer).status())
                .isEqualTo(401);
        var unknown = admin.get("/api/v1/customers/00000000-0000-7000-8000-000000000000");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.field()).isEqualTo("id");
    }

    @Test
    void whatBelongsToAnotherOrganisationIsNotFound() {
        stage.campaign("foreign");
        String customer = stage.customer("foreign-1", "13800000012").id();
        String callback = stage.callback("foreign", "foreign-1", "x").id();
        var other = stage.userWith("other-org", "ADMIN");
        office.execute(
                "INSERT INTO org_unit SELECT gen_random_uuid(), NULL, 'Other', zone, country, calendar, created_at"
                        + " FROM org_unit LIMIT 1");
        office.execute("UPDATE app_user SET org_id = (SELECT id FROM org_unit WHERE name = 'Other')"
                + " WHERE login = 'other-org'");
        assertThat(other.get("/api/v1/customers/" + customer).status()).isEqualTo(404);
        assertThat(other.get("/api/v1/callbacks/" + callback).status()).isEqualTo(404);
        assertThat(other.post("/api/v1/callbacks/" + callback + "/cancel", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(other.get("/api/v1/callbacks").json().getJsonArray("items")).isEmpty();
    }

    @Test
    void aBearerTokenWorksWithoutCookieUntilItIsRevoked() {
        String user = office.value("SELECT id FROM app_user WHERE login = 'admin'");
        var made = admin.post("/api/v1/users/" + user + "/tokens", "{\"name\":\"crm\"}");
        assertThat(made.status()).isEqualTo(201);
        var program = new Browser(office::uri)
                .without("X-Huifang")
                .with("Authorization", "Bearer " + made.json().getString("token"));
        assertThat(program.get("/api/v1/session").status()).isEqualTo(200);
        assertThat(admin.delete("/api/v1/users/" + user + "/tokens/" + made.id())
                        .status())
                .isEqualTo(204);
        assertThat(program.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void aNewPasswordEndsTheUsersSessions() {
        var user = stage.userWith("leaves", "SUPERVISOR");
        String leaving = office.value("SELECT id FROM app_user WHERE login = 'leaves'");
        assertThat(user.get("/api/v1/board").status()).isEqualTo(200);
        assertThat(admin.put(
                                "/api/v1/users/" + leaving,
                                "{\"displayName\":\"x\",\"roles\":[\"SUPERVISOR\"],\"password\":\"another long password\"}")
                        .status())
                .isEqualTo(204);
        assertThat(user.get("/api/v1/board").status()).isEqualTo(401);
    }

    @Test
    void theLastAdminCannotBeDisabled() {
        office.execute("UPDATE app_user SET roles = '{SUPERVISOR}' WHERE login <> 'admin' AND org_id ="
                + " (SELECT org_id FROM app_user WHERE login = 'admin')");
        String id = office.value("SELECT id FROM app_user WHERE login = 'admin'");
        assertThat(admin.put("/api/v1/users/" + id, "{\"displayName\":\"x\",\"roles\":[\"ADMIN\"],\"disabled\":true}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.put("/api/v1/users/" + id, "{\"displayName\":\"x\",\"roles\":[\"AGENT\"]}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void theBoardShowsTheQueue() {
        stage.campaign("board");
        stage.customer("board-1", "13800000013");
        stage.callback("board", "board-1", "x");
        clock.turn(Duration.ofMillis(1500));
        var board = admin.get("/api/v1/board");
        assertThat(board.status()).as(board.text()).isEqualTo(200);
        assertThat(board.json().getJsonObject("queue").getInteger("later")).isPositive();
        assertThat(board.json().getJsonObject("node").getBoolean("dialing")).isFalse();
    }

    @Test
    void limitsOfEveryNumberAndTheWayToShareCallsAreTheOrganisations() {
        String path = "/api/v1/organisation/calls";
        assertThat(admin.get(path).json().getString("shareBy")).isEqualTo("LONGEST_IDLE");
        var never = admin.put(path, "{\"numberPerDay\":3,\"numberPerWeek\":2,\"shareBy\":\"FEWEST_CALLS\"}");
        assertThat(never.status()).isEqualTo(400);
        assertThat(never.field()).isEqualTo("numberPerWeek");
        assertThat(admin.put(path, "{\"shareBy\":\"MOST_CALLS\"}").status()).isEqualTo(400);
        assertThat(admin.put(path, "{\"numberPerWeek\":2,\"shareBy\":\"FEWEST_CALLS\"}")
                        .status())
                .isEqualTo(204);
        var stored = admin.get(path).json();
        assertThat(stored.getInteger("numberPerWeek")).isEqualTo(2);
        assertThat(stored.getInteger("numberPerDay")).isNull();
        assertThat(stored.getString("shareBy")).isEqualTo("FEWEST_CALLS");
        assertThat(admin.put(path, "{\"shareBy\":\"LONGEST_IDLE\"}").status()).isEqualTo(204);
    }
}
