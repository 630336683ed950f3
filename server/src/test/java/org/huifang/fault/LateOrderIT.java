package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.CallCentre;
import org.huifang.lab.CustomerNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network parts with an order on its way and delivers it when the call was held for never placed: nobody rings twice. */
class LateOrderIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    @Test
    void anOrderThatArrivesAfterTheCallWasPlacedAnewIsRefused() throws InterruptedException {
        String talks = CustomerNumber.answers(Duration.ofMillis(500), Duration.ofSeconds(3), 1);
        try (var centre = new CallCentre(folder, 2);
                var link = new CuttableLink(centre.asterisk().amiPort())) {
            centre.reachingAmiAt(link.port()).startServer();
            var truth = new Truth(centre);
            centre.awaitReadyAgents(2);
            UUID campaign = centre.campaign("{}");
            // Asterisk tells in whole seconds since when it is up; what was ordered sooner after that, nobody could
            // judge.
            TimeUnit.SECONDS.sleep(3);
            link.part();
            UUID callback = truth.due(campaign, talks);
            CallCentre.await(SOON, "the order was sent", () -> link.kept().contains("PJSIP/" + talks + "@"));
            String lost = id(centre);
            assertThat(centre.awaitAttempt(callback, 1, SOON)).containsEntry("outcome", "NEVER_SENT");
            assertThat(centre.customers().callsTo(talks).size()).isLessThanOrEqualTo(1);
            var placed = centre.awaitAttempt(callback, 2, SOON);
            assertThat(placed).containsEntry("outcome", "ANSWERED");
            assertThat(placed.get("id").toString()).isNotEqualTo(lost);

            link.deliverLate();
            CallCentre.await(
                    SOON,
                    () -> "Asterisk has answered the late order; " + link.lateAnswers(),
                    () -> link.lateAnswers().contains("#" + lost));
            System.out.println(
                    "figure late_order_answered=" + link.lateAnswers().replace("\r\n", " | "));
            TimeUnit.SECONDS.sleep(5);
            assertThat(centre.customers().callsTo(talks))
                    .as("calls that reached the customer")
                    .hasSize(1);
            truth.everyInviteHasItsAttempt();
            centre.awaitReadyAgents(2);
        }
    }

    private static String id(CallCentre centre) {
        return centre.rows("SELECT id FROM live_attempt").get(0).get("id").toString();
    }
}
