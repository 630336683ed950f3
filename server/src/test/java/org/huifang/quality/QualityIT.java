package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Auditors draw samples that anybody can draw again, score calls, correct scores, and compare themselves (R77, R78, R69). */
class QualityIT {
    @TempDir
    static Path folder;

    private static AuditOffice office;
    private String card;

    @BeforeAll
    static void open() throws Exception {
        office = new AuditOffice(folder);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @BeforeEach
    void begin() throws Exception {
        office.clear();
        card = office.scorecard();
    }

    private List<UUID> calls(UUID agent, int count) throws Exception {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            ids.add(office.recording(agent, office.sales, Duration.ofHours(1 + i)));
        }
        return ids;
    }

    private JsonObject perAgent(int amount, String unit) {
        return AuditOffice.rule("PER_AGENT", card).put("amount", amount).put("unit", unit);
    }

    @Test
    void aDrawCanBeWorkedOutByWhoeverHasItsPopulationAndSeed() throws Exception {
        calls(office.li, 12);
        calls(office.wang, 2);
        office.recording(office.li, office.sales, Duration.ofDays(40));
        var preview = office.json("auditor", "POST", "/samples/preview", perAgent(5, "CALLS"));
        assertThat(preview).isEqualTo(new JsonObject("{\"population\":14,\"groups\":2,\"drawn\":7,\"most\":5000}"));
        String id =
                office.json("auditor", "POST", "/samples", perAgent(5, "CALLS")).getString("id");
        var sample = office.json("boss", "GET", "/samples/" + id, null);
        assertThat(sample.getInteger("population")).isEqualTo(14);
        assertThat(sample.getInteger("drawn")).isEqualTo(7);
        assertThat(sample.getInteger("scored")).isZero();

        String population = office.ask("auditor", "GET", "/samples/" + id + "/population", null)
                .body();
        assertThat(sha256(population)).isEqualTo(sample.getString("populationSha256"));
        Map<String, List<String>> ranked = population
                .lines()
                .sorted((a, b) -> rank(sample, a).compareTo(rank(sample, b)))
                .collect(Collectors.groupingBy(line -> line.substring(0, 36)));
        var byHand = ranked.keySet().stream()
                .sorted()
                .flatMap(group -> ranked.get(group).stream().limit(5))
                .map(line -> line.substring(37))
                .toList();
        var drawn = office.items("auditor", "/samples/" + id + "/items").stream()
                .map(item -> item.getString("recordingId"))
                .toList();
        assertThat(drawn).isEqualTo(byHand);

        var again = office.json("boss", "GET", "/samples/" + id + "/repeat", null);
        assertThat(again.getBoolean("same")).isTrue();
        assertThat(again.getString("seed")).isEqualTo(sample.getString("seed"));
        assertThat(office.value("SELECT detail ->> 'seed' FROM audit_entry WHERE action = 'sample.draw'"))
                .as("the log proves it, whatever becomes of the tables")
                .isEqualTo(sample.getString("seed"));
        String other =
                office.json("auditor", "POST", "/samples", perAgent(5, "CALLS")).getString("id");
        assertThat(office.json("auditor", "GET", "/samples/" + other, null).getString("seed"))
                .as("every draw has a seed of its own")
                .isNotEqualTo(sample.getString("seed"));
        assertThat(office.items("boss", "/samples"))
                .as("and stands in the list")
                .hasSize(2);
    }

