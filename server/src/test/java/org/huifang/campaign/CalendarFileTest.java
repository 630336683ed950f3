package org.huifang.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.huifang.Refusal;
import org.junit.jupiter.api.Test;

class CalendarFileTest {
    @Test
    void aDayThatStandsThereTwiceIsRefusedWithBothLines() {
        assertThatThrownBy(() -> CalendarFile.read(
                        "day,working,name\n2027-10-01,false,国庆节\n2027-10-09,true,补班\n2027-10-01,true,again\n"))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.fields().get(0).field()).isEqualTo("line 4");
                    assertThat(refusal.fields().get(0).remedy()).contains("line 2 already");
                });
    }

    @Test
    void holidaysOfOtherCountriesAreReckoned() {
        var days = CountryHolidays.of("DE", "by", 2027, 2027);
        assertThat(days).extracting(Calendars.Day::day).contains(LocalDate.of(2027, 1, 6), LocalDate.of(2027, 3, 26));
        assertThat(days).noneMatch(Calendars.Day::working).doesNotHaveDuplicates();
        assertThatThrownBy(() -> CountryHolidays.of("XX", "", 2027, 2027))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields().get(0).remedy()).contains("DE"));
    }
}
