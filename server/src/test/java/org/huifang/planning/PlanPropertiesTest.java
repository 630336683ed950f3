package org.huifang.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.GoalDates;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RuleException;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Window;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever the calendar, the zone, the windows and the hour: where the planner may put a first call. */
class PlanPropertiesTest {
    private static final List<String> ZONES = List.of(
            "Asia/Shanghai",
            "Asia/Urumqi",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "America/Santiago",
            "Pacific/Apia",
            "Asia/Kathmandu",
            "UTC");

    private Random random = new Random();

    @RepeatedTest(400)
    void aFirstCallLiesInAWindowAndInTimeOrIsReportedAsLate(RepetitionInfo round) {
        random = new Random(round.getCurrentRepetition());
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        Predicate<LocalDate> workingDay = calendar();
        CampaignRules rules = rules();
        boolean asked = random.nextInt(4) == 0;
        List<Window> windows = asked ? ownSlots() : rules.windows();
        LocalDate event = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(730));
        GoalDates dates = rules.goal().datesFor(event, workingDay);
        Instant now = event.atTime(random.nextInt(24), random.nextInt(60))
                .atZone(zone)
                .toInstant()
                .plusSeconds(86_400L * (random.nextInt(12) - 2));
        var choice = new SlotChoice(rules.withWindows(asked ? windows : List.of()), zone, workingDay, dates, now);
        var spread = new Spread(
                choice.inTime(), choice.late(), new Capacity(random.nextInt(4)), 30 + random.nextInt(900), false);

        int customers = 1 + random.nextInt(300);
        for (int i = 0; i < customers; i++) {
            var place = spread.next();
            if (place.isEmpty()) {
                assertThat(choice.inTime()).isEmpty();
                assertThat(choice.late()).isEmpty();
                return;
            }
            Instant start = place.get().slot().from();
            LocalDate date = LocalDate.ofInstant(start, zone);
            assertThat(start).as("not before now").isAfterOrEqualTo(now);
            assertThat(open(windows, start, zone, workingDay))
                    .as("%s in %s lies in a window", start, zone)
                    .isTrue();
            assertThat(open(windows, place.get().slot().until().minusNanos(1_000_000), zone, workingDay))
                    .as("the slot ends with its window")
                    .isTrue();
            assertThat(date).isAfterOrEqualTo(dates.earliest());
            if (place.get().late()) {
                assertThat(date).isAfter(dates.startBy()).isBeforeOrEqualTo(dates.lastResort());
                assertThat(choice.inTime())
                        .as("late only where nothing is left in time")
                        .isEmpty();
            } else {
                assertThat(date).isBeforeOrEqualTo(dates.startBy()).isBeforeOrEqualTo(dates.deadline());
            }
        }
    }

    @RepeatedTest(50)
    void agentsAreNotGivenMoreThanTheyCanDoWhileThereIsRoom(RepetitionInfo round) {
        random = new Random(round.getCurrentRepetition());
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        CampaignRules rules = rules();
        GoalDates dates = rules.goal().datesFor(LocalDate.of(2026, 6, 1), date -> true);
        Instant now = dates.earliest().atStartOfDay(zone).toInstant();
        var choice = new SlotChoice(rules, zone, date -> true, dates, now);
        int agents = 1 + random.nextInt(5);
        int seconds = 60 + random.nextInt(600);
        var spread = new Spread(choice.inTime(), choice.late(), new Capacity(agents), seconds, false);
        double hours = choice.inTime().stream()
                        .mapToLong(slot ->
                                slot.until().getEpochSecond() - slot.from().getEpochSecond())
                        .sum()
                / 3600.0;
        int fits = 0;
        while (!spread.next().orElseThrow().over()) {
            fits++;
            assertThat(fits).isLessThan(100_000);
        }
        double able = agents * hours * 3600 / seconds;
        // A call that is begun before a window ends is finished after it.
        assertThat(fits)
                .isBetween(
                        (int) (0.9 * able) - 2,
                        (int) (1.1 * able) + agents * choice.inTime().size() + 2);
    }

    private static boolean open(List<Window> windows, Instant moment, ZoneId zone, Predicate<LocalDate> workingDay) {
        LocalDate date = LocalDate.ofInstant(moment, zone);
        LocalTime time = LocalTime.ofInstant(moment, zone);
        return windows.stream()
                .anyMatch(window -> openOn(window.days(), date, workingDay)
                        && !time.isBefore(window.from())
                        && time.isBefore(window.to()));
    }

    private static boolean openOn(Window.Days days, LocalDate date, Predicate<LocalDate> workingDay) {
        boolean weekend = date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
        return switch (days) {
            case EVERY_DAY -> true;
            case WORKING_DAYS -> workingDay.test(date);
            case MONDAY_TO_FRIDAY -> !weekend;
            case WEEKEND -> weekend;
            default -> date.getDayOfWeek().name().equals(days.name());
        };
    }

    /** Holidays, also long ones, and make-up days. */
    private Predicate<LocalDate> calendar() {
        Set<LocalDate> turned = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            LocalDate first = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(760));
            int length = random.nextInt(10);
            for (int day = 0; day < length; day++) {
                turned.add(first.plusDays(day));
            }
        }
        return date -> (date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0) != turned.contains(date);
    }

    private List<Window> ownSlots() {
        var days = Window.Days.values();
        return OwnSlots.parse(days[random.nextInt(days.length)] + " " + window(19, 21));
    }

    private CampaignRules rules() {
        while (true) {
            int earliest = random.nextInt(8) - 3;
            int start = earliest + random.nextInt(8);
            String unit = random.nextInt(3) == 0 ? "WORKING_DAYS" : "DAYS";
            var days = Window.Days.values();
            String json =
                    "{\"windows\":[{\"from\":\"%s\",\"to\":\"%s\",\"days\":\"%s\"},{\"from\":\"%s\",\"to\":\"%s\",\"days\":\"%s\"}],"
                                    .formatted(
                                            window(0, 11).split("-")[0],
                                            "11:30",
                                            days[random.nextInt(4)],
                                            "13:05",
                                            window(14, 23).split("-")[1],
                                            days[random.nextInt(days.length)])
                            + "\"goal\":{\"event\":\"DELIVERY\",\"earliest\":{\"amount\":%d,\"unit\":\"%s\"},\"startBy\":{\"amount\":%d,\"unit\":\"%s\"},\"deadline\":{\"amount\":%d,\"unit\":\"DAYS\"},\"lateDays\":%d}}"
                                    .formatted(earliest, unit, start, unit, start * 2 + 25, random.nextInt(10));
            try {
                return RulesJson.parse(json);
            } catch (RuleException unusable) {
                continue;
            }
        }
    }

    private String window(int first, int last) {
        int from = first * 60 + random.nextInt((last - first) * 60 - 30);
        int to = from + 20 + random.nextInt(last * 60 - from - 20);
        return "%02d:%02d-%02d:%02d".formatted(from / 60, from % 60, to / 60, to % 60);
    }
}
