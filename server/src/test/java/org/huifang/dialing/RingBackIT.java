package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.db.Ids;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SippCaller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Customers who saw a missed call and ring (R44, R45), through a real Asterisk. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RingBackIT {
    private static final int AGENTS = 2;
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Instant LATER = Instant.parse("2090-01-01T00:00:00Z");

    @TempDir
    static Path folder;

    private static CallCentre centre;
    private static UUID campaign;
    private static int people;

    @BeforeAll
    static void open() {
        centre = new CallCentre(folder, AGENTS).startServer();
        campaign = centre.campaign("{\"inbound\":{\"answerSeconds\":5}}");
        centre.awaitReadyAgents(AGENTS);
        CallCentre.await(SOON, "it may record", () -> centre.closedBecause().isEmpty());
    }

    @AfterAll
    static void close() {
        centre.close();
    }

    @Test
    @Order(1)
    void theAssignedAgentAnswersAndItIsThatCallbacksAnswer() {
        String number = person();
        UUID callback = centre.callback(campaign, number, LATER);
        Object assigned = centre.rows(
                        "SELECT id FROM agent WHERE presence = 'READY' ORDER BY presence_since DESC LIMIT 1")
                .get(0)
                .get("id");
        centre.execute("UPDATE callback SET agent_id = ? WHERE id = ?", assigned, callback);
        try (var caller = ring("+86" + number, Duration.ofSeconds(3))) {
            var attempt = centre.awaitAttempt(callback, 1, SOON);
            assertThat(caller.hearsRinging()).as("rings at the customer's").isTrue();
            assertThat(attempt)
                    .containsEntry("direction", "IN")
                    .containsEntry("outcome", "ANSWERED")
                    .containsEntry("agent_id", assigned)
                    .containsEntry("counted", false)
                    .containsEntry("ended_by", "CUSTOMER");
            assertThat((long) attempt.get("talk_ms")).isBetween(2_000L, 5_000L);
            assertThat(centre.callbackRow(callback))
                    .containsEntry("state", "DONE")
                    .containsEntry("reason", "REACHED")
                    .containsEntry("agent_id", assigned);
            assertThat(centre.awaitSealed(attempt.get("id")))
                    .containsEntry("state", "SEALED")
                    .containsEntry("callback_id", callback);
            var call = call(callback);
            assertThat(call).containsEntry("state", "ANSWERED").containsEntry("attempt_id", attempt.get("id"));
            assertThat(between(call, "started_at", "answered_at"))
                    .as("within three rings")
                    .isLessThan(Duration.ofSeconds(2));
        }
        centre.awaitReadyAgents(AGENTS);
    }

    @Test
    @Order(2)
    void ofTwoAtOnceTheAgentWhoIsLeftTakesOneAndTheOtherIsCalledFirst() {
        String first = person();
        String second = person();
        String talking = person();
        String planned = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 90);
        UUID one = centre.callback(campaign, first, LATER);
        UUID two = centre.callback(campaign, second, LATER);
        UUID other = centre.callback(campaign, talking, LATER);
        try (var busy = ring(talking, Duration.ofSeconds(14))) {
            centre.awaitLive("BRIDGED", 1, SOON);
            try (var a = ring(first, Duration.ofSeconds(9));
                    var b = ring("0086" + second, Duration.ofSeconds(9))) {
                CallCentre.await(SOON, () -> "one missed; now " + calls(), () -> missed(one) != missed(two));
                UUID unlucky = missed(one) ? one : two;
                UUID lucky = missed(one) ? two : one;
                assertThat(call(unlucky)).containsEntry("reason", "NOBODY_READY");
                assertThat(between(call(unlucky), "started_at", "ended_at"))
                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
                assertThat((missed(one) ? a : b).isAnswered() || awaitAnswer(missed(one) ? a : b))
                        .as("is told")
                        .isTrue();
                // Due for long, and yet not before the customer who rang.
                UUID due = centre.callback(campaign, planned);
                assertThat(centre.callbackRow(unlucky))
                        .containsEntry("state", "WAITING")
                        .containsEntry("reason", "RANG_US")
                        .containsEntry("appointment", true)
                        .containsEntry("counted", 0)
                        .containsEntry("attempts", 0);
                centre.awaitAttempt(unlucky, 1, SOON);
                centre.awaitAttempt(due, 1, SOON);
                assertThat(at(attempt(unlucky), "claimed_at")).isBefore(at(attempt(due), "claimed_at"));
                assertThat(attempt(unlucky)).containsEntry("direction", "OUT");
                assertThat(centre.awaitAttempt(lucky, 1, SOON)).containsEntry("outcome", "ANSWERED");
            }
            assertThat(centre.awaitAttempt(other, 1, SOON)).containsEntry("outcome", "ANSWERED");
            assertThat(busy.isAnswered()).isTrue();
        }
        centre.awaitReadyAgents(AGENTS);
    }

    @Test
    @Order(3)
    void ourCallGivesWayToTheCustomers() {
        String number = CustomerNumber.rings(91);
        UUID callback = centre.callback(campaign, number);
        centre.awaitLive("RINGING", 1, SOON);
        try (var caller = ring(number, Duration.ofSeconds(2))) {
            assertThat(centre.awaitAttempt(callback, 2, SOON))
                    .containsEntry("direction", "IN")
                    .containsEntry("outcome", "ANSWERED");
            assertThat(centre.rows("SELECT outcome, counted FROM attempt WHERE callback_id = ? AND seq = 1", callback))
                    .containsExactly(Map.of("outcome", "GAVE_WAY", "counted", false));
            assertThat(caller.isAnswered()).isTrue();
        }
        assertThat(centre.callbackRow(callback)).containsEntry("state", "DONE");
        centre.awaitReadyAgents(AGENTS);
    }

    @Test
    @Order(4)
    void whoHangsUpWhileItRingsIsOwedACall() {
        // Nobody has the skill that this campaign asks for.
        UUID demanding = centre.campaign("{\"routing\":{\"leastSkill\":9}}");
        String number = person();
        UUID callback = centre.callback(demanding, number, LATER);
        try (var caller = SippCaller.ringAs(
                folder,
                centre.asterisk().sipPort(),
                "<sip:" + number + "@127.0.0.1>",
                Duration.ofSeconds(1),
                Duration.ofSeconds(2))) {
            CallCentre.await(SOON, () -> "given up; now " + calls(), () -> missed(callback));
            assertThat(call(callback)).containsEntry("reason", "GAVE_UP");
            assertThat(centre.callbackRow(callback)).containsEntry("appointment", true);
            assertThat(caller.messages()).contains("SIP/2.0 487").doesNotContain("BYE ");
        }
        centre.execute("UPDATE campaign SET state = 'PAUSED' WHERE id = ?", demanding);
    }

    @Test
    @Order(5)
    void unknownWithheldAndForgedCallersHearAnAnnouncementAndHarmNothing() throws Exception {
        String stranger = "<sip:13900001234@127.0.0.1>";
        List<String> forged = List.of(
                "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
                "\"x\" <sip:%24%7BSHELL(touch%20pwned)%7D@127.0.0.1>",
                "<sip:138&PJSIP%2Fagent-0@127.0.0.1>",
                "\"%0d%0aUniqueid: 0\" <sip:" + "a".repeat(200) + "@127.0.0.1>",
                "<sip:" + "1".repeat(60) + "@127.0.0.1>");
        // PJSIP itself drops a message whose number holds line ends.
        String linesOfAmi =
                "<sip:1%0d%0aEvent:%20UserEvent%0d%0aUserEvent:%20HuifangRings%0d%0aCall:%20forged.1%0d%0aTrunk:%20trunk@127.0.0.1>";
        List<SippCaller> callers = new java.util.ArrayList<>();
        try {
            callers.add(as(stranger));
            SippCaller dropped = as(linesOfAmi);
            forged.forEach(from -> callers.add(as(from)));
            CallCentre.await(
                    SOON,
                    () -> "all on file; now " + calls()
                            + callers.stream().map(SippCaller::messages).toList(),
                    () -> unmatched("NO_NUMBER").size() == forged.size()
                            && unmatched("UNKNOWN_CALLER").size() == 1);
            CallCentre.await(SOON, "all answered", () -> callers.stream().allMatch(SippCaller::isAnswered));
            assertThat(dropped.isAnswered()).isFalse();
            dropped.close();
        } finally {
            callers.forEach(SippCaller::close);
        }
        assertThat(unmatched("UNKNOWN_CALLER").get(0)).containsEntry("unknown_caller", "+8613900001234");
        assertThat(unmatched("NO_NUMBER")).allMatch(row -> row.get("unknown_caller") == null);
        assertThat(centre.rows("SELECT 1 FROM inbound_call WHERE channel LIKE 'forged%'"))
                .isEmpty();
        assertThat(centre.rows("SELECT 1 FROM live_attempt")).isEmpty();
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.endsWith("pwned"))).isEmpty();
        }
        assertThat(Files.readString(centre.asterisk().log())).doesNotContain("13900001234", "SHELL", "aaaaaaaa");
        centre.awaitReadyAgents(AGENTS);
    }

    @Test
    @Order(6)
    void whoRingsBackWhileTheTalkIsNotedGetsTheSameAgent() {
        UUID noted = centre.campaign("{\"afterCallSeconds\":20}");
        String number = person();
        UUID callback = centre.callback(noted, number);
        Object agent = centre.awaitAttempt(callback, 1, SOON).get("agent_id");
        assertThat(centre.callbackRow(callback)).containsEntry("state", "WRAP_UP");
        assertThat(centre.rows("SELECT presence FROM agent WHERE id = ?", agent).get(0))
                .containsEntry("presence", "AFTER_CALL");
        try (var caller = ring(number, Duration.ofSeconds(2))) {
            assertThat(centre.awaitAttempt(callback, 2, SOON))
                    .containsEntry("direction", "IN")
                    .containsEntry("outcome", "ANSWERED")
                    .containsEntry("agent_id", agent);
            assertThat(caller.isAnswered()).isTrue();
        }
        var row = centre.callbackRow(callback);
        assertThat(row).as("noted once more").containsEntry("state", "WRAP_UP");
        assertThat(at(row, "wrap_up_until")).isAfter(Instant.now().plusSeconds(8));
        centre.execute("UPDATE callback SET wrap_up_until = now() WHERE id = ?", callback);
        centre.awaitReadyAgents(AGENTS);
        CallCentre.await(
                SOON, "done", () -> "DONE".equals(centre.callbackRow(callback).get("state")));
    }

    @Test
    @Order(7)
    void ofTwoOrganisationsOnOneTrunkTheOneWithAnOpenCallbackIsMeantAndAClosedCampaignIsNot() {
        UUID other = otherOrganisation();
        String theirs = person();
        UUID open = moveTo(other, centre.callback(campaign, theirs, LATER));
        String both = person();
        UUID ours = centre.callback(campaign, both, LATER);
        UUID closedThere = moveTo(other, centre.callback(campaign, both, LATER));
        centre.execute("UPDATE callback SET state = 'CANCELLED' WHERE id = ?", closedThere);
        UUID finished = centre.campaign("{}");
        String late = person();
        UUID closed = centre.callback(finished, late, LATER);
        centre.execute("UPDATE campaign SET state = 'CLOSED' WHERE id = ?", finished);
        try (var a = ring(theirs, Duration.ofSeconds(9));
                var b = ring(both, Duration.ofSeconds(2));
                var c = ring(late, Duration.ofSeconds(9))) {
            assertThat(centre.awaitAttempt(ours, 1, SOON))
                    .as("known to both, open with us")
                    .containsEntry("direction", "IN")
                    .containsEntry("outcome", "ANSWERED");
            CallCentre.await(SOON, () -> "missed there; now " + calls(), () -> missed(open));
            assertThat(call(open))
                    .as("none of their agents is there, and ours do not take it")
                    .containsEntry("org_id", other)
                    .containsEntry("reason", "NOBODY_READY");
            assertThat(centre.callbackRow(open)).containsEntry("reason", "RANG_US");
            CallCentre.await(
                    SOON,
                    () -> "closed; now " + calls(),
                    () -> unmatched("NO_CALLBACK").size() == 1);
            assertThat(unmatched("NO_CALLBACK").get(0))
                    .containsEntry("customer_id", centre.callbackRow(closed).get("customer_id"));
            assertThat(centre.callbackRow(closed)).containsEntry("appointment", false);
            CallCentre.await(SOON, "all answered", () -> a.isAnswered() && b.isAnswered() && c.isAnswered());
        }
        assertThat(centre.rows("SELECT 1 FROM attempt WHERE callback_id IN (?, ?)", open, closed))
                .isEmpty();
        centre.awaitReadyAgents(AGENTS);
    }

    private static UUID otherOrganisation() {
        UUID other = Ids.next();
        centre.execute("INSERT INTO org_unit VALUES (?, NULL, '二店', 'Asia/Shanghai', 'CN', 'CN', now())", other);
        centre.execute(
                "INSERT INTO trunk (id, org_id, name, caller_id, simulated, created_at)"
                        + " VALUES (gen_random_uuid(), ?, 'trunk', '4007654321', true, now())",
                other);
        return other;
    }

    /** The callback and its customer are another organisation's. */
    private static UUID moveTo(UUID org, UUID callback) {
        UUID theirs = Ids.next();
        centre.execute(
                "INSERT INTO campaign SELECT ?, ?, 'c-1', 'Test', 'ACTIVE', false, id, 1, now() FROM trunk WHERE org_id = ?"
                        + " ON CONFLICT (org_id, code) DO NOTHING",
                theirs,
                org,
                org);
        centre.execute(
                "INSERT INTO campaign_rules SELECT c.id, 1, c.org_id, r.rules, NULL, 'test', now() FROM campaign c,"
                        + " campaign_rules r WHERE c.org_id = ? AND r.campaign_id = ? ON CONFLICT DO NOTHING",
                org,
                campaign);
        centre.execute(
                "INSERT INTO number_ledger (org_id, number_key) SELECT ?, number_key FROM callback WHERE id = ?",
                org,
                callback);
        for (String moved : List.of(
                "UPDATE customer_phone SET org_id = ? WHERE customer_id = (SELECT customer_id FROM callback WHERE id = ?)",
                "UPDATE customer SET org_id = ? WHERE id = (SELECT customer_id FROM callback WHERE id = ?)",
                "UPDATE callback c SET org_id = o.id, campaign_id = p.id FROM org_unit o JOIN campaign p ON p.org_id = o.id"
                        + " WHERE o.id = ? AND c.id = ?")) {
            centre.execute(moved, org, callback);
        }
        return callback;
    }

    private static SippCaller ring(String number, Duration talk) {
        return SippCaller.ring(folder, centre.asterisk().sipPort(), number, talk);
    }

    private static SippCaller as(String from) {
        return SippCaller.ringAs(
                folder, centre.asterisk().sipPort(), from, Duration.ofMillis(500), Duration.ofSeconds(20));
    }

    private static String person() {
        return CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), people++);
    }

    private static boolean awaitAnswer(SippCaller caller) {
        CallCentre.await(SOON, caller::messages, caller::isAnswered);
        return true;
    }

    private static boolean missed(UUID callback) {
        return !centre.rows("SELECT 1 FROM inbound_call WHERE callback_id = ? AND state = 'MISSED'", callback)
                .isEmpty();
    }

    private static Map<String, Object> call(UUID callback) {
        return centre.rows("SELECT * FROM inbound_call WHERE callback_id = ?", callback)
                .get(0);
    }

    private static List<Map<String, Object>> calls() {
        return centre.rows("SELECT channel, callback_id, state, reason FROM inbound_call ORDER BY started_at");
    }

    private static List<Map<String, Object>> unmatched(String reason) {
        return centre.rows("SELECT * FROM inbound_call WHERE state = 'MISSED' AND reason = ?", reason);
    }

    private static Map<String, Object> attempt(UUID callback) {
        return centre.rows("SELECT * FROM attempt WHERE callback_id = ? ORDER BY seq", callback)
                .get(0);
    }

    private static Instant at(Map<String, Object> row, String column) {
        return ((Timestamp) row.get(column)).toInstant();
    }

    private static Duration between(Map<String, Object> row, String from, String to) {
        return Duration.between(at(row, from), at(row, to));
    }
}