    private static String rank(JsonObject sample, String line) {
        return sha256(sample.getString("seed") + line.substring(37));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDrawThatWasTamperedWithIsNotRepeated() throws Exception {
        calls(office.li, 6);
        String id =
                office.json("auditor", "POST", "/samples", perAgent(2, "CALLS")).getString("id");
        for (String attack : List.of(
                "UPDATE sample SET reason = 'x'",
                "DELETE FROM sample_item",
                "UPDATE sample_population SET lines = ''",
                "UPDATE score SET score = 100",
                "DELETE FROM score_mark",
                "UPDATE scorecard_item SET weight = 1")) {
            assertThatThrownBy(() -> office.serverSql(attack)).as(attack).hasMessageContaining("permission denied");
        }
        office.sql("UPDATE sample_item SET recording_id = (SELECT r.id FROM recording r WHERE r.id NOT IN (SELECT"
                + " recording_id FROM sample_item) LIMIT 1) WHERE position = 1");
        assertThat(office.json("boss", "GET", "/samples/" + id + "/repeat", null)
                        .getBoolean("same"))
                .isFalse();
    }

    @Test
    void aRequestThatIsRepeatedDrawsOnce() throws Exception {
        calls(office.li, 20);
        var first = office.ask("auditor", "POST", "/samples", perAgent(3, "CALLS"), "Idempotency-Key", "draw-1234");
        var second = office.ask("auditor", "POST", "/samples", perAgent(3, "CALLS"), "Idempotency-Key", "draw-1234");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(office.audited("sample.draw")).isEqualTo(1);
    }

    @Test
    void drawsByPercentByCampaignAndOfOneCampaign() throws Exception {
        calls(office.li, 11);
        for (int i = 0; i < 3; i++) {
            office.recording(office.wang, office.service, Duration.ofHours(2));
        }
        assertThat(drawn(perAgent(10, "PERCENT"))).isEqualTo(3);
        var perCampaign =
                AuditOffice.rule("PER_CAMPAIGN", card).put("amount", 2).put("unit", "CALLS");
        assertThat(drawn(perCampaign)).isEqualTo(4);
        assertThat(drawn(perCampaign.copy().put("campaignId", office.service.toString())))
                .isEqualTo(2);
        assertThat(drawn(perCampaign.copy().put("agentId", office.li.toString())))
                .isEqualTo(2);
    }

    @Test
    void drawsAllThatWereScoredBadlyAndAllThatCustomersComplainedAbout() throws Exception {
        var calls = calls(office.li, 4);
        office.json("auditor", "POST", path(calls.get(0)), AuditOffice.score(card, "NOT_MET", "MET"));
        office.json("auditor", "POST", path(calls.get(1)), AuditOffice.score(card, "MET", "MET"));
        var bad = AuditOffice.rule("BAD_SCORES", card).put("badBelow", 60);
        String id = office.json("auditor", "POST", "/samples", bad).getString("id");
        assertThat(office.items("auditor", "/samples/" + id + "/items"))
                .extracting(item -> item.getString("recordingId"))
                .containsExactly(calls.get(0).toString());

        office.sql("UPDATE recording SET note = '客户投诉空调' WHERE id = '" + calls.get(2) + "'");
        UUID customer =
                UUID.fromString(office.value("SELECT customer_id FROM recording WHERE id = '" + calls.get(3) + "'"));
        office.sql("INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at) VALUES ('" + customer
                + "', '" + office.org + "', 'c', '王', now(), now())");
        office.sql("INSERT INTO customer_event (id, org_id, type, customer_id, event_key, on_date, created_at,"
                + " updated_at) VALUES (gen_random_uuid(), '" + office.org + "', 'COMPLAINT_HANDLED', '" + customer
                + "', 'k', '2026-11-10', now(), now())");
        String complaints = office.json("keeper", "POST", "/samples", AuditOffice.rule("COMPLAINTS", card))
                .getString("id");
        assertThat(office.items("auditor", "/samples/" + complaints + "/items"))
                .extracting(item -> item.getString("recordingId"))
                .containsExactlyInAnyOrder(calls.get(2).toString(), calls.get(3).toString());
        office.sql("UPDATE customer_event SET on_date = '2026-08-10'");
        assertThat(drawn(AuditOffice.rule("COMPLAINTS", card)))
                .as("long before the call")
                .isEqualTo(1);
    }

    @Test
    void drawsEveryCallOfACampaignAboutComplaints() throws Exception {
        UUID planned = office.recording(office.li, office.service, Duration.ofDays(2));
        office.recording(office.li, office.sales, Duration.ofDays(2));
        office.sql("INSERT INTO campaign_rules (campaign_id, version, org_id, rules, reason, published_at) VALUES ('"
                + office.service + "', 1, '" + office.org
                + "', '{\"goal\": {\"event\": \"COMPLAINT_HANDLED\"}}', 'x', now()), ('" + office.sales + "', 1, '"
                + office.org + "', '{\"goal\": {\"event\": \"DELIVERY\"}}', 'x', now())");
        try {
            String id = office.json("keeper", "POST", "/samples", AuditOffice.rule("COMPLAINTS", card))
                    .getString("id");
            assertThat(office.items("auditor", "/samples/" + id + "/items"))
                    .as("without an event of the customer, and without a note")
                    .extracting(item -> item.getString("recordingId"))
                    .containsExactly(planned.toString());
        } finally {
            office.sql("DELETE FROM campaign_rules");
        }
    }

    private int drawn(JsonObject rule) throws Exception {
        String id = office.json("auditor", "POST", "/samples", rule).getString("id");
        return office.json("auditor", "GET", "/samples/" + id, null).getInteger("drawn");
    }

    @Test
    void refusesADrawThatCannotBe() throws Exception {
        office.recording(office.li, office.sales, Duration.ofDays(1));
        var cases = Map.ofEntries(
                Map.entry("{'amount':null}", "IS_MISSING"),
                Map.entry("{'unit':null}", "IS_MISSING"),
                Map.entry("{'unit':'PERCENT','amount':101}", "NUMBER_BETWEEN"),
                Map.entry("{'rule':'BAD_SCORES','amount':null,'unit':null}", "IS_MISSING"),
                Map.entry("{'rule':'COMPLAINTS'}", "UNKNOWN_FIELD"),
                Map.entry("{'badBelow':50}", "UNKNOWN_FIELD"),
                Map.entry("{'until':'2020-01-01T00:00:00Z'}", "ENDS_BEFORE"),
                Map.entry("{'dueOn':'2026-02-30'}", "DAY"),
                Map.entry("{'from':'2026-11-22T23:00:00Z'}", "NOTHING_TO_DRAW"),
                Map.entry("{'scorecardId':'00000000-0000-7000-8000-00000000000a'}", "NOT_FOUND"));
        for (var one : cases.entrySet()) {
            JsonObject rule = perAgent(5, "CALLS");
            new JsonObject(one.getKey().replace('\'', '"')).forEach(field -> {
                if (field.getValue() == null) {
                    rule.remove(field.getKey());
                } else {
                    rule.put(field.getKey(), field.getValue());
                }
            });
            assertThat(office.refused("auditor", "POST", "/samples", rule))
                    .as(one.getKey())
                    .isEqualTo(one.getValue());
        }
        assertThat(office.audited("sample.draw")).isZero();
    }

    private static String path(UUID recording) {
        return "/recordings/" + recording + "/scores";
    }

    @Test
    void aScoreIsTheRecordingsAndACorrectionDoesNotOverwriteIt() throws Exception {
        UUID call = office.recording(office.li, office.sales, Duration.ofHours(1));
        var given = office.json("auditor", "POST", path(call), AuditOffice.score(card, "PARTLY", "MET"));
        assertThat(given.getInteger("score")).isEqualTo(70);
        assertThat(office.value("SELECT score FROM recording")).isEqualTo("70");
        assertThat(office.refused("second", "POST", path(call), AuditOffice.score(card, "MET", "MET")))
                .as("who did not see the first cannot pass over it")
                .isEqualTo("SCORED_MEANWHILE");
        var correction = AuditOffice.score(card, "MET", "NOT_MET").put("replaces", given.getString("id"));
        assertThat(office.refused("second", "POST", path(call), correction)).isEqualTo("IS_MISSING");
        var corrected = office.json("second", "POST", path(call), correction.put("reason", "no identity asked for"));
        assertThat(corrected.getInteger("score")).isZero();
        assertThat(corrected.getJsonArray("fatal")).containsExactly("IDENTITY");
        assertThat(office.refused("auditor", "POST", path(call), correction))
                .as("one correction of each")
                .isEqualTo("SCORED_MEANWHILE");
        assertThat(office.value("SELECT score FROM recording")).isEqualTo("0");
        var all = office.items("boss", path(call));
        assertThat(all).extracting(one -> one.getInteger("score")).containsExactly(0, 70);
        assertThat(all.get(1).getBoolean("corrected")).isTrue();
        assertThat(all.get(1).getJsonArray("marks").getJsonObject(0).getString("mark"))
                .isEqualTo("PARTLY");
        assertThat(office.audited("score.submit")).isEqualTo(2);
        assertThat(office.items("boss", "/scores")).as("only the one in force").hasSize(1);
    }

    @Test
    void anAgentSeesTheOwnScoresOnceTheyAreReleasedAndTheirCorrectionsAtOnce() throws Exception {
        UUID call = office.recording(office.li, office.sales, Duration.ofHours(1));
        String first = office.json("auditor", "POST", path(call), AuditOffice.score(card, "MET", "MET"))
                .getString("id");
        assertThat(office.items("li", "/scores")).isEmpty();
        assertThat(office.items("li", path(call))).isEmpty();
        assertThat(office.status("boss", "POST", "/scores/" + first + "/release", null))
                .isEqualTo(403);
        assertThat(office.status("keeper", "POST", "/scores/" + first + "/release", null))
                .isEqualTo(204);
        assertThat(office.refused("keeper", "POST", "/scores/" + first + "/release", null))
                .isEqualTo("NOTHING_TO_RELEASE");
        assertThat(office.items("li", "/scores")).hasSize(1);
        assertThat(office.items("wang", "/scores")).as("nobody else's").isEmpty();
        assertThat(office.items("wang", path(call))).isEmpty();
        office.json(
                "second",
                "POST",
                path(call),
                AuditOffice.score(card, "NOT_MET", "MET").put("replaces", first).put("reason", "misheard"));
        assertThat(office.items("li", "/scores"))
                .extracting(one -> one.getInteger("score"))
                .containsExactly(40);
        assertThat(office.items("li", path(call))).hasSize(2);
        assertThat(office.status("li", "POST", path(call), AuditOffice.score(card, "MET", "MET")))
                .isEqualTo(403);
    }

    @Test
    void aSampleShowsHowFarItIsAndIsReleasedAsAWhole() throws Exception {
        calls(office.li, 3);
        String id = office.json(
                        "auditor", "POST", "/samples", perAgent(2, "CALLS").put("dueOn", "2026-11-30"))
                .getString("id");
        var drawn = office.items("auditor", "/samples/" + id + "/items");
        for (JsonObject item : drawn) {
            office.json(
                    "auditor",
                    "POST",
                    path(UUID.fromString(item.getString("recordingId"))),
                    AuditOffice.score(card, "MET", "MET").put("sampleId", id));
        }
        var sample = office.json("boss", "GET", "/samples/" + id, null);
        assertThat(sample.getInteger("scored")).isEqualTo(2);
        assertThat(sample.getString("dueOn")).isEqualTo("2026-11-30");
        assertThat(office.json("auditor", "POST", "/samples/" + id + "/release", null)
                        .getInteger("released"))
                .isEqualTo(2);
        assertThat(office.json("auditor", "POST", "/samples/" + id + "/release", null)
                        .getInteger("released"))
                .isZero();
        assertThat(office.items("li", "/scores")).hasSize(2);
        assertThat(office.items("boss", "/samples").get(0).getInteger("released"))
                .isEqualTo(2);
        String left = office.value("SELECT id FROM recording WHERE id NOT IN (SELECT recording_id FROM sample_item)");
        assertThat(office.refused(
                        "auditor",
                        "POST",
                        path(UUID.fromString(left)),
                        AuditOffice.score(card, "MET", "MET").put("sampleId", id)))
                .isEqualTo("NOT_IN_SAMPLE");
    }

    @Test
    void nobodyScoresTheirOwnCallOrAnothersUnitsOrWhatCannotBeHeard() throws Exception {
        UUID own = office.recording(office.li, office.sales, Duration.ofHours(1));
        office.sql("UPDATE app_user SET roles = '{AGENT,COMPLIANCE}' WHERE login = 'li'");
        var score = AuditOffice.score(card, "MET", "MET");
        assertThat(office.refused("li", "POST", path(own), score)).isEqualTo("OWN_CALL");
        UUID elsewhere = office.recording(office.wang, office.sales, Duration.ofHours(1));
        office.sql("UPDATE recording SET org_id = gen_random_uuid() WHERE id = '" + elsewhere + "'");
        assertThat(office.refused("auditor", "POST", path(elsewhere), score)).isEqualTo("NOT_FOUND");
        UUID missing = office.recording(office.wang, office.sales, Duration.ofHours(1));
        office.sql("UPDATE recording SET state = 'MISSING' WHERE id = '" + missing + "'");
        assertThat(office.refused("auditor", "POST", path(missing), score)).isEqualTo("NO_SOUND");
        UUID fine = office.recording(office.wang, office.sales, Duration.ofHours(1));
        var late = score.copy();
        late.getJsonArray("marks").getJsonObject(0).put("atMs", 60_001);
        assertThat(office.refused("auditor", "POST", path(fine), late)).isEqualTo("PAST_THE_END");
        assertThat(office.status("boss", "POST", path(fine), score)).isEqualTo(403);
        assertThat(office.audited("score.submit")).isZero();
    }

    @Test
    void aScorecardsVersionsStayAndRetiredOnesAreNotBegunWith() throws Exception {
        UUID call = office.recording(office.li, office.sales, Duration.ofHours(1));
        var next = AuditOffice.card().put("basedOn", 1).put("nameEn", "Stricter");
        next.getJsonArray("items").getJsonObject(0).put("weight", 10);
        assertThat(office.json("keeper", "POST", "/scorecards/" + card + "/versions", next)
                        .getInteger("version"))
                .isEqualTo(2);
        assertThat(office.refused("keeper", "POST", "/scorecards/" + card + "/versions", next))
                .isEqualTo("NEWER_VERSION");
        assertThat(office.items("li", "/scorecards/" + card + "/versions"))
                .extracting(one -> one.getString("nameEn"))
                .containsExactly("Stricter", "Call quality");
        assertThat(office.json("auditor", "POST", path(call), AuditOffice.score(card, "NOT_MET", "MET"))
                        .getInteger("score"))
                .as("by version 1")
                .isEqualTo(40);
        assertThat(office.status(
                        "keeper",
                        "POST",
                        "/scorecards/" + card + "/retire",
                        new JsonObject().put("reason", "replaced")))
                .isEqualTo(204);
        assertThat(office.refused("auditor", "POST", "/samples", perAgent(1, "CALLS")))
                .isEqualTo("SCORECARD_RETIRED");
        assertThat(office.refused("auditor", "POST", "/scorecards/" + card + "/versions", next.put("basedOn", 2)))
                .isEqualTo("SCORECARD_RETIRED");
        assertThat(office.audited("scorecard.publish")).isEqualTo(2);
    }

    @Test
    void aScorecardThatCannotScoreIsRefused() throws Exception {
        for (String field : List.of("weight", "code")) {
            var wrong = AuditOffice.card();
            wrong.getJsonArray("items").getJsonObject(0).put(field, field.equals("weight") ? 0 : "IDENTITY");
            var answer = office.ask("auditor", "POST", "/scorecards", wrong);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(new JsonObject(answer.body())
                            .getJsonArray("errors")
                            .getJsonObject(0)
                            .getString("field"))
                    .endsWith(field);
        }
    }

    @Test
    void twoAuditorsScoreBlindAndSeeTheirDifferencesWhenBothAreIn() throws Exception {
        UUID call = office.recording(office.li, office.sales, Duration.ofHours(1));
        String id = calibration(call, "auditor", "second");
        String path = "/calibrations/" + id;
        assertThat(office.refused("keeper", "POST", path + "/scores", blind("MET", "MET")))
                .isEqualTo("NOT_YOURS");
        office.json("auditor", "POST", path + "/scores", blind("NOT_MET", "MET"));
        assertThat(office.refused("auditor", "POST", path + "/scores", blind("MET", "MET")))
                .isEqualTo("SCORED_MEANWHILE");
        for (String other : List.of("second", "keeper")) {
            var seen = office.json(other, "GET", path, null);
            assertThat(seen.getJsonObject("first").getBoolean("done")).isTrue();
            assertThat(seen.getJsonObject("first").containsKey("marks"))
                    .as(other)
                    .isFalse();
            assertThat(seen.getJsonObject("first").containsKey("score"))
                    .as(other)
                    .isFalse();
            assertThat(seen.containsKey("agreement")).isFalse();
            assertThat(office.items(other, path(call))).as("nor by another way").isEmpty();
        }
        assertThat(office.json("auditor", "GET", path, null)
                        .getJsonObject("first")
                        .getInteger("score"))
                .as("one's own")
                .isEqualTo(40);
        assertThat(office.value(
                        "SELECT string_agg(detail::text, '') FROM audit_entry WHERE action LIKE 'calibration.%'"))
                .as("the log tells no figure before both are in")
                .doesNotContain(": 40");
        office.json("second", "POST", path + "/scores", blind("MET", "MET"));
        var both = office.json("keeper", "GET", path, null);
        assertThat(both.getJsonObject("first").getInteger("score")).isEqualTo(40);
        assertThat(both.getJsonObject("second").getInteger("score")).isEqualTo(100);
        assertThat(both.getJsonObject("agreement").getDouble("percent")).isEqualTo(50);
        assertThat(office.value("SELECT score FROM recording"))
                .as("no score of the recording")
                .isEqualTo("null");
        assertThat(office.audited("calibration.complete")).isEqualTo(1);
    }

    @Test
    void agreementIsCountedOverAllCallsOfTwoAuditors() throws Exception {
        for (String[] marks :
                new String[][] {{"MET", "MET"}, {"NOT_MET", "NOT_MET"}, {"MET", "NOT_MET"}, {"NOT_MET", "NOT_MET"}}) {
            UUID call = office.recording(office.li, office.sales, Duration.ofHours(1));
            String id = calibration(call, "auditor", "second");
            office.json("auditor", "POST", "/calibrations/" + id + "/scores", blind(marks[0], "MET"));
            office.json("second", "POST", "/calibrations/" + id + "/scores", blind(marks[1], "MET"));
        }
        calibration(office.recording(office.li, office.sales, Duration.ofHours(1)), "auditor", "second");
        var pairs = office.items("keeper", "/agreement?from=2026-11-01T00:00:00Z&until=2026-12-01T00:00:00Z");
        assertThat(pairs).hasSize(1);
        assertThat(pairs.get(0).getInteger("calls")).isEqualTo(4);
        var agreement = pairs.get(0).getJsonObject("agreement");
        assertThat(agreement.getInteger("items")).isEqualTo(8);
        assertThat(agreement.getDouble("percent")).isEqualTo(87.5);
        // 7 of 8 alike; by chance (6·5 + 2·3)/64.
        assertThat(agreement.getDouble("kappa"))
                .isCloseTo((0.875 - 0.5625) / (1 - 0.5625), org.assertj.core.api.Assertions.within(1e-9));
        assertThat(office.items("keeper", "/agreement?from=2026-10-01T00:00:00Z&until=2026-11-01T00:00:00Z"))
                .isEmpty();
    }

    @Test
    void aCalibrationNeedsTwoAuditorsOfTheUnit() throws Exception {
        UUID call = office.recording(office.li, office.sales, Duration.ofHours(1));
        for (String other : List.of("auditor", "boss")) {
            var asked = asked(call, "auditor", other);
            assertThat(office.refused("keeper", "POST", "/calibrations", asked)).isEqualTo("TWO_AUDITORS");
        }
        assertThat(office.items("auditor", "/auditors"))
                .extracting(one -> one.getString("name"))
                .containsExactly("auditor", "keeper", "second");
    }

    private JsonObject asked(UUID call, String first, String second) throws Exception {
        return new JsonObject()
                .put("recordingId", call.toString())
                .put("scorecardId", card)
                .put(
                        "auditors",
                        new JsonArray()
                                .add(office.userId(first).toString())
                                .add(office.userId(second).toString()));
    }

    private String calibration(UUID call, String first, String second) throws Exception {
        return office.json("keeper", "POST", "/calibrations", asked(call, first, second))
                .getString("id");
    }

    private static JsonObject blind(String greeting, String identity) {
        return new JsonObject().put("marks", AuditOffice.marks(greeting, identity));
    }
}
