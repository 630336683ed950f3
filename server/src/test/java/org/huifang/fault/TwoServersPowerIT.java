package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.SippAgents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers, each with its own Asterisk and agents, over-dial one campaign: together they never pass its cap. */
class TwoServersPowerIT {
    private static final int AGENTS_EACH = 2;
    private static final int MEASURED = 100;
    private static final double CAP_PERCENT = 3.0;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<UUID> callbacks = new ArrayList<>();

    @Test
    void theCapHoldsOverBothOfThem() {
        try (var centre = new CallCentre(folder, AGENTS_EACH);
                var moreAgents = SippAgents.startWithSound(folder, "other", AGENTS_EACH);
                var otherAsterisk = PrivateAsterisk.in(folder.resolve("other-asterisk"))
                        .trunk(centre.customers().trunk("trunk"))
                        .agents(moreAgents.phones())
                        .start()) {
            moreAgents.phones().forEach(centre::agent);
            UUID campaign = centre.campaign(
                    "{\"pacing\":{\"mode\":\"POWER\",\"overDial\":3.0,\"leastAnswered\":100," + "\"abandonCapPercent\":"
                            + CAP_PERCENT + ",\"answerWithinMs\":500,\"abandonSound\":\"huifang/apology\"}}");
            centre.execute(
                    "INSERT INTO pacing_count VALUES (?, date_trunc('hour', now()) - interval '1 hour', ?, ?, 0)",
                    campaign,
                    UUID.randomUUID(),
                    MEASURED);
            Path other = centre.writeConfig("other", otherAsterisk, otherAsterisk.amiPort());
            centre.startServer();
            try (var second = ServerProcess.start(other, folder.resolve("other.log"))) {
                centre.awaitReadyAgents(2 * AGENTS_EACH);
                CallCentre.await(
                        LONG,
                        "over-dials",
                        () -> !centre.rows("SELECT 1 FROM campaign WHERE over_dials")
                                .isEmpty());
                due(centre, campaign, 24);
                CallCentre.await(
                        LONG.multipliedBy(2),
                        () -> "all are called; now " + centre.rows("SELECT state, reason, attempts FROM callback"),
                        () -> centre.rows(
                                        "SELECT 1 FROM callback WHERE attempts = 0 UNION ALL SELECT 1 FROM live_attempt")
                                .isEmpty());
                var attempts = centre.rows(
                        "SELECT outcome, node_id, answered_at, ended_at, (SELECT count(*) FROM attempt_event e"
                                + " WHERE e.attempt_id = a.id AND e.kind = 'ASSIGNED') AS assigned FROM attempt a"
                                + " WHERE callback_id = ANY (?) ORDER BY ended_at",
                        (Object) callbacks.toArray(UUID[]::new));
                assertThat(attempts).extracting(row -> row.get("outcome")).containsOnly("ANSWERED", "ABANDONED");
                var overDialled = new HashMap<Object, Long>();
                attempts.stream()
                        .filter(row -> row.get("outcome").equals("ABANDONED") || (long) row.get("assigned") > 0)
                        .forEach(row -> overDialled.merge(row.get("node_id"), 1L, Long::sum));
                System.out.println("figure power_calls_by_node=" + overDialled.values());
                assertThat(overDialled).as("both called without an agent").hasSize(2);
                withinTheCap(attempts);
                assertThat(centre.rows(
                                        "SELECT sum(answered)::bigint AS answered, sum(abandoned)::bigint AS abandoned FROM pacing_count WHERE campaign_id = ?",
                                        campaign)
                                .get(0))
                        .containsEntry("answered", (Object) (long) (MEASURED + attempts.size()))
                        .containsEntry("abandoned", (Object) abandoned(attempts));
                assertThat(second.isAlive()).isTrue();
            }
        }
    }

    /** At no end of a call were more abandoned than the cap allows of those answered by then. */
    private static void withinTheCap(List<Map<String, Object>> attempts) {
        long answered = MEASURED;
        long abandoned = 0;
        for (Map<String, Object> attempt : attempts) {
            answered++;
            abandoned += attempt.get("outcome").equals("ABANDONED") ? 1 : 0;
            assertThat(100.0 * abandoned)
                    .as(abandoned + " abandoned of " + answered)
                    .isLessThanOrEqualTo(CAP_PERCENT * answered);
        }
        System.out.println("figure power_abandoned=" + abandoned + " of " + answered);
    }

    private static long abandoned(List<Map<String, Object>> attempts) {
        return attempts.stream()
                .filter(row -> row.get("outcome").equals("ABANDONED"))
                .count();
    }

    private void due(CallCentre centre, UUID campaign, int count) {
        for (int i = 0; i < count; i++) {
            callbacks.add(centre.callback(
                    campaign,
                    CustomerNumber.answers(Duration.ofSeconds(1), Duration.ofSeconds(3), i),
                    Instant.parse("2020-01-01T00:00:00Z")));
        }
        centre.hintDue();
    }
}
