package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DueTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private final DueTimes times = new DueTimes();
    private final DueTimes.Due first = due(NOW.minusSeconds(2));
    private final DueTimes.Due second = due(NOW.minusSeconds(1));
    private final DueTimes.Due third = due(NOW.plusSeconds(5));

    @Test
    void aCallbackClaimedWhileTheDatabaseWasAskedIsNotLookedForAgain() {
        times.asked();
        times.gone(first.callback());
        times.learn(List.of(first, second, third), LATER, false);

        assertThat(times.moreDueThan(0, NOW)).isTrue();
        assertThat(times.moreDueThan(1, NOW)).isFalse();
    }

    @Test
    void aClaimThatEndsAfterTheAnswerTakesItsOwnCallbackAndNoOther() {
        times.asked();
        times.learn(List.of(first, second), LATER, false);
        times.gone(second.callback());
        times.gone(second.callback());

        assertThat(times.moreDueThan(0, NOW)).isTrue();
        assertThat(times.moreDueThan(1, NOW)).isFalse();
    }

    @Test
    void whatWasMovedIsDueAtItsNewTimeOnly() {
        times.asked();
        times.learn(List.of(first), LATER, false);
        times.add(new DueTimes.Due(first.callback(), NOW.plusSeconds(3)));

        assertThat(times.moreDueThan(0, NOW)).isFalse();
        assertThat(times.nextLook(NOW)).isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void asksAgainWhenAllThatWasToldIsUsedUpAndThereMayBeMore() {
        times.asked();
        times.learn(List.of(first), LATER, true);
        times.gone(first.callback());

        assertThat(times.known(NOW)).isFalse();
    }

    @Test
    void knowsNothingElseUntilTheTimeItWasTold() {
        times.asked();
        times.learn(List.of(third), LATER, false);
        times.gone(third.callback());

        assertThat(times.known(NOW)).isTrue();
        assertThat(times.nextLook(NOW)).isEqualTo(LATER);
        assertThat(times.known(LATER)).isFalse();
    }

    private static DueTimes.Due due(Instant at) {
        return new DueTimes.Due(UUID.randomUUID(), at);
    }
}
