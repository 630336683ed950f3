package org.huifang.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.huifang.callback.Contacts;
import org.huifang.callback.DialCounts;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Predicate<LocalDate> MONDAY_TO_FRIDAY =
            date -> date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
    /** A Monday, before the first window. */
    private static final Instant MONDAY = at(SHANGHAI, "2026-11-23T08:00");
    /** Everybody answers, and a call takes four minutes. */
    private static final Basis ALL_ANSWER = new Basis(0, 1, 0, 0, 0, 0, 0, 0, 0, 240, 26);

    private static final Basis NOBODY_ANSWERS = new Basis(0, 0, 0, 0, 0, 0, 0, 0, 0, 240, 26);

    private static final Contacts.Organisation NO_LIMITS = new Contacts.Organisation(null, null, null);

    @Test
    void aCustomersOwnSlotStandsInsteadOfTheWindows() {
        var saturday = new Place(SHANGHAI, OwnSlots.parse("SATURDAY 19:00-20:00"));
        var run = new Rehearsal(
                found(pending(3, SHANGHAI, null), List.of(saturday)),
                new Place(SHANGHAI),
                rules("{}"),
                MONDAY_TO_FRIDAY,
                ALL_ANSWER,
                3,
                MONDAY,
                () -> false);
        run.replanAll();
        assertThat(run.run().days())
                .singleElement()
                .satisfies(day -> assertThat(day.date()).isEqualTo("2026-11-28"))
                .satisfies(day -> assertThat(day.calls()).isEqualTo(3));
    }

    @Test
    void limitsOfTheNumberAreKeptByTheDayTheWeekAndInAll() {
        // Six callbacks on one number, which all answer at once.
        var daily = limited("{'limits':{'attemptsPerDay':2}}", NO_LIMITS);
        assertThat(daily.days()).extracting(DayPlan::calls).containsExactly(2, 2, 2);
        var weekly = limited("{'limits':{'attemptsPerWeek':2}}", NO_LIMITS);
        assertThat(weekly.days())
                .extracting(day -> day.date().toString(), DayPlan::calls)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("2026-11-23", 2),
                        org.assertj.core.groups.Tuple.tuple("2026-11-30", 2),
                        org.assertj.core.groups.Tuple.tuple("2026-12-07", 2));
        var ever = limited("{'limits':{'attemptsInAll':4}}", NO_LIMITS);
        assertThat(ever.calls()).isEqualTo(4);
        assertThat(ever.review()).isEqualTo(2);
        var organisations = limited("{}", new Contacts.Organisation(1, null, 5));
        assertThat(organisations.days()).extracting(DayPlan::calls).startsWith(1, 1, 1, 1, 1);
        assertThat(organisations.review()).isEqualTo(1);
    }

    private static Outlook limited(String rules, Contacts.Organisation organisation) {
        return new Rehearsal(
                        found(pending(6, SHANGHAI, null), Place.of("Asia/Shanghai"), 1, organisation),
                        new Place(SHANGHAI),
                        rules(rules),
                        MONDAY_TO_FRIDAY,
                        ALL_ANSWER,
                        9,
                        MONDAY,
                        () -> false)
                .run();
    }

    @Test
    void untilCallsAreMeasuredTheyTakeWhatTheGoalSays() {
        var rules = rules("{'goal':{'event':'SERVICE','deadline':{'amount':30,'unit':'DAYS'},'handlingSeconds':600}}");
        assertThat(Basis.preset(rules).answeredSeconds()).isEqualTo(600);
        assertThat(Basis.preset(rules("{}")).under(rules("{}"), rules).answeredSeconds())
                .isEqualTo(600);
        assertThat(ALL_ANSWER.attempts()).isZero();
        var measured = new Basis(60, 1, 0, 0, 0, 0, 0, 0, 0, 200, 26);
        assertThat(measured.under(rules("{}"), rules).answeredSeconds()).isEqualTo(200);
    }

    @Test
    void whoIsReachedAtOnceEndsOnTheFirstDay() {
        Outlook outlook =
                rehearsal(pending(20, SHANGHAI, null), "{}", ALL_ANSWER, 2).run();
        assertThat(outlook.days()).singleElement().satisfies(day -> {
            assertThat(day.date()).isEqualTo("2026-11-23");
            assertThat(day.calls()).isEqualTo(20);
            assertThat(day.reached()).isEqualTo(20);
            assertThat(day.open()).isZero();
        });
        assertThat(outlook.finishOn()).isEqualTo("2026-11-23");
        assertThat(outlook.fallsOut()).isEmpty();
    }

    @Test
    void agentsDoNotMoreThanTheyCanAndTheRestFollowsOnOtherDays() {
        // Two windows of ninety minutes, four minutes a call: one agent begins 23 calls in each.
        Outlook outlook =
                rehearsal(pending(100, SHANGHAI, null), "{}", ALL_ANSWER, 1).run();
        assertThat(outlook.days())
                .extracting(day -> day.date().toString(), DayPlan::calls)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("2026-11-23", 46),
                        org.assertj.core.groups.Tuple.tuple("2026-11-24", 46),
                        org.assertj.core.groups.Tuple.tuple("2026-11-25", 8));
        assertThat(outlook.days()).extracting(DayPlan::open).containsExactly(54, 8, 0);
        assertThat(outlook.days().get(0).agentsNeeded()).isEqualTo(1);
    }

    @Test
    void aDeadlineThatTooFewAgentsMissIsToldWithTheirNumber() {
        var tomorrow = at(SHANGHAI, "2026-11-25T00:00");
        Outlook few =
                rehearsal(pending(180, SHANGHAI, tomorrow), "{}", ALL_ANSWER, 1).run();
        assertThat(few.fallsOut()).containsExactly(java.util.Map.entry(FallOut.NO_AGENT_IN_TIME, 88));
        assertThat(few.agentsForDeadlines()).isEqualTo(2);
        assertThat(few.lastDeadline()).isEqualTo("2026-11-24");
        assertThat(few.days())
                .filteredOn(day -> day.lateOnes() > 0)
                .singleElement()
                .satisfies(day -> assertThat(day.date()).isEqualTo("2026-11-24"));
        Outlook enough =
                rehearsal(pending(180, SHANGHAI, tomorrow), "{}", ALL_ANSWER, 2).run();
        assertThat(enough.fallsOut()).isEmpty();
    }

    @Test
    void retriesThatNeedMoreDaysThanTheDeadlineLeavesAreToldAsSuch() {
        var tomorrow = at(SHANGHAI, "2026-11-25T00:00");
        Outlook outlook = rehearsal(pending(4, SHANGHAI, tomorrow), "{}", NOBODY_ANSWERS, 9)
                .run();
        assertThat(outlook.fallsOut()).containsExactly(java.util.Map.entry(FallOut.RETRIES_END_LATE, 4));
        assertThat(outlook.exhausted()).isEqualTo(4);
        assertThat(outlook.calls()).isEqualTo(12);
        assertThat(outlook.finishOn()).isEqualTo("2026-11-25");
    }

    @Test
    void newWindowsThatOpenAfterADeadlineOrNeverAreTold() {
        var tonight = at(SHANGHAI, "2026-11-24T00:00");
        var weekend = rehearsal(
                pending(3, SHANGHAI, tonight),
                "{'windows':[{'from':'10:00','to':'11:00','days':'WEEKEND'}]}",
                ALL_ANSWER,
                9);
        assertThat(weekend.replanAll()).isEqualTo(3);
        assertThat(weekend.run().fallsOut()).containsExactly(java.util.Map.entry(FallOut.NO_WINDOW_IN_TIME, 3));

        var never = new Rehearsal(
                found(pending(3, SHANGHAI, tonight), Place.of("Asia/Shanghai")),
                new Place(SHANGHAI),
                rules("{'windows':[{'from':'10:00','to':'11:00','days':'WORKING_DAYS'}]}"),
                date -> false,
                ALL_ANSWER,
                9,
                MONDAY,
                () -> false);
        assertThat(never.replanAll()).isEqualTo(3);
        assertThat(never.run().fallsOut()).containsExactly(java.util.Map.entry(FallOut.NO_SLOT, 3));
    }

    @Test
    void theEarlierDeadlineIsCalledFirstOfWhatFallsDueTogether() {
        var pending = new ArrayList<Pending>();
        pending.addAll(pending(45, SHANGHAI, at(SHANGHAI, "2026-11-27T00:00")));
        pending.addAll(pending(45, SHANGHAI, at(SHANGHAI, "2026-11-24T00:00")));
        assertThat(rehearsal(pending, "{}", ALL_ANSWER, 1).run().fallsOut()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"})
    void noCallEverLiesOutsideAWindowOfTheCustomersZone(String zoneName) {
        var zone = ZoneId.of(zoneName);
        // Around the changes to and from DST of both halves of the world.
        for (String day : List.of(
                "2026-03-06T03:00", "2026-03-27T22:00", "2026-04-03T10:00", "2026-10-23T10:00", "2026-10-30T23:00")) {
            Instant now = at(zone, day);
            var rules = rules("{'windows':[{'from':'01:30','to':'03:10','days':'EVERY_DAY'},"
                    + "{'from':'14:37','to':'14:41','days':'WORKING_DAYS'}]}");
            var calls = new ArrayList<Instant>();
            var pending = scattered(200, now, new Random(day.hashCode()));
            var run = new Rehearsal(
                    found(pending, List.of(new Place(zone))),
                    new Place(SHANGHAI),
                    rules,
                    MONDAY_TO_FRIDAY,
                    Basis.preset(rules),
                    2,
                    now,
                    () -> false);
            run.replanAll();
            run.onCall((callback, moment) -> calls.add(Instant.ofEpochSecond(moment)));
            run.run();
            var hours = new CallingHours(rules, zone, MONDAY_TO_FRIDAY);
            assertThat(calls).hasSizeGreaterThan(200);
            assertThat(calls).allMatch(moment -> hours.bandAt(moment).isPresent());
        }
    }

    @Test
    void attemptsThatCountLieOnOtherDatesAndNeverInTheBandBefore() {
        var rules = rules("{'maxAttempts':6}");
        var seen = new ArrayList<List<Instant>>();
        IntStream.range(0, 50).forEach(i -> seen.add(new ArrayList<>()));
        var run = new Rehearsal(
                found(pending(50, SHANGHAI, null), Place.of("Asia/Shanghai")),
                new Place(SHANGHAI),
                rules,
                MONDAY_TO_FRIDAY,
                NOBODY_ANSWERS,
                3,
                MONDAY,
                () -> false);
        run.onCall((callback, moment) -> seen.get(callback).add(Instant.ofEpochSecond(moment)));
        run.run();
        var hours = new CallingHours(rules, SHANGHAI, MONDAY_TO_FRIDAY);
        for (List<Instant> calls : seen) {
            assertThat(calls).hasSize(6);
            for (int i = 1; i < calls.size(); i++) {
                assertThat(hours.dateAt(calls.get(i))).isAfter(hours.dateAt(calls.get(i - 1)));
                assertThat(hours.bandAt(calls.get(i))).isNotEqualTo(hours.bandAt(calls.get(i - 1)));
            }
        }
    }

    @Test
    void customersOfTwoZonesAreCalledInTheirOwnHours() {
        var pending = new ArrayList<Pending>(pending(5, SHANGHAI, null));
        var berlin = ZoneId.of("Europe/Berlin");
        for (Pending one : pending(5, berlin, null)) {
            pending.add(new Pending(
                    one.id(),
                    0,
                    1,
                    false,
                    true,
                    one.nextAt(),
                    one.until(),
                    Pending.NEVER,
                    one.deadline(),
                    0,
                    0,
                    Tried.NOTHING));
        }
        var run = new Rehearsal(
                found(pending, Place.of("Asia/Shanghai", "Europe/Berlin")),
                new Place(SHANGHAI),
                rules("{}"),
                MONDAY_TO_FRIDAY,
                ALL_ANSWER,
                9,
                MONDAY,
                () -> false);
        var hours = new ArrayList<String>();
        run.onCall((callback, moment) -> hours.add((callback < 5 ? "Shanghai " : "Berlin ")
                + Instant.ofEpochSecond(moment)
                        .atZone(callback < 5 ? SHANGHAI : berlin)
                        .getHour()));
        run.run();
        assertThat(hours).hasSize(10).containsOnly("Shanghai 9", "Berlin 9");
    }

    @Test
    void theSameRulesLeadToTheSameOutlook() {
        var pending = scattered(2_000, MONDAY, new Random(3));
        var one = rehearsal(pending, "{}", Basis.preset(rules("{}")), 4).run();
        assertThat(rehearsal(pending, "{}", Basis.preset(rules("{}")), 4).run()).isEqualTo(one);
        assertThat(one.reached() + one.exhausted() + one.review()).isEqualTo(2_000);
    }

    @Test
    void whoeverStopsWaitingEndsTheWork() {
        var run = new Rehearsal(
                found(pending(10, SHANGHAI, null), Place.of("Asia/Shanghai")),
                new Place(SHANGHAI),
                rules("{}"),
                MONDAY_TO_FRIDAY,
                ALL_ANSWER,
                1,
                MONDAY,
                () -> true);
        assertThatThrownBy(run::run).isInstanceOf(CancellationException.class);
    }

    private static Rehearsal rehearsal(List<Pending> pending, String rules, Basis basis, int agents) {
        return new Rehearsal(
                found(pending, Place.of("Asia/Shanghai")),
                new Place(SHANGHAI),
                rules(rules),
                MONDAY_TO_FRIDAY,
                basis,
                agents,
                MONDAY,
                () -> false);
    }

    /** Each with a number of its own, which was never called. */
    private static Found found(List<Pending> pending, List<Place> places) {
        return found(pending, places, pending.size(), NO_LIMITS);
    }

    /** @param numbers shared in turn */
    private static Found found(
            List<Pending> pending, List<Place> places, int numbers, Contacts.Organisation organisation) {
        return new Found(
                IntStream.range(0, pending.size())
                        .mapToObj(i -> {
                            Pending one = pending.get(i);
                            return new Pending(
                                    one.id(),
                                    i % numbers,
                                    one.place(),
                                    one.appointment(),
                                    one.free(),
                                    one.nextAt(),
                                    one.until(),
                                    one.notBefore(),
                                    one.deadline(),
                                    one.counted(),
                                    one.uncounted(),
                                    one.tried());
                        })
                        .toList(),
                places,
                java.util.Collections.nCopies(
                        numbers, new Contacts(DialCounts.NONE, DialCounts.NONE, organisation, 0, null)));
    }

    private static List<Pending> pending(int n, ZoneId zone, @org.jspecify.annotations.Nullable Instant deadline) {
        long from = at(zone, "2026-11-23T09:00").getEpochSecond();
        long until = at(zone, "2026-11-23T10:30").getEpochSecond();
        return IntStream.range(0, n)
                .mapToObj(i -> new Pending(
                        new UUID(i, i * 7L),
                        0,
                        0,
                        false,
                        true,
                        from,
                        until,
                        Pending.NEVER,
                        deadline == null ? Pending.NO_DEADLINE : deadline.getEpochSecond(),
                        0,
                        0,
                        Tried.NOTHING))
                .toList();
    }

    private static List<Pending> scattered(int n, Instant now, Random random) {
        return IntStream.range(0, n)
                .mapToObj(i -> {
                    long from = now.getEpochSecond() - 3_600 + random.nextInt(86_400 * 3);
                    return new Pending(
                            new UUID(random.nextLong(), random.nextLong()),
                            0,
                            0,
                            false,
                            random.nextBoolean(),
                            from,
                            from + 60 + random.nextInt(7_200),
                            Pending.NEVER,
                            Pending.NO_DEADLINE,
                            0,
                            0,
                            Tried.NOTHING);
                })
                .toList();
    }

    private static CampaignRules rules(String json) {
        return RulesJson.parse(json.replace('\'', '"'));
    }

    private static Instant at(ZoneId zone, String local) {
        return ZonedDateTime.of(LocalDateTime.parse(local), zone).toInstant();
    }
}
