package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The customer's number changes while the old one is being called: limits and do-not-call of the new one hold from then on. */
class NumberChangedIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String AGAIN_SOON = "{\"relaxedRetrySeconds\":10}";
    private static final boolean STOPPED = true;

    @TempDir
    Path folder;

    @Test
    void theNextAttemptGoesToTheNewNumberAndEachNumberCountsItsOwn() {
        String before = CustomerNumber.refuses(486, Duration.ofSeconds(3), 1);
        String after = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 2);
        try (var centre = new CallCentre(folder, 1).startServer()) {
            centre.awaitReadyAgents(1);
            UUID callback = centre.callback(centre.campaign(AGAIN_SOON), before);
            centre.awaitLive("RINGING", 1, SOON);
            change(centre, callback, after, !STOPPED);
            assertThat(centre.awaitAttempt(callback, 1, SOON)).containsEntry("outcome", "BUSY");
            assertThat(numberOf(centre, callback)).isEqualTo(after);
            assertThat(centre.awaitAttempt(callback, 2, SOON)).containsEntry("outcome", "ANSWERED");
            assertThat(centre.customers().callsTo(before)).hasSize(1);
            assertThat(centre.customers().callsTo(after)).hasSize(1);
            assertThat(centre.rows("SELECT dials_today FROM number_ledger ORDER BY last_dial_at"))
                    .extracting(row -> row.get("dials_today"))
                    .containsExactly(1, 1);
        }
    }

    @Test
    void aNewNumberThatMustNotBeCalledIsNotCalled() {
        String before = CustomerNumber.refuses(486, Duration.ofSeconds(3), 3);
        String after = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 4);
        try (var centre = new CallCentre(folder, 1).startServer()) {
            centre.awaitReadyAgents(1);
            UUID callback = centre.callback(centre.campaign(AGAIN_SOON), before);
            centre.awaitLive("RINGING", 1, SOON);
            change(centre, callback, after, STOPPED);
            centre.awaitAttempt(callback, 1, SOON);
            assertThat(centre.callbackRow(callback))
                    .containsEntry("state", "CANCELLED")
                    .containsEntry("reason", "STOPPED");

            assertThat(centre.customers().callsTo(after)).isEmpty();
        }
    }

    @Test
    void aChangeThatTheEndDidNotSeeIsSeenByTheClaim() {
        String before = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 5);
        String after = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 6);
        String free = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(1), 7);
        try (var centre = new CallCentre(folder, 1)) {
            UUID campaign = centre.campaign(AGAIN_SOON);
            UUID stopped = centre.callback(campaign, before);
            change(centre, stopped, after, STOPPED);
            UUID allowed = centre.callback(campaign, before);
            change(centre, allowed, free, !STOPPED);
            assertThat(numberOf(centre, stopped)).isNotEqualTo(after);
            centre.startServer();
            CallCentre.await(
                    SOON,
                    () -> "cancelled; " + centre.callbackRow(stopped),
                    () -> centre.callbackRow(stopped).get("state").equals("CANCELLED"));
            assertThat(centre.awaitAttempt(allowed, 1, SOON)).containsEntry("outcome", "ANSWERED");
            assertThat(numberOf(centre, allowed)).isEqualTo(free);
            assertThat(centre.customers().callsTo(free)).hasSize(1);
            assertThat(centre.customers().callsTo(before)).isEmpty();
            assertThat(centre.customers().callsTo(after)).isEmpty();
            assertThat(centre.rows("SELECT number_key FROM number_ledger WHERE dials_today > 0"))
                    .hasSize(1);
        }
    }

    /** As an import does it for a callback that an attempt is under way for: the callback itself is left alone. */
    private static void change(CallCentre centre, UUID callback, String number, boolean stopped) {
        centre.execute(
                "INSERT INTO number_ledger (org_id, number_key, stopped_at) SELECT org_id, ?, "
                        + (stopped ? "now()" : "NULL") + " FROM callback WHERE id = ?",
                number.getBytes(StandardCharsets.UTF_8),
                callback);
        centre.execute(
                "UPDATE customer_phone SET e164 = ?, number_key = ? WHERE customer_id = (SELECT customer_id FROM callback WHERE id = ?)",
                "+86" + number,
                number.getBytes(StandardCharsets.UTF_8),
                callback);
    }

    /** The number that the callback's limits are those of. */
    private static String numberOf(CallCentre centre, UUID callback) {
        byte[] key = (byte[]) centre.callbackRow(callback).get("number_key");
        return new String(key, StandardCharsets.UTF_8);
    }
}
