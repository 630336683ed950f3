package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.huifang.campaign.PacingRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacingTest {
    private static final UUID CAMPAIGN = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);
    private static final UUID HERE = new UUID(2, 1);
    private static final UUID THERE = new UUID(2, 2);

    @Test
    void tooFewAnsweredCallsSayNothingAndTheCapStopsBeforeItIsPassed() {
        assertThat(measured(2.0, 99, 0).state()).isEqualTo(Pacing.State.WARMING_UP);
        assertThat(measured(2.0, 100, 0).state()).isEqualTo(Pacing.State.OVER_DIALING);
        assertThat(measured(2.0, 100, 2).state())
                .as("three of 101 are below 3 %")
                .isEqualTo(Pacing.State.OVER_DIALING);
        assertThat(measured(2.0, 100, 3).state()).isEqualTo(Pacing.State.STOPPED);
        assertThat(measured(2.0, 132, 3).state())
                .as("four of 133 would be too many")
                .isEqualTo(Pacing.State.STOPPED);
        assertThat(measured(2.0, 133, 3).state()).as("answered calls make room").isEqualTo(Pacing.State.OVER_DIALING);
    }

    @Test
    void asManyAsTheRatioAllowsAreUnderWay() {
        assertThat(howMany(1.5, 4, 10_000)).isEqualTo(6);
        assertThat(howMany(1.0, 4, 10_000)).isEqualTo(4);
        assertThat(howMany(3.0, 1, 10_000)).isEqualTo(3);
        assertThat(howMany(1.5, 1, 10_000)).as("half a call").isEqualTo(1);
        assertThat(howMany(3.0, 0, 10_000)).isZero();
        assertThat(howMany(3.0, 4, 100))
                .as("three more abandoned are below the cap")
                .isEqualTo(7);
    }

    @Test
    void callsOfAnotherServerCountAgainstTheCapAndNotAgainstTheAgentsHere() {
        var there = List.of(new Pacing.Calls(CAMPAIGN, THERE, 6));
        var ready = List.of(new Pacing.Ready(HERE, 5, 4), new Pacing.Ready(THERE, 5, 3));
        var campaigns = Map.of(CAMPAIGN, measured(1.5, 100, 0));
        assertThat(new Pacing(campaigns, there, ready).decide(CAMPAIGN, HERE)).isEqualTo(Pacing.Decision.CALL);
        var here = new ArrayList<>(there);
        here.add(new Pacing.Calls(CAMPAIGN, HERE, 4));
        assertThat(new Pacing(campaigns, here, ready).decide(CAMPAIGN, HERE))
                .as("three may be abandoned there already")
                .isEqualTo(Pacing.Decision.ENOUGH);
    }

    @Test
    void agentsOfTooLittleSkillAreNobody() {
        var skilled = new Pacing.Measured(measured(2.0, 1_000, 0).rule(), 7, 1_000, 0);
        assertThat(new Pacing(Map.of(CAMPAIGN, skilled), List.of(), List.of(new Pacing.Ready(HERE, 5, 4)))
                        .decide(CAMPAIGN, HERE))
                .isEqualTo(Pacing.Decision.ENOUGH);
    }

    /** Two campaigns, two servers, any ratios and caps; answers and hangups in any order: no cap is ever passed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void howeverCustomersAnswerNoCapIsPassed(long seed) {
        var random = new Random(seed);
        int abandonedInAll = 0;
        for (int round = 0; round < 60; round++) {
            abandonedInAll += play(random);
        }
        assertThat(abandonedInAll).as("it does over-dial").isPositive();
    }

    private static int play(Random random) {
        List<UUID> campaigns = List.of(CAMPAIGN, OTHER);
        List<UUID> nodes = List.of(HERE, THERE);
        Map<UUID, Pacing.Measured> state = new HashMap<>();
        campaigns.forEach(campaign -> state.put(
                campaign,
                capped(1 + random.nextInt(21) / 10.0, 0.1 + random.nextInt(50) / 10.0, 100 + random.nextInt(900))));
        Map<UUID, Integer> agents = new HashMap<>();
        nodes.forEach(node -> agents.put(node, random.nextInt(12)));
        Map<List<UUID>, Integer> calls = new HashMap<>();
        int abandoned = 0;
        for (int step = 0; step < 300; step++) {
            UUID campaign = campaigns.get(random.nextInt(2));
            UUID node = nodes.get(random.nextInt(2));
            var key = List.of(campaign, node);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    if (pacing(state, calls, agents).decide(campaign, node) == Pacing.Decision.CALL) {
                        calls.merge(key, 1, Integer::sum);
                    }
                }
                case 2 -> {
                    if (calls.getOrDefault(key, 0) > 0) {
                        calls.merge(key, -1, Integer::sum);
                        boolean taken = agents.get(node) > 0;
                        agents.merge(node, taken ? -1 : 0, Integer::sum);
                        abandoned += taken ? 0 : 1;
                        var before = state.get(campaign);
                        state.put(
                                campaign,
                                new Pacing.Measured(
                                        before.rule(), 1, before.answered() + 1, before.abandoned() + (taken ? 0 : 1)));
                        assertThat(state.get(campaign).room(0))
                                .as("%s at step %d", state.get(campaign), step)
                                .isTrue();
                    }
                }
                default -> {
                    calls.computeIfPresent(key, (k, n) -> Math.max(0, n - 1));
                    agents.merge(node, random.nextInt(2), Integer::sum);
                }
            }
        }
        return abandoned;
    }

    private static Pacing pacing(
            Map<UUID, Pacing.Measured> state, Map<List<UUID>, Integer> calls, Map<UUID, Integer> agents) {
        return new Pacing(
                state,
                calls.entrySet().stream()
                        .map(call -> new Pacing.Calls(
                                call.getKey().get(0), call.getKey().get(1), call.getValue()))
                        .toList(),
                agents.entrySet().stream()
                        .map(agent -> new Pacing.Ready(agent.getKey(), 5, agent.getValue()))
                        .toList());
    }

    private static int howMany(double overDial, int agents, long answered) {
        int calls = 0;
        var campaigns = Map.of(CAMPAIGN, measured(overDial, answered, 0));
        var ready = List.of(new Pacing.Ready(HERE, 5, agents));
        while (new Pacing(campaigns, List.of(new Pacing.Calls(CAMPAIGN, HERE, calls)), ready).decide(CAMPAIGN, HERE)
                == Pacing.Decision.CALL) {
            calls++;
        }
        return calls;
    }

    private static Pacing.Measured measured(double overDial, long answered, long abandoned) {
        return new Pacing.Measured(rule(overDial, 3.0), 1, answered, abandoned);
    }

    private static Pacing.Measured capped(double overDial, double cap, int answered) {
        return new Pacing.Measured(rule(overDial, cap), 1, answered, 0);
    }

    private static PacingRule rule(double overDial, double cap) {
        return new PacingRule(PacingRule.Mode.POWER, overDial, cap, 24, 100, 2000, "huifang/apology");
    }
}
