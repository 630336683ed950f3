package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
import org.jspecify.annotations.Nullable;
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
                    try (var server = start(log, point)) {
                        callers.add(ring(number, Duration.ofSeconds(12)));
                        server.awaitKilled(LONG);
                    }
                    try (var server = start(log, null)) {
                        awaitAllDecided(callbacks.size());
                        truth(point, callbacks.get(callbacks.size() - 1));
                        centre.awaitReadyAgents(AGENTS);
                        assertThat(server.isAlive()).isTrue();
                    }
                }
                assertThat(call(callbacks.get(POINTS.indexOf("ring-back-before-commit"))))
                        .as("rings on, and is put through by the next server")
                        .containsEntry("state", "ANSWERED");
                assertThat(call(callbacks.get(POINTS.indexOf("bridged"))))
                        .as("a talk outlives the server")
                        .containsEntry("state", "ANSWERED");
                String missed = person(callbacks.size());
                callbacks.add(centre.callback(campaign, missed, LATER));
                try (var caller = ring(missed, LONG)) {
                    CallCentre.await(SOON, caller::messages, () -> caller.isAnswered() && caller.isOver());
                }
                try (var server = start(log, null)) {
                    awaitAllDecided(callbacks.size());
                    truth("no server", callbacks.get(POINTS.size()));
                    assertThat(call(callbacks.get(POINTS.size()))).containsEntry("reason", "NO_SERVER");
                    assertThat(server.log()).doesNotContain("13810020");
                }
                try (var files = Files.list(centre.asterisk().recordings())) {
                    assertThat(files.filter(file -> file.toString().endsWith(".txt")))
                            .isEmpty();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                callers.forEach(SippCaller::close);
            }
        }
    }

    private ServerProcess start(Path log, @Nullable String crashAt) {
        return ServerProcess.start(centre.configFile(), log, crashAt).awaitProven(LONG);
    }

    private void awaitAllDecided(int count) {
        CallCentre.await(
                LONG,
                () -> "all decided; now " + centre.rows("SELECT * FROM inbound_call")
                        + centre.rows("SELECT * FROM live_attempt"),
                () -> centre.rows("SELECT 1 FROM inbound_call WHERE state IN ('ANSWERED', 'MISSED')")
                                .size()
                        == count);
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
