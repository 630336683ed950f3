package org.huifang.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CallingHoursTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Predicate<LocalDate> WEEKDAYS =
            date -> date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;

    @Test
    void theFirstSlotIsTheRestOfAnOpenWindow() {
        var hours = hours("{}", SHANGHAI);
        Slot slot = hours.atOrAfter(at(SHANGHAI, "2026-11-23T09:20")).orElseThrow();
        assertThat(slot.from()).isEqualTo(at(SHANGHAI, "2026-11-23T09:20"));
        assertThat(slot.until()).isEqualTo(at(SHANGHAI, "2026-11-23T10:30"));
    }

    @Test
    void atNightAndOnRestDaysTheNextWindowIsTaken() {
        var hours = hours("{}", SHANGHAI);
        assertThat(hours.atOrAfter(at(SHANGHAI, "2026-11-20T23:59:59"))
                        .orElseThrow()
                        .from())
                .as("Friday night: Monday morning")
                .isEqualTo(at(SHANGHAI, "2026-11-23T09:00"));
        assertThat(hours.bandAt(at(SHANGHAI, "2026-11-23T10:30")))
                .as("the end is outside")
                .isEmpty();
        assertThat(hours.bandAt(at(SHANGHAI, "2026-11-23T10:29:59"))).isPresent();
    }

    @Test
    void makeUpWorkingDaysAndHolidaysFollowTheCalendar() {
        Set<LocalDate> holidays = Set.of(LocalDate.parse("2026-10-01"), LocalDate.parse("2026-10-02"));
        Set<LocalDate> makeUp = Set.of(LocalDate.parse("2026-10-10"));
        var hours = new CallingHours(
                CampaignRules.presets(),
                SHANGHAI,
                date -> makeUp.contains(date) || WEEKDAYS.test(date) && !holidays.contains(date));
        assertThat(hours.atOrAfter(at(SHANGHAI, "2026-10-01T08:00"))
                        .orElseThrow()
                        .from())
                .isEqualTo(at(SHANGHAI, "2026-10-05T09:00"));
        assertThat(hours.bandAt(at(SHANGHAI, "2026-10-10T09:30")))
                .as("Saturday that is worked")
                .isPresent();
    }

    @Test
    void theWindowIsTheCustomersNotOurs() {
        Instant moment = Instant.parse("2026-11-23T01:30:00Z");
        assertThat(hours("{}", SHANGHAI).bandAt(moment)).as("9:30 in Shanghai").isPresent();
        assertThat(hours("{}", ZoneId.of("America/New_York")).bandAt(moment))
                .as("20:30 in New York")
                .isEmpty();
    }

    @Test
    void aSecondAttemptIsAnotherDateInABandNotTriedYet() {
        var hours = hours("{}", SHANGHAI);
        var morning = new Band(LocalTime.of(9, 0), LocalTime.of(10, 30));
        var tried = Tried.NOTHING.and(LocalDate.parse("2026-11-23"), morning);
        Slot slot = hours.retry(at(SHANGHAI, "2026-11-23T09:30"), tried).orElseThrow();
        assertThat(slot.from()).isEqualTo(at(SHANGHAI, "2026-11-24T14:30"));
    }

    @Test
    void aThirdAttemptMayReturnToTheFirstBandButNeverToTheOneBefore() {
        var hours = hours("{}", SHANGHAI);
        var morning = new Band(LocalTime.of(9, 0), LocalTime.of(10, 30));
        var afternoon = new Band(LocalTime.of(14, 30), LocalTime.of(16, 0));
        var tried =
                Tried.NOTHING.and(LocalDate.parse("2026-11-23"), morning).and(LocalDate.parse("2026-11-24"), afternoon);
        Slot slot = hours.retry(at(SHANGHAI, "2026-11-24T15:00"), tried).orElseThrow();
        assertThat(slot.from()).isEqualTo(at(SHANGHAI, "2026-11-25T09:00"));
    }

    @Test
    void aSingleWindowIsHalved() {
        var hours = hours("{\"windows\":[{\"from\":\"09:00\",\"to\":\"12:00\"}]}", SHANGHAI);
        Band first = hours.bandAt(at(SHANGHAI, "2026-11-23T09:10")).orElseThrow();
        assertThat(first).isEqualTo(new Band(LocalTime.of(9, 0), LocalTime.of(10, 30)));
        Slot slot = hours.retry(
                        at(SHANGHAI, "2026-11-23T09:40"), Tried.NOTHING.and(LocalDate.parse("2026-11-23"), first))
                .orElseThrow();
        assertThat(slot.from()).isEqualTo(at(SHANGHAI, "2026-11-24T10:30"));
        assertThat(slot.until()).isEqualTo(at(SHANGHAI, "2026-11-24T12:00"));
    }

    @Test
    void aSlotThatPassedWithoutAnAgentKeepsItsBars() {
        var hours = hours("{}", SHANGHAI);
        var morning = new Band(LocalTime.of(9, 0), LocalTime.of(10, 30));
        var tried = Tried.NOTHING.and(LocalDate.parse("2026-11-23"), morning);
        Slot slot = hours.retry(at(SHANGHAI, "2026-11-24T16:00"), tried).orElseThrow();
        assertThat(slot.from()).as("not Wednesday morning").isEqualTo(at(SHANGHAI, "2026-11-25T14:30"));
    }

    @Test
    void whatASpringForwardSkipsOfAWindowIsNotThere() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        var hours = hours(
                "{\"windows\":[{\"from\":\"02:15\",\"to\":\"02:45\",\"days\":\"EVERY_DAY\"},"
                        + "{\"from\":\"02:50\",\"to\":\"03:30\",\"days\":\"EVERY_DAY\"}]}",
                berlin);
        Slot slot = hours.atOrAfter(at(berlin, "2026-03-29T00:00")).orElseThrow();
        assertThat(slot.from())
                .as("3:00, the first moment after the gap")
                .isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(slot.until()).isEqualTo(at(berlin, "2026-03-29T03:30"));
    }

    @Test
    void anHourThatAutumnRepeatsIsOneBand() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        var hours = hours(
                "{\"windows\":[{\"from\":\"01:00\",\"to\":\"02:30\",\"days\":\"EVERY_DAY\"},"
                        + "{\"from\":\"09:00\",\"to\":\"10:00\",\"days\":\"EVERY_DAY\"}]}",
                berlin);
        assertThat(hours.bandAt(Instant.parse("2026-10-25T00:10:00Z")))
                .isEqualTo(hours.bandAt(Instant.parse("2026-10-25T01:10:00Z")));
    }

    @Test
    void anyRetryIsInsideAWindowOnAnotherDateAndNeverInTheBandBefore() {
        var random = new Random(20261122);
        List<String> zones = List.of(
                "Asia/Shanghai",
                "America/Sao_Paulo",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Europe/London",
                "America/St_Johns");
        for (int i = 0; i < 5_000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            CampaignRules rules = RulesJson.parse("{\"windows\":" + randomWindows(random) + "}");
            int restDay = random.nextInt(7);
            Predicate<LocalDate> working = date -> date.getDayOfWeek().ordinal() != restDay;
            var hours = new CallingHours(rules, zone, working);
            Instant moment = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(366 * 86_400));
            Slot first = hours.atOrAfter(moment).orElseThrow();
            Tried tried = Tried.NOTHING;
            Instant call = within(first, random);
            for (int attempt = 0; attempt < 4; attempt++) {
                Band band = hours.allowedAt(call, tried).orElse(null);
                String what = zone + " " + rules.windows() + " attempt " + attempt + " at " + call;
                assertThat(band).as("may be called: " + what).isNotNull();
                if (tried.lastDate() != null) {
                    assertThat(hours.dateAt(call)).as(what).isAfter(tried.lastDate());
                    assertThat(band.overlaps(tried.bands().get(tried.bands().size() - 1)))
                            .as(what)
                            .isFalse();
                }
                assertThat(rules.windows().stream().anyMatch(w -> w.openOn(hours.dateAt(first.from()), working)))
                        .isTrue();
                tried = tried.and(hours.dateAt(call), band);
                Instant after = call.plusSeconds(20 + random.nextInt(200_000));
                var next = hours.retry(after, tried);
                if (next.isEmpty()) {
                    break;
                }
                assertThat(next.get().from()).as(what).isAfterOrEqualTo(after);
                call = within(next.get(), random);
            }
        }
    }

    @Test
    void windowsThatOverlapAreRefusedAtTheField() {
        assertThatThrownBy(() -> RulesJson.parse(
                        "{\"windows\":[{\"from\":\"09:00\",\"to\":\"11:00\"},{\"from\":\"10:30\",\"to\":\"12:00\"}]}"))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("windows")
                .hasMessageContaining("09:00–11:00");
        assertThatThrownBy(() -> RulesJson.parse("{\"ringFloorSeconds\":19}"))
                .hasMessageContaining("ringFloorSeconds = 19")
                .hasMessageContaining("20");
        assertThatThrownBy(() -> RulesJson.parse("{\"announcement\":\"x,${SHELL(ls)}\"}"))
                .hasMessageContaining("announcement");
    }

    private static Instant within(Slot slot, Random random) {
        long seconds = Math.max(1, Duration.between(slot.from(), slot.until()).toSeconds());
        return slot.from().plusSeconds((long) (random.nextDouble() * (seconds - 1)));
    }

    private static String randomWindows(Random random) {
        var text = new StringBuilder("[");
        int start = random.nextInt(6);
        int count = 1 + random.nextInt(3);
        String[] days = {"EVERY_DAY", "WORKING_DAYS", "MONDAY_TO_FRIDAY"};
        for (int i = 0; i < count; i++) {
            int from = start * 60 + random.nextInt(60);
            int to = from + 30 + random.nextInt(180);
            text.append(i == 0 ? "" : ",")
                    .append("{\"from\":\"%02d:%02d\",\"to\":\"%02d:%02d\",\"days\":\"%s\"}"
                            .formatted(from / 60, from % 60, to / 60, to % 60, days[random.nextInt(3)]));
            start = to / 60 + 1;
        }
        return text.append("]").toString();
    }

    private static CallingHours hours(String rules, ZoneId zone) {
        return new CallingHours(RulesJson.parse(rules), zone, WEEKDAYS);
    }

    private static Instant at(ZoneId zone, String local) {
        return ZonedDateTime.of(java.time.LocalDateTime.parse(local), zone).toInstant();
    }
}
