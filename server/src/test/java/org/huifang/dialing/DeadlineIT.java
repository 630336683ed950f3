package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines decide the order of what falls due together, and are not passed in silence. */
class DeadlineIT {
    private static final Duration SOON = Duration.ofSeconds(45);
    private static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void ofWhatFellDueTogetherTheEarlierDeadlineIsCalledFirst() {
        try (var centre = new CallCentre(folder, 1)) {
            UUID campaign = centre.campaign("{}");
            UUID none = due(centre, campaign, 1, null);
            UUID late = due(centre, campaign, 2, FAR.plusSeconds(60));
            UUID early = due(centre, campaign, 3, FAR);
            UUID dueBefore = due(centre, campaign, 4, null);
            centre.execute("UPDATE callback SET next_at = '2019-12-31Z' WHERE id = ?", dueBefore);
            centre.startServer();
            for (UUID callback : List.of(none, late, early, dueBefore)) {
                assertThat(centre.awaitAttempt(callback, 1, SOON)).containsEntry("outcome", "ANSWERED");
            }
            assertThat(centre.rows("SELECT callback_id FROM attempt ORDER BY claimed_at"))
                    .extracting(row -> row.get("callback_id"))
                    .containsExactly(dueBefore, early, late, none);
        }
    }

    @Test
    void whatIsLateRaisesAnAlarmOfItsCampaignUntilItIsDone() {
        try (var centre = new CallCentre(folder, 0)) {
            UUID campaign = centre.campaign("{}");
            UUID late = due(centre, campaign, 5, Instant.parse("2026-01-01T00:00:00Z"));
            due(centre, campaign, 6, FAR);
            centre.startServer();
            CallCentre.await(
                    SOON,
                    () -> "raised; " + alarms(centre),
                    () -> alarms(centre).size() == 1);
            var alarm = alarms(centre).get(0);
            assertThat(alarm)
                    .isEqualTo("c-" + campaign
                            + ": 1 callbacks past their deadline, the first since 2026-01-01T00:00:00Z");
            centre.execute("UPDATE callback SET state = 'DONE' WHERE id = ?", late);
            CallCentre.await(
                    SOON,
                    () -> "cleared; " + alarms(centre),
                    () -> alarms(centre).isEmpty());
        }
    }

    @Test
    void theOrderIsTheIndexsOwn() {
        try (var centre = new CallCentre(folder, 0)) {
            centre.execute("SET enable_seqscan = off");
            String plan = centre
                    .rows("EXPLAIN SELECT id FROM callback WHERE campaign_id = '00000000-0000-0000-0000-000000000000'"
                            + " AND state = 'WAITING' AND next_at <= now() AND dialable_until > now()"
                            + " ORDER BY next_at, deadline LIMIT 1")
                    .stream()
                    .map(Object::toString)
                    .collect(Collectors.joining("\n"));
            assertThat(plan).contains("callback_due_deadline").doesNotContain("Sort");
        }
    }

    private static UUID due(CallCentre centre, UUID campaign, int n, Instant deadline) {
        String answers = CustomerNumber.answers(Duration.ofMillis(250), Duration.ofMillis(500), n);
        UUID callback = centre.callback(campaign, answers);
        if (deadline != null) {
            centre.execute("UPDATE callback SET deadline = ? WHERE id = ?", deadline, callback);
        }
        return callback;
    }

    private static List<String> alarms(CallCentre centre) {
        return centre
                .rows("SELECT subject, detail FROM alarm WHERE kind = 'CALLBACKS_LATE' AND cleared_at IS NULL")
                .stream()
                .map(row -> row.get("subject") + ": " + row.get("detail"))
                .toList();
    }
}
