package org.huifang.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stretches leave no month out and none twice. */
class MonthsBackTest {
    @ParameterizedTest(name = "from {0} back to {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11 |         | [2026-11..2026-12) [2026-09..2026-11) [2026-05..2026-09) [null..2026-05)",
                "2026-11 | 2026-11 | [2026-11..2026-12)",
                "2026-11 | 2026-10 | [2026-11..2026-12) [2026-10..2026-11)",
                "2026-11 | 2026-08 | [2026-11..2026-12) [2026-09..2026-11) [2026-08..2026-09)",
                "2026-11 | 2026-05 | [2026-11..2026-12) [2026-09..2026-11) [2026-05..2026-09)",
                "2026-11 | 2024-01 | [2026-11..2026-12) [2026-09..2026-11) [2026-05..2026-09) [2024-01..2026-05)",
                "2026-01 | 2026-12 | ",
            })
    void coversAllMonthsOnce(YearMonth newest, @Nullable YearMonth oldest, @Nullable String stretches) {
        var texts = MonthsBack.of(newest, oldest).stream()
                .map(months -> "[" + months.from() + ".." + months.until() + ")")
                .toList();
        assertThat(String.join(" ", texts)).isEqualTo(stretches == null ? "" : stretches);
    }
}
