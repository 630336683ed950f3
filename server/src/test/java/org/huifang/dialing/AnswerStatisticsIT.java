package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.huifang.TestOffice;
import org.huifang.callback.CallbackState;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A retry goes to the hours in which such customers have answered, when the customer's own say nothing (R33). */
class AnswerStatisticsIT {
    private static final Band MORNING = new Band(LocalTime.of(9, 0), LocalTime.of(10, 30));
    private static final String WINDOWS =
            "{\"windows\":[{\"from\":\"09:00\",\"to\":\"10:30\",\"days\":\"EVERY_DAY\"},{\"from\":\"11:00\",\"to\":\"12:00\",\"days\":\"EVERY_DAY\"},{\"from\":\"14:30\",\"to\":\"16:00\",\"days\":\"EVERY_DAY\"}]}";

    private final ClaimLab lab = new ClaimLab().at("2026-11-30T08:00");
    private final Vertx vertx = Vertx.vertx();
    private final AnswerStatistics statistics = new AnswerStatistics(lab.node.database(), vertx, lab.clock);
    private final UUID campaign = lab.campaign(WINDOWS);

    @AfterEach
    void close() {
        TestOffice.await(vertx.close());
        lab.close();
    }

    @Test
    void theBandWithTheMostAnswersOfThatKindOfDayIsTaken() {
        for (int i = 0; i < 60; i++) {
            attempt("2026-11-24T11:30", i % 10 == 0 ? "ANSWERED" : "NO_ANSWER");
            attempt("2026-11-25T15:10", i % 2 == 0 ? "ANSWERED" : "BUSY");
            attempt("2026-11-28T11:10", i % 2 == 0 ? "ANSWERED" : "NO_ANSWER");
            attempt("2026-11-29T15:20", "UNREACHABLE");
            attempt("2026-11-25T11:10", "TRUNK_DEAD");
        }
        assertThat(retryAfter("2026-11-30T09:30", campaign))
                .as("nothing summed up")
                .isEqualTo("2026-12-01T11:00");
        TestOffice.await(statistics.run());
        assertThat(retryAfter("2026-11-30T09:30", campaign)).as("a Tuesday").isEqualTo("2026-12-01T14:30");
        assertThat(retryAfter("2026-12-04T09:30", campaign)).as("a Saturday").isEqualTo("2026-12-05T11:00");
        assertThat(retryAfter("2026-11-30T09:30", lab.campaign(WINDOWS)))
                .as("another campaign's customers are others")
                .isEqualTo("2026-12-01T11:00");
        String sums = sums();
        assertThat(sums).isEqualTo("false 11 60 30,false 15 60 0,true 11 60 6,true 15 60 30");
        attempt("2026-11-29T15:40", "ANSWERED");
        TestOffice.await(statistics.run());
        TestOffice.await(new AnswerStatistics(lab.node("two").database(), vertx, lab.clock).run());
        assertThat(sums()).as("what ended late is added, nothing twice").isEqualTo(sums.replace("15 60 0", "15 61 1"));
    }

    @Test
    void theCustomersOwnHoursGoFirstAndFewCallsAreNotBelieved() {
        lab.at("2026-11-26T20:00");
        for (int i = 0; i < 99; i++) {
            attempt(i % 2 == 0 ? "2026-11-25T15:10" : "2026-11-25T11:10", i % 2 == 0 ? "ANSWERED" : "NO_ANSWER");
        }
        TestOffice.await(statistics.run());
        assertThat(retryAfter("2026-11-30T09:30", campaign)).as("too few").isEqualTo("2026-12-01T11:00");
        attempt("2026-11-25T15:10", "ANSWERED");
        TestOffice.await(statistics.run());
        assertThat(retryAfter("2026-11-30T09:30", campaign)).isEqualTo("2026-12-01T14:30");
        assertThat(retryAfter("2026-11-30T09:30", campaign, (short) 11)).isEqualTo("2026-12-01T11:00");
    }

    private String retryAfter(String local, UUID of, Short... ownHours) {
        Instant at = instant(local);
        Verdict verdict = new OutcomePolicy(
                        RulesJson.parse(WINDOWS),
                        ClaimLab.SHANGHAI,
                        day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0,
                        AnswerHours.of(ownHours).with(statistics.of(of)))
                .decide(Outcome.NO_ANSWER, new OutcomePolicy.Before(0, 0, 0, Tried.NOTHING), MORNING, at, at);
        Instant from = ((CallbackState.Waiting) verdict.next()).slot().from();
        return LocalDateTime.ofInstant(from, ClaimLab.SHANGHAI).toString();
    }

    private String sums() {
        return lab.value("SELECT string_agg(working || ' ' || hour || ' ' || dials || ' ' || answers, ','"
                + " ORDER BY working, hour) FROM (SELECT working, hour, sum(dials) AS dials, sum(answers) AS answers"
                + " FROM answer_hour GROUP BY 1, 2) s");
    }

    private static Instant instant(String local) {
        return LocalDateTime.parse(local).atZone(ClaimLab.SHANGHAI).toInstant();
    }

    private void attempt(String local, String outcome) {
        Instant at = instant(local);
        lab.execute(
                "INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id, trunk_id, node_id,"
                        + " seq, claimed_at, zone, local_date, band_start, band_end, ring_ms, answered_at, ended_at, talk_ms, outcome,"
                        + " counted, ended_by, source) SELECT gen_random_uuid(), ?, u, ?, 1, u, u, u, u, 1, ?, 'Asia/Shanghai', ?,"
                        + " '09:00', '10:30', 0, ?, ?, 0, ?, false, 'NETWORK', 'EVENTS' FROM gen_random_uuid() AS u",
                lab.org,
                campaign,
                at,
                LocalDateTime.parse(local).toLocalDate(),
                outcome.equals("ANSWERED") ? at : null,
                at,
                outcome);
    }
}
