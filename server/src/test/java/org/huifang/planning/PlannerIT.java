package org.huifang.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.huifang.planning.PlanningLab.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Optional;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The planner on a real database. */
class PlannerIT {
    private static final String THREE_DAYS = "{\"goal\":{\"event\":\"DELIVERY\",\"earliest\":{\"amount\":3},"
            + "\"startBy\":{\"amount\":5},\"deadline\":{\"amount\":7}}}";
    /** Everything that the planner writes, but for the times at which it looked. */
    private static final String ALL =
            "SELECT md5(string_agg(c::text, ',' ORDER BY c.id)) || (SELECT count(*) FROM plan_run)"
                    + " || (SELECT count(*) FROM audit_entry) FROM callback c";

    private TurnedClock clock;
    private PlanningLab lab;

    @BeforeEach
    void open() throws Exception {
        // A Sunday, noon in Shanghai.
        clock = new TurnedClock(Instant.parse("2026-11-22T04:00:00Z"));
        lab = new PlanningLab(clock, 4);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private PlanTotals plan() throws Exception {
        return await(lab.planner().run(null)).orElseThrow();
    }

    /** R21: the list of D+3 is ready at D+2, ordered by the event's date; R12: exactly one. */
    @Test
    void callbacksAreOnTheListTheDayBeforeAndRunningAgainChangesNothing() throws Exception {
        lab.campaign("3dc", THREE_DAYS);
        lab.customers("a", 30);
        lab.events("DELIVERY", "a", "2026-11-20");
        clock.turn(Duration.ofDays(-1));
        assertThat(plan().planned()).as("two days before").isZero();

        clock.turn(Duration.ofDays(1));
        assertThat(plan()).isEqualTo(new PlanTotals(30, 0, 0, 0, 0));
        assertThat(lab.count("callback WHERE state = 'WAITING' AND reason = 'PLANNED' AND listed_for = '2026-11-23'"
                        + " AND next_at >= '2026-11-23T01:00Z' AND dialable_until = '2026-11-23T02:30Z'"
                        + " AND deadline = '2026-11-27T16:00Z' AND occasion_key LIKE 'DELIVERY:K-a%'"))
                .isEqualTo(30);

        String before = lab.value(ALL);
        for (int i = 0; i < 3; i++) {
            assertThat(plan().planned()).isZero();
            clock.turn(Duration.ofHours(7));
        }
        assertThat(lab.value(ALL)).isEqualTo(before);
    }

    /** Four agents, 240 s a call: 60 calls an hour, 90 in the morning's window and as many in the afternoon's. */
    @Test
    void callsAreSpreadOverTheWindowsAsAgentsCanKeepThem() throws Exception {
        lab.campaign("3dc", THREE_DAYS);
        lab.customers("a", 600);
        lab.events("DELIVERY", "a", "2026-11-20");
        PlanTotals totals = plan();
        assertThat(totals.planned()).isEqualTo(600);
        String perDay =
                "SELECT string_agg(n::text, ' ' ORDER BY d) FROM (SELECT next_at::date AS d, count(*) AS n FROM callback"
                        + " GROUP BY 1) x";
        assertThat(lab.count("(SELECT next_at::date FROM callback GROUP BY 1) x"))
                .as("days used: %s", lab.value(perDay))
                .isEqualTo(3);
        assertThat(Long.parseLong(lab.value("SELECT count(*) FROM callback WHERE next_at < '2026-11-23T02:30Z'")))
                .as("the first morning, with what is beyond capacity: the earlier it is due, the more of it is done")
                .isBetween(85L + totals.over(), 100L + totals.over());
        assertThat(lab.count("callback WHERE next_at >= '2026-11-24T01:00Z' AND next_at < '2026-11-24T02:30Z'"))
                .as("the second morning")
                .isBetween(85L, 100L);
        assertThat(totals.over()).isBetween(20L, 80L);
        assertThat(lab.count("callback WHERE next_at >= deadline")).isZero();
        assertThat(lab.value("SELECT max(n) FROM (SELECT count(*) AS n FROM callback GROUP BY next_at) x"))
                .as("calls that fall due at once")
                .matches("[4-9]|1[0-9]");
    }

    @Test
    void aServerThatIsKilledInTheMiddleLosesAndDoublesNothing() throws Exception {
        lab.campaign("3dc", THREE_DAYS);
        lab.customers("a", 9_000);
        lab.events("DELIVERY", "a", "2026-11-20");
        Future<Optional<PlanTotals>> run = lab.planner().run(null);
        while (lab.count("callback") == 0) {
            Thread.sleep(2);
        }
        // To the database a kill is a connection that ends.
        lab.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
        assertThatThrownBy(() -> await(run)).isNotNull();
        long made = lab.count("callback");
        assertThat(made).isBetween(1L, 8_999L);
        assertThat(Long.parseLong(lab.value("SELECT sum(planned) FROM plan_run")))
                .isEqualTo(made);

        assertThat(plan().planned()).isEqualTo(9_000 - made);
        assertThat(lab.count("callback")).isEqualTo(9_000);
        assertThat(lab.count("(SELECT DISTINCT customer_id FROM callback) x")).isEqualTo(9_000);
    }

    @Test
    void ofTwoServersAtOnceOnePlans() throws Exception {
        lab.campaign("3dc", THREE_DAYS);
        lab.customers("a", 5_000);
        lab.events("DELIVERY", "a", "2026-11-20");
        var one = lab.planner().run(null);
        var other = lab.planner().run(null);
        long planned = await(one).map(PlanTotals::planned).orElse(0L)
                + await(other).map(PlanTotals::planned).orElse(0L);
        assertThat(planned).isEqualTo(5_000);
        assertThat(lab.count("callback")).isEqualTo(5_000);
        assertThat(plan().planned()).isZero();
    }

    /** R21, R23, R31: what the customer asked for overrides, also in the evening, in the customer's zone. */
    @Test
    void theCustomersOwnSlotAndZoneOverrideTheWindows() throws Exception {
        lab.campaign("3dc", THREE_DAYS);
        lab.customers("a", 2);
        lab.events("DELIVERY", "a", "2026-11-20");
        lab.execute("UPDATE customer SET own_slots = '{\"TUESDAY 19:00-20:00\"}' WHERE external_ref = 'a1'");
        lab.execute("UPDATE customer SET zone = 'Europe/Berlin' WHERE external_ref = 'a2'");
        plan();
        String slot = "SELECT next_at || ' ' || dialable_until FROM callback c JOIN customer u ON u.id = c.customer_id"
                + " WHERE external_ref = ";
        assertThat(lab.value(slot + "'a1'")).isEqualTo("2026-11-24 11:00:00+00 2026-11-24 12:00:00+00");
        assertThat(lab.value(slot + "'a2'")).isEqualTo("2026-11-23 08:00:00+00 2026-11-23 09:30:00+00");
    }

    /** National Day 2026: 1 to 7 October. Nothing is open in time, so the call is late, and said to be. */
    @Test
    void whatHolidaysLeaveNoSlotInTimeIsCalledLateAndReported() throws Exception {
        clock.turn(Duration.between(clock.instant(), Instant.parse("2026-10-01T04:00:00Z")));
        var campaign = lab.campaign(
                "service",
                "{\"goal\":{\"event\":\"SERVICE\",\"earliest\":{\"amount\":1},\"deadline\":{\"amount\":3},\"lateDays\":9}}");
        var strict = lab.campaign(
                "strict",
                "{\"goal\":{\"event\":\"SERVICE\",\"earliest\":{\"amount\":1},\"deadline\":{\"amount\":3},\"lateDays\":0}}");
        lab.customers("a", 5);
        lab.events("SERVICE", "a", "2026-10-01");
        PlanTotals totals = plan();
        assertThat(totals).isEqualTo(new PlanTotals(10, 5, 0, 0, 5));
        assertThat(lab.count("callback WHERE campaign_id = '" + campaign + "' AND state = 'WAITING'"
                        + " AND next_at >= '2026-10-08T01:00Z' AND next_at < '2026-10-08T02:30Z'"))
                .isEqualTo(5);
        var coverage = new Coverage(lab.database(), new org.huifang.campaign.WorkingDays(lab.database()), clock);
        assertThat(await(coverage.of(lab.org, campaign, YearMonth.of(2026, 10))).why())
                .containsEntry("NO_SLOT_BEFORE_DEADLINE", 5L);
        assertThat(await(coverage.of(lab.org, strict, YearMonth.of(2026, 10))).why())
                .containsEntry("NO_SLOT", 5L);
    }

    /** R7 and birthdays, also those of 29 February. */
    @Test
    void yearlyEventsComeRoundOnceAYear() throws Exception {
        clock.turn(Duration.between(clock.instant(), Instant.parse("2027-02-27T04:00:00Z")));
        lab.campaign(
                "birthday",
                "{\"windows\":[{\"from\":\"10:00\",\"to\":\"11:00\",\"days\":\"EVERY_DAY\"}],\"goal\":{\"event\":\"BIRTHDAY\","
                        + "\"yearly\":true,\"earliest\":{\"amount\":0},\"deadline\":{\"amount\":0},\"lateDays\":0}}");
        lab.customers("a", 1);
        lab.customers("b", 1);
        lab.customers("c", 1);
        lab.events("BIRTHDAY", "a", "1992-02-29");
        lab.events("BIRTHDAY", "b", "1990-02-28");
        lab.events("BIRTHDAY", "c", "2027-02-28");
        assertThat(plan().planned()).as("c was only born today").isEqualTo(2);
        assertThat(lab.count("callback WHERE occasion_key LIKE 'BIRTHDAY:K-%#2027' AND next_at::date = '2027-02-28'"))
                .isEqualTo(2);
        clock.turn(Duration.ofDays(365));
        assertThat(plan().planned()).as("b and c; 2028 has a 29 February").isEqualTo(2);
        clock.turn(Duration.ofDays(1));
        assertThat(plan().planned()).isEqualTo(1);
        assertThat(lab.count("callback WHERE occasion_key LIKE '%#2028'")).isEqualTo(3);
    }

    /** A campaign that follows another calls whom that one reached, once. */
    @Test
    void aSeriesGoesOnFromWhomTheCampaignBeforeReached() throws Exception {
        var first = lab.campaign("3dc", THREE_DAYS);
        var second = lab.campaign(
                "week-later",
                "{\"goal\":{\"follows\":\"3dc\",\"earliest\":{\"amount\":7},\"deadline\":{\"amount\":12}}}");
        lab.customers("a", 3);
        lab.events("DELIVERY", "a", "2026-11-20");
        plan();
        lab.execute("UPDATE callback SET state = 'DONE', reason = 'REACHED', state_since = '2026-11-23T02:00Z'"
                + " WHERE id IN (SELECT id FROM callback LIMIT 2)");
        clock.turn(Duration.ofDays(7));
        assertThat(plan().planned()).isEqualTo(2);
        assertThat(plan().planned()).isZero();
        assertThat(lab.count("callback s JOIN callback f ON s.occasion_key = 'FOLLOWS:' || f.id WHERE s.campaign_id = '"
                        + second + "' AND f.campaign_id = '" + first + "'"))
                .isEqualTo(2);
    }

    /** R11, and no customer lost between states: whoever has an event is in exactly one place, with a reason. */
    @Test
    void everyCustomerIsCoveredOrListedWithTheReason() throws Exception {
        var campaign = lab.campaign("3dc", THREE_DAYS);
        lab.customers("a", 40);
        lab.events("DELIVERY", "a", "2026-11-20");
        lab.execute(
                "DELETE FROM customer_phone WHERE customer_id IN (SELECT id FROM customer WHERE external_ref = 'a1')");
        lab.execute("UPDATE number_ledger SET stopped_at = now() WHERE number_key = sha256('a2'::bytea)");
        lab.execute("UPDATE customer_event SET on_date = '2026-11-02' WHERE event_key = 'K-a3'");
        lab.execute("UPDATE customer_event SET on_date = '2026-11-28' WHERE event_key = 'K-a4'");
        assertThat(plan()).isEqualTo(new PlanTotals(37, 0, 0, 1, 0));
        lab.execute("UPDATE callback SET state = 'DONE', reason = 'REACHED', state_since = '2026-11-23T02:00Z'"
                + " WHERE occasion_key IN ('DELIVERY:K-a5', 'DELIVERY:K-a6', 'DELIVERY:K-a7')");
        lab.execute(
                "UPDATE callback SET state = 'EXHAUSTED', reason = 'UNANSWERED' WHERE occasion_key = 'DELIVERY:K-a8'");
        lab.execute(
                "UPDATE callback SET state = 'REVIEW', reason = 'WRONG_NUMBER' WHERE occasion_key = 'DELIVERY:K-a9'");

        var coverage = new Coverage(lab.database(), new org.huifang.campaign.WorkingDays(lab.database()), clock);
        var month = await(coverage.of(lab.org, campaign, YearMonth.of(2026, 11)));
        assertThat(month.events()).isEqualTo(40);
        assertThat(month.notYetDue()).isEqualTo(1);
        assertThat(month.callbacks()).isEqualTo(37);
        assertThat(month.reached()).isEqualTo(3);
        assertThat(month.exhausted()).isEqualTo(1);
        assertThat(month.cancelled()).isEqualTo(1);
        assertThat(month.open()).isEqualTo(32);
        assertThat(month.notCovered()).isEqualTo(2);
        assertThat(month.percent()).isEqualTo(10.2);
        assertThat(month.events())
                .isEqualTo(month.notYetDue()
                        + month.notCovered()
                        + month.reached()
                        + month.exhausted()
                        + month.open()
                        + month.cancelled());
        var missing = await(coverage.missing(lab.org, campaign, YearMonth.of(2026, 11), null, null, null, 100));
        assertThat(missing)
                .extracting(one -> one.ref() + " " + one.why())
                .containsExactlyInAnyOrder(
                        "a1 NO_PHONE", "a2 STOPPED", "a3 DEADLINE_PASSED", "a8 UNANSWERED", "a9 WRONG_NUMBER");
        var page = await(coverage.missing(lab.org, campaign, YearMonth.of(2026, 11), null, null, null, 2));
        var rest = await(coverage.missing(
                lab.org,
                campaign,
                YearMonth.of(2026, 11),
                null,
                page.get(1).date(),
                page.get(1).id(),
                100));
        assertThat(page.size() + rest.size()).isEqualTo(5);
        for (var one : missing) {
            assertThat(await(coverage.missing(lab.org, campaign, YearMonth.of(2026, 11), one.why(), null, null, 100)))
                    .as("only those with the reason " + one.why())
                    .containsExactly(one);
        }

        lab.execute("UPDATE campaign SET state = 'PAUSED'");
        lab.customers("z", 1);
        lab.events("DELIVERY", "z", "2026-11-20");
        assertThat(plan().planned()).isZero();
        assertThat(await(coverage.of(lab.org, campaign, YearMonth.of(2026, 11))).why())
                .containsEntry("CAMPAIGN_PAUSED", 1L);
    }
}
