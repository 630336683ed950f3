package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.huifang.TestOffice;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings of three months found by everything that people ask for, page by page, counted, listed and commented. */
class SearchIT {
    private static final int ROWS = 3_000;
    private static TurnedClock clock;
    private static TestOffice office;
    private static Browser boss;
    private static Browser auditor;
    private static String number;

    /** Every recording with what the filters below ask for; the i-th is i hours old and i seconds long. */
    @BeforeAll
    static void open() throws Exception {
        clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
        office = TestOffice.start(clock);
        boss = new Browser(office::uri);
        boss.signIn("admin", TestOffice.PASSWORD);
        boss.post("/api/v1/trunks", "{\"name\":\"real\",\"callerId\":\"4001234567\"}");
        boss.post("/api/v1/campaigns", "{\"code\":\"k\",\"name\":\"售后\",\"trunk\":\"real\"}");
        boss.post(
                "/api/v1/customers",
                "{\"ref\":\"c1\",\"name\":\"=王芳\",\"phones\":[\"13800000101\"],\"zone\":\"Asia/Shanghai\"}");
        boss.post(
                "/api/v1/users",
                "{\"login\":\"auditor\",\"displayName\":\"赵审\",\"password\":\"" + TestOffice.PASSWORD
                        + "\",\"roles\":[\"COMPLIANCE\"]}");
        auditor = new Browser(office::uri);
        auditor.signIn("auditor", TestOffice.PASSWORD);
        office.execute("SELECT make_partitions('2026-07-01', 6)".replace("SELECT", "DO $$ BEGIN PERFORM") + "; END $$");
        office.execute("INSERT INTO agent (id, org_id, code, name, endpoint, presence_since)"
                + " SELECT '00000000-0000-7000-8000-00000000000a', id, 'a1', '李', 'a1', now() FROM org_unit");
        office.execute("""
                INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,
                    started_at, ended_at, duration_ms, outcome, disposition, note, number_key, score, flagged, held)
                SELECT gen_random_uuid(), t, o.id, gen_random_uuid(), p.id,
                    CASE WHEN i % 300 = 0 THEN c.id ELSE gen_random_uuid() END,
                    CASE WHEN i % 10 = 0 THEN '00000000-0000-7000-8000-00000000000a'::uuid ELSE gen_random_uuid() END,
                    gen_random_uuid(), CASE WHEN i = 1 THEN 'PENDING' WHEN i % 100 = 3 THEN 'MISSING' ELSE 'SEALED' END,
                    t + interval '9 s', t + interval '9 s' + i * interval '1 s', i * 1000,
                    CASE WHEN i % 50 = 0 THEN 'ABANDONED' ELSE 'ANSWERED' END,
                    CASE WHEN i % 20 = 0 THEN 'NOT_CONVENIENT' ELSE 'REACHED' END,
                    CASE WHEN i % 25 = 0 THEN '客户投诉空调异响，第' || i || '次' WHEN i % 25 = 1 THEN '预约保养 BMW X5' END,
                    CASE WHEN i % 300 = 0 THEN f.number_key END,
                    CASE WHEN i % 30 = 0 THEN i % 100 END, i % 500 = 0, i % 700 = 0
                FROM generate_series(1, {rows}) i, org_unit o, campaign p, customer c, customer_phone f,
                    LATERAL (SELECT timestamptz '2026-11-23 00:00:00+00' - i * interval '40 minutes' AS t) at
                WHERE f.customer_id = c.id
                """.replace("{rows}", String.valueOf(ROWS)));
        office.execute("ANALYZE recording");
        number = "13800000101";
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static JsonObject search(Browser who, JsonObject filter, int limit, String cursor) {
        var asked = new JsonObject().put("filter", filter).put("limit", limit);
        if (cursor != null) {
            asked.put("cursor", cursor);
        }
        var answer = who.post("/api/v1/recordings/search", asked.encode());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** All pages one after the other. */
    private static List<JsonObject> all(Browser who, JsonObject filter) {
        var found = new ArrayList<JsonObject>();
        String cursor = null;
        do {
            JsonObject page = search(who, filter, 50, cursor);
            page.getJsonArray("items").forEach(item -> found.add((JsonObject) item));
            cursor = page.getString("next");
        } while (cursor != null);
        return found;
    }

    private static String id(String sql) {
        return office.value(sql);
    }

    @Test
    void aNoteIsFoundByWhatItSaysNowHoweverItWasWritten() {
        var renewal = new JsonObject().put("words", "续保");
        office.execute("UPDATE recording SET note = '续保优惠' WHERE duration_ms = 7000");
        assertThat(all(boss, renewal)).hasSize(1);
        office.execute("UPDATE recording SET note = NULL WHERE duration_ms = 7000");
        assertThat(all(boss, renewal)).isEmpty();
    }

    @ParameterizedTest(name = "{0} finds {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                                                       | 2999",
                "{'agentId':'00000000-0000-7000-8000-00000000000a'}                       | 300",
                "{'customerRef':'c1'}                                                     | 10",
                "{'number':'138 0000 0101'}                                               | 10",
                "{'outcome':'ABANDONED'}                                                  | 60",
                "{'disposition':'NOT_CONVENIENT'}                                         | 150",
                "{'state':'MISSING'}                                                      | 30",
                "{'leastSeconds':2901}                                                    | 100",
                "{'leastSeconds':101,'mostSeconds':200}                                   | 100",
                "{'mostScore':59}                                                         | 60",
                "{'leastScore':60,'mostScore':100}                                        | 40",
                "{'flagged':true}                                                         | 6",
                "{'held':true}                                                            | 4",
                "{'held':false,'flagged':true}                                            | 6",
                "{'words':'投诉'}                                                         | 120",
                "{'words':'诉'}                                                           | 120",
                "{'words':'空调异响'}                                                     | 120",
                "{'words':'响空'}                                                         | 0",
                "{'words':'bmw'}                                                          | 119",
                "{'words':'投诉 第3000次'}                                                | 1",
                "{'from':'2026-11-22T00:00:00Z','until':'2026-11-22T12:00:00Z'}           | 18",
                "{'from':'2026-11-22T08:00:00+08:00','until':'2026-11-22T20:00:00+08:00'} | 18",
                "{'words':'投诉','agentId':'00000000-0000-7000-8000-00000000000a'}        | 60",
            })
    void finds(String filter, int expected) {
        var found = all(boss, new JsonObject(filter.replace('\'', '"')));
        assertThat(found).hasSize(expected);
        assertThat(new HashSet<>(found.stream().map(one -> one.getString("id")).toList()))
                .as("each once, though read page by page")
                .hasSize(expected);
        var times = found.stream()
                .map(one -> Instant.parse(one.getString("claimedAt")))
                .toList();
        assertThat(times).as("newest first").isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void numbersAreMaskedForThoseWhoMayNotSeeThemAndStandInNoCursor() {
        var filter = new JsonObject().put("number", number);
        assertThat(search(boss, filter, 1, null)
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("number"))
                .isEqualTo("+8613800000101");
        JsonObject page = search(auditor, filter, 1, null);
        assertThat(page.encode()).doesNotContain("13800000101");
        assertThat(page.getJsonArray("items").getJsonObject(0).getString("number"))
                .contains("•");
        assertThat(page.getJsonArray("items").getJsonObject(0).getString("customer"))
                .isEqualTo("=王芳");
    }

    @Test
    void anotherOrganisationsRecordingsAreNotFound() {
        office.execute("INSERT INTO org_unit (id, name, zone, country, calendar, created_at)"
                + " VALUES (gen_random_uuid(), 'other', 'Asia/Shanghai', 'CN', 'CN', now())");
        office.execute(
                "UPDATE recording SET org_id = (SELECT id FROM org_unit WHERE name = 'other') WHERE duration_ms = 7000");
        try {
            assertThat(all(boss, new JsonObject("{\"leastSeconds\":7,\"mostSeconds\":7}")))
                    .isEmpty();
        } finally {
            office.execute(
                    "UPDATE recording SET org_id = (SELECT id FROM org_unit WHERE name <> 'other') WHERE duration_ms = 7000");
        }
    }

    @ParameterizedTest(name = "{0} is refused at {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'words':'，。'}                                                      | filter.words  | NO_WORD",
                "{'words':'a b c d e f'}                                               | filter.words  | TOO_MANY",
                "{'from':'2026-11-22T00:00:00Z','until':'2026-11-21T00:00:00Z'}        | filter.until  | ENDS_BEFORE",
                "{'number':'abc'}                                                      | filter.number | ",
            })
    void refuses(String filter, String field, String code) {
        var answer = boss.post("/api/v1/recordings/search", "{\"filter\":" + filter.replace('\'', '"') + "}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo(field);
        if (code != null) {
            assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void countsExactlyAFewAndEstimatesMany() {
        var few = boss.post("/api/v1/recordings/count", "{\"filter\":{\"flagged\":true}}")
                .json();
        assertThat(few.getBoolean("exact")).isTrue();
        assertThat(few.getLong("count")).isEqualTo(6);
        var many = boss.post("/api/v1/recordings/count", "{\"filter\":{}}").json();
        assertThat(many.getBoolean("exact")).isFalse();
        assertThat(many.getLong("count")).isBetween(2_000L, 4_000L);
    }

    @Test
    void aFilterIsSavedUnderItsNameWithoutTheNumberForItsOwnerAlone() {
        String body = "{\"name\":\"投诉\",\"filter\":{\"words\":\"投诉\",\"number\":\"13800000101\"}}";
        String id = boss.post("/api/v1/recordings/filters", body).id();
        assertThat(boss.post("/api/v1/recordings/filters", body).id())
                .as("replaced")
                .isEqualTo(id);
        JsonArray own = boss.get("/api/v1/recordings/filters").json().getJsonArray("items");
        assertThat(own).hasSize(1);
        assertThat(own.getJsonObject(0).getJsonObject("filter")).isEqualTo(new JsonObject().put("words", "投诉"));
        assertThat(auditor.get("/api/v1/recordings/filters").json().getJsonArray("items"))
                .isEmpty();
        assertThat(auditor.delete("/api/v1/recordings/filters/" + id).status()).isEqualTo(404);
        assertThat(boss.delete("/api/v1/recordings/filters/" + id).status()).isEqualTo(204);
    }

    @Test
    void aListIsAuditedBeforeItIsSentHoldsEveryRowAndNoFormula() throws Exception {
        var made =
                boss.post("/api/v1/recordings/lists", "{\"format\":\"CSV\",\"filter\":{\"number\":\"13800000101\"}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(office.value(
                        "SELECT detail::text LIKE '%numberKey%' AND detail::text NOT LIKE '%13800000101%' FROM audit_entry"
                                + " WHERE action = 'recording.list_export' AND subject_id = '" + made.id() + "'"))
                .isEqualTo("true");
        assertThat(boss.get("/api/v1/recordings/lists/" + made.id()).json().getString("state"))
                .isEqualTo("ASKED");
        assertThat(auditor.get("/api/v1/recordings/lists/" + made.id() + "/file")
                        .status())
                .isEqualTo(404);
        String csv = boss.get("/api/v1/recordings/lists/" + made.id() + "/file").text();
        assertThat(csv.lines()).hasSize(11);
        assertThat(csv).contains("\"'=王芳\"", "\"+8613800000101\"".replace("\"+", "\"'+"));
        JsonObject done = ended(made.id());
        assertThat(done.getString("state")).isEqualTo("DONE");
        assertThat(done.getLong("rows")).isEqualTo(10);
        assertThat(boss.get("/api/v1/recordings/lists/" + made.id() + "/file").status())
                .as("fetched once")
                .isEqualTo(409);
    }

    /** The end is noted when the last byte is out: a moment after whoever fetched it has it. */
    private static JsonObject ended(String list) throws InterruptedException {
        JsonObject found = new JsonObject();
        for (int i = 0; i < 100; i++) {
            found = boss.get("/api/v1/recordings/lists/" + list).json();
            if (!"RUNNING".equals(found.getString("state"))) {
                break;
            }
            Thread.sleep(50);
        }
        return found;
    }

    @Test
    void aWorkbookHoldsAllPages() throws Exception {
        String id = boss.post("/api/v1/recordings/lists", "{\"format\":\"XLSX\",\"filter\":{}}")
                .id();
        byte[] file = boss.bytes("/api/v1/recordings/lists/" + id + "/file");
        // As spreadsheets read it: by the directory at its end.
        Path book = Files.write(Files.createTempFile("recordings", ".xlsx"), file);
        try (var zip = new ZipFile(book.toFile());
                var xml = zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml"))) {
            var sheet =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
            assertThat(sheet.getElementsByTagName("row").getLength())
                    .as("head and rows")
                    .isEqualTo(1 + 2_999);
            assertThat(sheet.getDocumentElement().getTextContent()).contains("=王芳");
            assertThat(sheet.getElementsByTagName("f").getLength())
                    .as("formulas")
                    .isZero();
        }
        Files.delete(book);
    }

    @Test
    void aCommentIsPinnedByWhoeverMayHearAndTakenBackByItsAuthor() {
        String recording = id("SELECT id FROM recording WHERE duration_ms = 60000");
        String path = "/api/v1/recordings/" + recording + "/comments";
        assertThat(boss.post(path, "{\"atMs\":1000,\"text\":\"x\"}").status())
                .as("an admin may not hear")
                .isEqualTo(403);
        var made = auditor.post(path, "{\"atMs\":12300,\"text\":\"没有确认身份\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        auditor.post(path, "{\"atMs\":2000,\"text\":\"问候\"}");
        var items = auditor.get(path).json().getJsonArray("items");
        assertThat(items).hasSize(2);
        assertThat(items.getJsonObject(0).getLong("atMs")).isEqualTo(2000);
        assertThat(items.getJsonObject(1).getString("author")).isEqualTo("赵审");
        var late = auditor.post(path, "{\"atMs\":60001,\"text\":\"x\"}");
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.field()).isEqualTo("atMs");
        assertThat(auditor.delete(path + "/" + made.id()).status()).isEqualTo(204);
        assertThat(auditor.get(path).json().getJsonArray("items")).hasSize(1);
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE subject_id = '" + recording
                        + "' AND action LIKE 'recording.comment%'"))
                .isEqualTo("3");
        assertThat(office.value("SELECT body FROM recording_comment WHERE id = '" + made.id() + "'"))
                .isEqualTo("没有确认身份");
    }

    @Test
    void theOutcomeComesWithTheEndOfPending() {
        String id = id("SELECT id FROM recording WHERE state = 'PENDING'");
        office.execute("UPDATE recording SET outcome = NULL WHERE id = '" + id + "'");
        office.execute(
                "INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id,"
                        + " node_id, seq, claimed_at, zone, local_date, band_start, band_end, ring_ms, ended_at, talk_ms, outcome, counted,"
                        + " ended_by, source) SELECT id, org_id, callback_id, campaign_id, 1, customer_id, agent_id, id, node_id, 1,"
                        + " claimed_at, 'UTC', '2026-11-22', '0:00', '1:00', 0, ended_at, 0, 'ABANDONED', false, 'SERVER', 'EVENTS'"
                        + " FROM recording WHERE id = '" + id + "'");
        office.execute("UPDATE recording SET state = 'SEALED' WHERE id = '" + id + "'");
        assertThat(office.value("SELECT outcome FROM recording WHERE id = '" + id + "'"))
                .isEqualTo("ABANDONED");
        office.execute("UPDATE recording SET state = 'PENDING', outcome = NULL WHERE id = '" + id + "'");
    }
}
