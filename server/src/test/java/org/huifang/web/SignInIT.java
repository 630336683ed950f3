package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInIT {
    private static TurnedClock clock;
    private static TestOffice office;

    @BeforeAll
    static void open() throws Exception {
        clock = new TurnedClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        office = TestOffice.start(clock);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @BeforeEach
    void waitOutLocks() {
        clock.turn(Duration.ofMinutes(16));
        office.execute("UPDATE app_user SET failed_logins = 0, locked_until = NULL");
    }

    private Browser browser() {
        return new Browser(office::uri);
    }

    @Test
    void theRightPasswordOpensASessionThatThePageCannotRead() {
        var browser = browser();
        var answer = browser.signIn("admin", TestOffice.PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getJsonObject("user").getJsonArray("roles")).containsExactly("ADMIN");
        assertThat(answer.raw().headers().firstValue("set-cookie"))
                .get()
                .asString()
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Max-Age=43200");
        assertThat(browser.get("/api/v1/session").json().getJsonObject("user").getString("login"))
                .isEqualTo("admin");
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'session.sign-in'"))
                .isNotEqualTo("0");
    }

    @Test
    void aWrongPasswordAndAnUnknownLoginGetTheSameAnswer() {
        var wrong = browser().signIn("admin", "not the password");
        var unknown = browser().signIn("nobody-here", "not the password");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.text()).isEqualTo(wrong.text());
        assertThat(wrong.raw().headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void fiveFailuresLockTheLoginForAWhile() {
        for (int i = 0; i < 5; i++) {
            browser().signIn("admin", "not the password");
        }
        assertThat(browser().signIn("admin", TestOffice.PASSWORD).status()).isEqualTo(401);
        clock.turn(Duration.ofSeconds(61));
        assertThat(browser().signIn("admin", TestOffice.PASSWORD).status()).isEqualTo(200);
        for (int i = 0; i < 4; i++) {
            browser().signIn("admin", "not the password");
        }
        assertThat(browser().signIn("admin", TestOffice.PASSWORD).status())
                .as("a success starts the count anew")
                .isEqualTo(200);
    }

    @Test
    void manyGuessesAtOnceAreNoWayRoundTheLock() throws Exception {
        var guesses = java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> java.util.concurrent.CompletableFuture.supplyAsync(
                        () -> browser().signIn("admin", "guess number " + i).status()))
                .toList();
        for (var guess : guesses) {
            assertThat(guess.get()).isEqualTo(401);
        }
        assertThat(office.value("SELECT failed_logins FROM app_user WHERE login = 'admin'"))
                .isEqualTo("5");
    }

    @Test
    void aSessionEndsAfterTwelveHoursHoweverBusy() {
        var browser = browser();
        browser.signIn("admin", TestOffice.PASSWORD);
        clock.turn(Duration.ofHours(11).plusMinutes(59));
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(200);
        clock.turn(Duration.ofMinutes(1));
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSession() {
        var browser = browser();
        var cookie = browser.signIn("admin", TestOffice.PASSWORD)
                .raw()
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .split(";")[0];
        assertThat(browser.delete("/api/v1/session").status()).isEqualTo(204);
        assertThat(browser().with("Cookie", cookie).get("/api/v1/session").status())
                .isEqualTo(401);
    }

    @Test
    void aChangeWithTheCookieButWithoutTheHeaderIsRefused() {
        var browser = browser();
        browser.signIn("admin", TestOffice.PASSWORD);
        var refused = browser.without("X-Huifang").delete("/api/v1/session");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(200);
    }

    @Test
    void onlyTheHashOfATokenIsStored() {
        var token = browser()
                .signIn("admin", TestOffice.PASSWORD)
                .raw()
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .replaceAll("huifang_session=([^;]*).*", "$1");
        assertThat(office.value("SELECT count(*) FROM user_session WHERE token_hash = sha256('" + token + "'::bytea)"))
                .isEqualTo("1");
        assertThat(office.value("SELECT password_hash FROM app_user")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        var headers = browser().get("/api/v1/session").raw().headers();
        assertThat(headers.firstValue("content-security-policy"))
                .get()
                .asString()
                .contains("frame-ancestors 'none'");
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("x-frame-options")).contains("DENY");
    }

    @Test
    void badRequestsNameFieldValueAndRemedyAndChangeNothing() {
        var browser = browser();
        var missing = browser.post("/api/v1/session", "{\"login\":\"x\"}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.field()).isEqualTo("password");
        var wrongType = browser.post("/api/v1/session", "{\"login\":17,\"password\":\"abc\"}");
        assertThat(wrongType.status()).isEqualTo(400);
        assertThat(wrongType.field()).isEqualTo("login");
        assertThat(browser.post("/api/v1/session", "{\"login\":").status()).isEqualTo(400);
        assertThat(browser.send("POST", "/api/v1/session", "login=x", "text/plain")
                        .status())
                .isEqualTo(400);
        assertThat(browser.get("/api/v1/nothing").status()).isEqualTo(404);
        browser.signIn("admin", TestOffice.PASSWORD);
        assertThat(browser.get("/api/v1/callbacks/17").field()).isEqualTo("id");
        assertThat(browser.get("/api/v1/callbacks?limit=many").field()).isEqualTo("limit");
        var large = browser.post("/api/v1/session", "{\"login\":\"" + "x".repeat(10 << 20) + "\"}");
        assertThat(large.status()).isEqualTo(413);
    }

    @Test
    void healthAndMetricsAreOnThePortOfTheirOwn() {
        var management = new Browser(office::management);
        assertThat(management.get("/health/live").status()).isEqualTo(200);
        assertThat(management.get("/health/ready").json().getBoolean("ready")).isTrue();
        assertThat(management.get("/metrics").status()).isEqualTo(200);
        assertThat(browser().get("/metrics").text())
                .as("at most the pages, never the figures")
                .doesNotContain("# HELP");
    }
}
