package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** More customers answer than agents are there, through a real Asterisk. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PowerModeIT {
    private static final int AGENTS = 2;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String POWER = "{\"pacing\":{\"mode\":\"POWER\",\"overDial\":2.0,\"leastAnswered\":100,"
            + "\"answerWithinMs\":1000,\"abandonSound\":\"huifang/apology\"}}";

    @TempDir
    static Path folder;

    private static CallCentre centre;
    private static UUID campaign;
    private static int people;
    private static final List<UUID> abandoned = new ArrayList<>();

    @BeforeAll
    static void open() {
        centre = new CallCentre(folder, AGENTS).startServer();
        campaign = centre.campaign(POWER);
        centre.awaitReadyAgents(AGENTS);
        CallCentre.await(SOON, "it may record", () -> centre.closedBecause().isEmpty());
    }

    @AfterAll
    static void close() {
        centre.close();
    }

    @Test
    @Order(1)
    void beforeEnoughIsMeasuredEveryCallKeepsItsAgent() {
        List<UUID> due = due(4, Duration.ofMillis(750), Duration.ofSeconds(1));
        due.forEach(
                callback -> assertThat(centre.awaitAttempt(callback, 1, SOON)).containsEntry("outcome", "ANSWERED"));
        assertThat(mostAtOnce(due)).isLessThanOrEqualTo(AGENTS);
        assertThat(assignments(due)).isEmpty();
        assertThat(measured()).containsEntry("answered", 4L).containsEntry("abandoned", 0L);
    }

    @Test
    @Order(2)
    void twiceAsManyAreCalledAndWhomNobodyTakesIsToldAndCounted() {
        centre.awaitReadyAgents(AGENTS);
        // A hundred answered calls of this morning: two may be abandoned, the third would be too many.
        centre.execute(
                "INSERT INTO pacing_count VALUES (?, date_trunc('hour', now()) - interval '1 hour', ?, 96, 0)",
                campaign,
                UUID.randomUUID());
        CallCentre.await(SOON, "over-dials", () -> overDials());
        List<UUID> due = due(5, Duration.ofSeconds(2), Duration.ofSeconds(8));
        CallCentre.await(
                SOON,
                () -> "more calls than agents; now " + centre.rows("SELECT state, agent_id FROM live_attempt"),
                () -> centre.rows("SELECT 1 FROM live_attempt").size() > AGENTS);
        CallCentre.await(
                SOON,
                () -> "both talk; now " + centre.rows("SELECT state, agent_id FROM live_attempt"),
                () -> centre.rows("SELECT 1 FROM live_attempt WHERE state = 'BRIDGED' AND agent_id IS NOT NULL")
                                .size()
                        == AGENTS);
        assertThat(assignments(due)).hasSize(AGENTS);
        CallCentre.await(SOON, "both abandoned are on file", () -> lost(due).size() == 2);
        for (var attempt : lost(due)) {
            assertThat(attempt.get("agent_id")).isNull();
            assertThat(between(attempt, "answered_at", "ended_at"))
                    .as("waits a second, then hears who called")
                    .isGreaterThan(Duration.ofMillis(1_900));
            assertThat(centre.awaitSealed(attempt.get("id"))).containsEntry("state", "SEALED");
            var callback = centre.callbackRow((UUID) attempt.get("callback_id"));
            assertThat(callback).containsEntry("state", "WAITING").containsEntry("reason", "RETRY_ABANDONED");
            assertThat(((Timestamp) callback.get("power_barred_until")).toInstant())
                    .isAfter(Instant.now().plus(Duration.ofHours(71)));
            assertThat(centre.rows(
                            "SELECT 1 FROM audit_entry WHERE action = 'attempt.abandon' AND subject_id = ?",
                            attempt.get("id").toString()))
                    .hasSize(1);
            abandoned.add((UUID) attempt.get("callback_id"));
        }
        for (var taken : centre.rows("SELECT answered_at, bridged_at FROM live_attempt WHERE bridged_at IS NOT NULL"
                + " UNION ALL SELECT answered_at, bridged_at FROM attempt WHERE bridged_at IS NOT NULL")) {
            System.out.println("figure answer_to_agent_ms="
                    + between(taken, "answered_at", "bridged_at").toMillis());
        }
        due.removeAll(abandoned);
        due.forEach(
                callback -> assertThat(centre.awaitAttempt(callback, 1, SOON)).containsEntry("outcome", "ANSWERED"));
    }

    @Test
    @Order(3)
    void theCapStopsItAndTheAbandonedAreCalledByAReservedAgent() {
        centre.execute(
                "UPDATE pacing_count SET abandoned = abandoned + 1 WHERE campaign_id = ? AND answered = 96", campaign);
        CallCentre.await(SOON, "stopped", () -> !overDials());
        CallCentre.await(
                SOON,
                "alarm",
                () -> !centre.rows("SELECT 1 FROM alarm WHERE kind = 'POWER_STOPPED' AND cleared_at IS NULL")
                        .isEmpty());
        assertThat(centre.rows("SELECT 1 FROM audit_entry WHERE action = 'pacing.stop'"))
                .hasSize(1);
        centre.awaitReadyAgents(AGENTS);
        List<UUID> due = due(6, Duration.ofSeconds(1), Duration.ofSeconds(1));
        due.forEach(
                callback -> assertThat(centre.awaitAttempt(callback, 1, SOON)).containsEntry("outcome", "ANSWERED"));
        assertThat(mostAtOnce(due)).isLessThanOrEqualTo(AGENTS);
        assertThat(assignments(due)).isEmpty();
        // Room again: whom we abandoned is due, and has an agent from the first moment.
        centre.execute("UPDATE pacing_count SET answered = 1000 WHERE campaign_id = ? AND answered = 96", campaign);
        CallCentre.await(SOON, "over-dials again", () -> overDials());
        abandoned.forEach(callback -> centre.execute(
                "UPDATE callback SET next_at = '2020-01-01Z', dialable_until = '2100-01-01Z', last_counted_on = NULL,"
                        + " tried_bands = '{}' WHERE id = ?",
                callback));
        centre.hintDue();
        for (UUID callback : abandoned) {
            assertThat(centre.awaitAttempt(callback, 2, SOON)).containsEntry("outcome", "ANSWERED");
        }
        assertThat(assignments(abandoned)).isEmpty();
        assertThat(centre.rows("SELECT 1 FROM alarm WHERE kind = 'POWER_STOPPED' AND cleared_at IS NULL"))
                .isEmpty();
        centre.awaitReadyAgents(AGENTS);
    }

    private static List<UUID> due(int count, Duration ring, Duration talk) {
        var callbacks = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            callbacks.add(centre.callback(
                    campaign, CustomerNumber.answers(ring, talk, people++), Instant.parse("2020-01-01T00:00:00Z")));
        }
        centre.hintDue();
        return callbacks;
    }

    private static boolean overDials() {
        return centre.rows("SELECT over_dials FROM campaign WHERE id = ?", campaign)
                .get(0)
                .get("over_dials")
                .equals(true);
    }

    private static Map<String, Object> measured() {
        return centre.rows(
                        "SELECT sum(answered) AS answered, sum(abandoned) AS abandoned FROM pacing_count WHERE campaign_id = ?",
                        campaign)
                .get(0);
    }

    private static List<Map<String, Object>> lost(List<UUID> callbacks) {
        return centre.rows("SELECT * FROM attempt WHERE outcome = 'ABANDONED' AND callback_id = ANY (?)", (Object)
                callbacks.toArray(UUID[]::new));
    }

    private static List<Map<String, Object>> assignments(List<UUID> callbacks) {
        return centre.rows(
                "SELECT e.attempt_id FROM attempt_event e WHERE e.kind = 'ASSIGNED' AND e.attempt_id IN ("
                        + "SELECT id FROM attempt WHERE callback_id = ANY (?) UNION SELECT id FROM live_attempt WHERE callback_id = ANY (?))",
                callbacks.toArray(UUID[]::new),
                callbacks.toArray(UUID[]::new));
    }

    private static long mostAtOnce(List<UUID> callbacks) {
        return (long) centre.rows(
                        "SELECT max(n) AS n FROM (SELECT (SELECT count(*) FROM attempt b WHERE b.claimed_at <= a.claimed_at"
                                + " AND b.ended_at > a.claimed_at AND b.callback_id = ANY (?)) AS n FROM attempt a"
                                + " WHERE a.callback_id = ANY (?)) x",
                        callbacks.toArray(UUID[]::new),
                        callbacks.toArray(UUID[]::new))
                .get(0)
                .get("n");
    }

    private static Duration between(Map<String, Object> row, String from, String to) {
        return Duration.between(((Timestamp) row.get(from)).toInstant(), ((Timestamp) row.get(to)).toInstant());
    }
}
