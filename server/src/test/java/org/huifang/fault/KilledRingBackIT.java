package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SippCaller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies by SIGKILL at each point of a call that comes in, and once none is there; the next one finds out. */
class KilledRingBackIT {
    private static final List<String> POINTS =
            List.of("ring-back-on-file", "ring-back-before-commit", "ring-back-claimed", "ring-back-sent", "bridged");
    private static final int AGENTS = 2;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Instant LATER = Instant.parse("2090-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private CallCentre centre;

    @Test
    void nothingIsLostAndNothingDoubled() {
        try (var opened = new CallCentre(folder, AGENTS)) {
            centre = opened;
            UUID campaign = centre.campaign("{\"inbound\":{\"answerSeconds\":30}}");
            Path log = folder.resolve("server.log");
            var callbacks = new ArrayList<UUID>();
            var callers = new ArrayList<SippCaller>();
            try {
                for (String point : POINTS) {
                    String number = person(callbacks.size());
                    callbacks.add(centre.callback(campaign, number, LATER));
                    try (var server = ServerProcess.start(centre.configFile(), log, point)) {
                        CallCentre.await(LONG, "started", () -> server.log().contains("agent's line is up"));
                        callers.add(ring(number, Duration.ofSeconds(8)));
                        server.awaitKilled(LONG);
                    }
                }
                String missed = person(callbacks.size());
                UUID nobodyThere = centre.callback(campaign, missed, LATER);
                try (var caller = ring(missed, LONG)) {
                    CallCentre.await(
                            SOON, caller::messages, () -> caller.isAnswered() && caller.isOver());
                }
                try (var server = ServerProcess.start(centre.configFile(), log)) {
                    CallCentre.await(
                            LONG,
                            () -> "all decided; now " + centre.rows("SELECT * FROM inbound_call")
                                    + centre.rows("SELECT * FROM live_attempt"),
                            () -> centre.rows("SELECT 1 FROM inbound_call WHERE state IN ('RINGING', 'PUT_THROUGH')")
                                            .isEmpty()
                                    && centre.rows("SELECT 1 FROM inbound_call").size() == POINTS.size() + 1);
                    assertThat(call(nobodyThere)).containsEntry("reason", "NO_SERVER");
                    assertThat(call(nobodyThere).get("call_again_at")).isNotNull();
                    for (int i = 0; i < POINTS.size(); i++) {
                        truth(POINTS.get(i), callbacks.get(i));
                    }
                    assertThat(call(callbacks.get(POINTS.indexOf("bridged"))))
                            .as("a talk outlives the server")
                            .containsEntry("state", "ANSWERED");
                    centre.awaitReadyAgents(AGENTS);
                    assertThat(server.isAlive()).isTrue();
                    assertThat(server.log()).doesNotContain("13810020");
                }
            } finally {
                callers.forEach(SippCaller::close);
            }
        }
    }

    private void truth(String point, UUID callback) {
        var call = call(callback);
        System.out.println("figure point=" + point + " state=" + call.get("state") + " why=" + call.get("reason"));
        assertThat(centre.rows("SELECT 1 FROM inbound_call WHERE callback_id = ?", callback))
                .as(point)
                .hasSize(1);
        var talks = centre.rows(
                "SELECT id FROM attempt WHERE callback_id = ? AND direction = 'IN' AND outcome = 'ANSWERED'", callback);
        if (call.get("state").equals("ANSWERED")) {
            assertThat(talks).as(point).extracting(row -> row.get("id")).containsExactly(call.get("attempt_id"));
            assertThat(centre.callbackRow(callback)).as(point).containsEntry("state", "DONE");
            assertThat(centre.awaitSealed(call.get("attempt_id"))).as(point).containsEntry("state", "SEALED");
        } else {
            assertThat(talks).as(point).isEmpty();
            assertThat(call.get("call_again_at")).as(point).isNotNull();
        }
    }

    private SippCaller ring(String number, Duration talk) {
        return SippCaller.ring(folder, centre.asterisk().sipPort(), number, talk);
    }

    private static String person(int n) {
        return CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), n);
    }

    private Map<String, Object> call(UUID callback) {
        var rows = centre.rows("SELECT * FROM inbound_call WHERE callback_id = ?", callback);
        assertThat(rows).as("calls of " + callback).isNotEmpty();
        return rows.get(0);
    }
}
