package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.huifang.callback.Contacts;
import org.huifang.callback.DialCounts;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.RulesJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of claims over weeks, time zones and changes of the clock never exceed a limit of a campaign, a number or the
 * organisation, as a plain list of the dials counts them. A claim is {@link Contacts} as stored, its bar, and what TAKE and END
 * write; numbers may be shared by customers in different zones.
 */
class LimitsPropertiesTest {
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Asia/Shanghai"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Pacific/Apia"),
            ZoneId.of("America/Los_Angeles"));
    private static final int CAMPAIGNS = 3;
    private static final int NUMBERS = 3;
    private static final int CLAIMS = 400;

    /** @param asked the customer asked for it: made whatever the limits say, and counted */
    private record Dial(int number, int campaign, LocalDate date, boolean asked) {}

    private record Customer(ZoneId zone, int number) {}

    /** As stored on the number's row. */
    private static final class Ledger {
        private DialCounts counts = DialCounts.NONE;
        private int countedToday;
        private @Nullable Integer lastCampaign;
        private final Map<Integer, DialCounts> byCampaign = new HashMap<>();
    }

    private final List<CampaignRules> rules = new ArrayList<>();
    private final List<Dial> dials = new ArrayList<>();
    /** Number, campaign and date: a campaign that the customer asked to call goes on that day. */
    private final Set<String> askedFor = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25})
    void noLimitIsEverExceeded(long seed) {
        var random = new SplittableRandom(seed);
        boolean oneZone = seed % 2 == 0;
        var organisation = new Contacts.Organisation(maybe(random, 1, 4), maybe(random, 4, 9), maybe(random, 40, 90));
        for (int i = 0; i < CAMPAIGNS; i++) {
            rules.add(rules(random));
        }
        var customers = new ArrayList<Customer>();
        for (int i = 0; i < 6; i++) {
            customers.add(
                    new Customer(ZONES.get(oneZone ? (int) (seed % ZONES.size()) : i % ZONES.size()), i % NUMBERS));
        }
        var ledgers = new ArrayList<Ledger>();
        for (int i = 0; i < NUMBERS; i++) {
            ledgers.add(new Ledger());
        }
        // Both changes of the clock of 2026 lie in the weeks that follow.
        Instant now = Instant.parse(seed % 3 == 0 ? "2026-10-20T00:00:00Z" : "2026-03-05T00:00:00Z");
        for (int i = 0; i < CLAIMS; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(10) == 0 ? random.nextInt(4_000) : random.nextInt(180)));
            Customer customer = customers.get(random.nextInt(customers.size()));
            claim(customer, random.nextInt(CAMPAIGNS), ledgers.get(customer.number()), organisation, now, random);
        }
        assertThat(dials).hasSizeGreaterThan(50);
        assertThat(dials).anyMatch(Dial::asked).anyMatch(dial -> !dial.asked());
    }

    private void claim(
            Customer customer,
            int campaign,
            Ledger ledger,
            Contacts.Organisation organisation,
            Instant now,
            SplittableRandom random) {
        CampaignRules of = rules.get(campaign);
        LocalDate today = new CallingHours(of, customer.zone(), day -> true).dateAt(now);
        boolean byOthers = ledger.lastCampaign != null && ledger.lastCampaign != campaign && ledger.counts.today() > 0;
        var contacts = new Contacts(
                ledger.counts,
                ledger.byCampaign.getOrDefault(campaign, DialCounts.NONE),
                organisation,
                ledger.countedToday,
                byOthers ? ledger.counts.date() : null);
        boolean asked = random.nextInt(40) == 0;
        if (asked) {
            askedFor.add(customer.number() + " " + campaign + " " + today);
        }
        if (!asked && contacts.bar(of, today).isPresent()) {
            return;
        }
        Contacts then = contacts.dialledOn(today);
        ledger.countedToday = then.countedToday();
        ledger.counts = then.number();
        ledger.byCampaign.put(campaign, then.campaign());
        ledger.lastCampaign = campaign;
        if (random.nextInt(20) == 0) {
            // It never left.
            ledger.counts = less(ledger.counts);
            ledger.byCampaign.put(campaign, less(then.campaign()));
            return;
        }
        ledger.countedToday += random.nextInt(10) == 0 ? 1 : 0;
        var dial = new Dial(customer.number(), campaign, today, asked);
        dials.add(dial);
        if (!asked) {
            nothingIsExceeded(dial, of, organisation);
        }
    }

    private void nothingIsExceeded(Dial dial, CampaignRules of, Contacts.Organisation organisation) {
        Predicate<Dial> number = other -> other.number() == dial.number();
        Predicate<Dial> campaign = number.and(other -> other.campaign() == dial.campaign());
        Predicate<Dial> day = other -> other.date().equals(dial.date());
        Predicate<Dial> week = other -> monday(other.date()).equals(monday(dial.date()));
        atMost(organisation.perDay(), number.and(day), "organisation, day");
        atMost(organisation.perWeek(), number.and(week), "organisation, week");
        atMost(organisation.inAll(), number, "organisation, in all");
        atMost(of.maxDialsPerDay(), number.and(day), "maxDialsPerDay");
        atMost(of.limits().attemptsPerDay(), campaign.and(day), "campaign, day");
        atMost(of.limits().attemptsPerWeek(), campaign.and(week), "campaign, week");
        atMost(of.limits().attemptsInAll(), campaign, "campaign, in all");
        if (of.limits().oneCampaignADay()
                && !askedFor.contains(dial.number() + " " + dial.campaign() + " " + dial.date())) {
            List<Dial> thatDay = dials.stream().filter(number.and(day)).toList();
            Dial before = thatDay.size() < 2 ? dial : thatDay.get(thatDay.size() - 2);
            assertThat(before.campaign()).as("one campaign a day").isEqualTo(dial.campaign());
        }
    }

    private void atMost(@Nullable Integer limit, Predicate<Dial> which, String what) {
        if (limit != null) {
            assertThat(dials.stream().filter(which).count()).as(what).isLessThanOrEqualTo(limit);
        }
    }

    private static CampaignRules rules(SplittableRandom random) {
        var limits = new ArrayList<String>();
        Integer day = maybe(random, 1, 3);
        Integer week = maybe(random, 3, 6);
        Integer all = maybe(random, 20, 40);
        limits.add("\"oneCampaignADay\":" + random.nextBoolean());
        if (day != null) {
            limits.add("\"attemptsPerDay\":" + day);
        }
        if (week != null) {
            limits.add("\"attemptsPerWeek\":" + week);
        }
        if (all != null) {
            limits.add("\"attemptsInAll\":" + all);
        }
        return RulesJson.parse(
                "{\"maxDialsPerDay\":" + random.nextInt(1, 6) + ",\"limits\":{" + String.join(",", limits) + "}}");
    }

    private static @Nullable Integer maybe(SplittableRandom random, int from, int to) {
        return random.nextInt(4) == 0 ? null : (Integer) random.nextInt(from, to + 1);
    }

    private static DialCounts less(DialCounts counts) {
        return new DialCounts(counts.date(), counts.today() - 1, counts.week() - 1, counts.inAll() - 1);
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}
