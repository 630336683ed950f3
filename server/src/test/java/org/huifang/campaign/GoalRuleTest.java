package org.huifang.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.huifang.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalRuleTest {
    private static final Predicate<LocalDate> WEEKDAYS =
            date -> date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;

    private static GoalRule goal(String json) {
        return RulesJson.parse("{\"goal\":" + json + "}").goal();
    }

    @Test
    void oldRulesHaveNoGoalAndReadAsTheyWere() {
        CampaignRules rules = RulesJson.parse("{}");
        assertThat(rules.goal()).isNull();
        assertThat(RulesJson.parse(RulesJson.write(rules))).isEqualTo(rules);
    }

    /** R6: started within 5 working days, finished within one calendar month. */
    @Test
    void aNewContractIsStartedWithinFiveWorkingDaysAndFinishedWithinAMonth() {
        GoalRule goal = new CampaignPresets()
                .rules(new CampaignPresets().get("new-contract"), new io.vertx.core.json.JsonObject())
                .goal();
        // Friday before the National Day holidays of 2026 (1 to 7 October; 10 October makes up).
        Set<LocalDate> off =
                LocalDate.of(2026, 10, 1).datesUntil(LocalDate.of(2026, 10, 8)).collect(Collectors.toSet());
        Predicate<LocalDate> china =
                date -> date.equals(LocalDate.of(2026, 10, 10)) || WEEKDAYS.test(date) && !off.contains(date);
        GoalDates dates = goal.datesFor(LocalDate.of(2026, 9, 30), china);
        assertThat(dates.earliest()).isEqualTo("2026-10-08");
        assertThat(dates.startBy()).isEqualTo("2026-10-13");
        assertThat(dates.deadline()).isEqualTo("2026-10-30");
    }

    @Test
    void eachPresetIsCompleteAndGuardsRestCommutingAndEveningHours() {
        var presets = new CampaignPresets();
        assertThat(presets.all())
                .extracting(CampaignPresets.Preset::code)
                .containsExactly(
                        "service-3-day",
                        "sales-7-day",
                        "new-car-3dc",
                        "new-car-7dc",
                        "new-car-month",
                        "new-car-first-service",
                        "new-contract",
                        "yearly",
                        "complaint",
                        "special");
        for (var preset : presets.all()) {
            CampaignRules rules = RulesJson.parse(preset.rules().encode());
            assertThat(rules.goal()).as(preset.code()).isNotNull();
            assertThat(rules.barredHours()).as(preset.code()).isNotEmpty();
            assertThat(rules.goal().approval())
                    .as(preset.code())
                    .isEqualTo(preset.code().equals("special"));
        }
        assertThatThrownBy(() -> presets.rules(
                        presets.get("sales-7-day"),
                        new io.vertx.core.json.JsonObject("{\"windows\":[{\"from\":\"11:00\",\"to\":\"12:30\"}]}")))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.fields().get(0).field()).isEqualTo("rules.windows");
                    assertThat(refusal.fields().get(0).remedy()).contains("REST 12:00–14:00");
                });
    }

    @ParameterizedTest(name = "{0} is refused at {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'event':'DELIVERY','earliest':{'amount':1},'deadline':{'amount':1}}|goal.deadline|FRIDAY",
                "{'event':'DELIVERY','earliest':{'amount':1},'startBy':{'amount':2},'deadline':{'amount':9}}|goal.startBy|FRIDAY",
                "{'event':'DELIVERY','earliest':{'amount':5},'deadline':{'amount':3}}|goal.deadline|earlier|",
                "{'event':'DELIVERY','earliest':{'amount':2},'ideal':{'amount':1},'deadline':{'amount':9}}|goal.ideal|earliest",
                "{'event':'DELIVERY','startBy':{'amount':9},'deadline':{'amount':5}}|goal.deadline|startBy",
                "{'event':'DELIVERY','follows':'x','deadline':{'amount':5}}|goal.event|either",
                "{'deadline':{'amount':5}}|goal.event|either",
                "{'event':'delivery','deadline':{'amount':5}}|goal.event|DELIVERY",
                "{'event':'DELIVERY'}|goal.deadline|last date",
                "{'follows':'x','yearly':true,'deadline':{'amount':5}}|goal.yearly|follows",
            })
    void whatCannotBeKeptIsRefusedAtItsField(String json, String field, String remedy) {
        assertThatThrownBy(() -> goal(json.replace('\'', '"'))).isInstanceOfSatisfying(RuleException.class, refused -> {
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.getMessage()).contains(remedy.equals("earlier") ? "later one" : remedy);
        });
    }

    @Test
    void offsetsBeforeAnEventAndOfWorkingDaysCount() {
        LocalDate friday = LocalDate.of(2026, 11, 20);
        assertThat(new Offset(-7, Offset.Unit.DAYS).from(friday, WEEKDAYS)).isEqualTo("2026-11-13");
        assertThat(new Offset(1, Offset.Unit.WORKING_DAYS).from(friday, WEEKDAYS))
                .isEqualTo("2026-11-23");
        assertThat(new Offset(-1, Offset.Unit.WORKING_DAYS).from(LocalDate.of(2026, 11, 23), WEEKDAYS))
                .isEqualTo("2026-11-20");
        assertThat(new Offset(1, Offset.Unit.MONTHS).from(LocalDate.of(2027, 1, 31), WEEKDAYS))
                .isEqualTo("2027-02-28");
    }
}
