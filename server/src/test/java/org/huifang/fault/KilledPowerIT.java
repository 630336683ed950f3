package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL between a customer's answer and the agent, as the agent is assigned, and as an abandoned call is
 * written: nobody is called twice, every answered call is measured once, and the agent works again.
 */
class KilledPowerIT {
    private static final List<String> POINTS =
            List.of("answered", "power-before-assigned", "power-assigned", "ended-before-write");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private CallCentre centre;
    private UUID campaign;
    private final Map<String, UUID> callbacks = new LinkedHashMap<>();

    @Test
    void everyAnswerIsMeasuredOnceAndNobodyIsCalledTwice() {
        try (var opened = new CallCentre(folder, 1)) {
            centre = opened;
            campaign = centre.campaign("{\"pacing\":{\"mode\":\"POWER\",\"overDial\":2.0,\"leastAnswered\":20,"
                    + "\"answerWithinMs\":1000,\"abandonSound\":\"huifang/apology\"}}");
            centre.execute(
                    "INSERT INTO pacing_count VALUES (?, date_trunc('hour', now()) - interval '1 hour', ?, 1000, 0)",
                    campaign,
                    UUID.randomUUID());
            Path log = folder.resolve("server.log");
            for (String point : POINTS) {
                try (var server = start(log, point)) {
                    centre.awaitReadyAgents(1);
                    CallCentre.await(
                            LONG,
                            "over-dials",
                            () -> !centre.rows("SELECT 1 FROM campaign WHERE over_dials")
                                    .isEmpty());
                    due(2);
                    server.awaitKilled(LONG);
                }
                try (var server = start(log, null)) {
                    awaitAllEnded(point);
                    centre.awaitReadyAgents(1);
                    truth(point);
                    assertThat(server.isAlive()).isTrue();
                }
            }
            assertThat(centre.rows("SELECT 1 FROM attempt WHERE outcome = 'ABANDONED'"))
                    .as("somebody was abandoned")
                    .isNotEmpty();
        }
    }

    private void due(int count) {
        for (int i = 0; i < count; i++) {
            String number = CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(6), callbacks.size());
            callbacks.put(number, centre.callback(campaign, number));
        }
    }

    private ServerProcess start(Path log, @Nullable String crashAt) {
        return ServerProcess.start(centre.configFile(), log, crashAt).awaitProven(LONG);
    }

    private void awaitAllEnded(String point) {
        CallCentre.await(
                LONG,
                () -> point + ": all ended; now "
                        + centre.rows("SELECT id, callback_id, state, agent_id FROM live_attempt")
                        + centre.rows("SELECT id, state, reason, attempts FROM callback"),
                () -> centre.rows("SELECT 1 FROM callback WHERE attempts = 0 OR state = 'LIVE'")
                                .isEmpty()
                        && centre.rows("SELECT 1 FROM live_attempt").isEmpty());
    }

    private void truth(String point) {
        System.out.println("figure point=" + point + " attempts="
                + centre.rows("SELECT outcome, count(*) AS n FROM attempt GROUP BY outcome ORDER BY outcome"));
        callbacks.forEach((number, callback) -> assertThat(centre.customers().callsTo(number))
                .as("%s: calls to %s", point, callback)
                .hasSize(centre.rows("SELECT 1 FROM attempt WHERE callback_id = ? AND source <> 'NEVER_SENT'", callback)
                        .size())
                .hasSize(1));
        var measured = centre.rows(
                        "SELECT sum(answered) - 1000 AS answered, sum(abandoned) AS abandoned FROM pacing_count")
                .get(0);
        assertThat(measured.get("answered")).as(point).isEqualTo((long)
                centre.rows("SELECT 1 FROM attempt WHERE answered_at IS NOT NULL")
                        .size());
        var abandoned = centre.rows("SELECT id, callback_id FROM attempt WHERE outcome = 'ABANDONED'");
        assertThat(measured.get("abandoned")).as(point).isEqualTo((long) abandoned.size());
        assertThat(centre.rows("SELECT 1 FROM audit_entry WHERE action = 'attempt.abandon'"))
                .as(point)
                .hasSize(abandoned.size());
        for (var attempt : abandoned) {
            assertThat(centre.callbackRow((UUID) attempt.get("callback_id")).get("power_barred_until"))
                    .as(point)
                    .isNotNull();
        }
        for (var attempt : centre.rows("SELECT id FROM attempt WHERE answered_at IS NOT NULL")) {
            assertThat(centre.awaitSealed(attempt.get("id")).get("state"))
                    .as(point)
                    .isIn("SEALED", "PARTIAL");
        }
        assertThat(new ArrayList<>(centre.rows("SELECT 1 FROM agent WHERE presence <> 'READY'")))
                .as(point)
                .isEmpty();
    }
}
