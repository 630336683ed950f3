package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawTest {
    private static final UUID LI = new UUID(1, 1);
    private static final UUID WANG = new UUID(2, 2);

    /** As docs/quality.md tells how to check it: worked out with sha256sum, so that the way to draw cannot change unnoticed. */
    @Test
    void drawsWhatAnybodyCanWorkOutByHand() {
        byte[] seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) i;
        }
        String population = IntStream.range(1, 6)
                .mapToObj(i -> LI + " " + new UUID(9, i) + "\n")
                .collect(Collectors.joining());
        var drawn = new Draw(seed).of(population, new Amount.All());
        assertThat(drawn.stream().map(one -> one.recording().getLeastSignificantBits()))
                .containsExactly(2L, 1L, 3L, 4L, 5L);
        assertThat(HexFormat.of().formatHex(Draw.digest(population)))
                .isEqualTo("bf1f6d5b2ee7abda2c59b2deedd4d0a194fa2361e0e428472cca0f5778b9297b");
        assertThat(new Draw(seed).of(population, new Amount.Calls(2))).isEqualTo(drawn.subList(0, 2));
    }

    @Test
    void drawsTheSameAgainAndWithAnotherSeedSomethingElse() {
        String population = population(LI, 500) + population(WANG, 500);
        byte[] seed = seed(1);
        assertThat(new Draw(seed).of(population, new Amount.Calls(20)))
                .isEqualTo(new Draw(seed).of(population, new Amount.Calls(20)))
                .isNotEqualTo(new Draw(seed(2)).of(population, new Amount.Calls(20)));
    }

    @Test
    void takesOfEachGroupWhatIsAskedOrAllOfIt() {
        var drawn = new Draw(seed(3)).of(population(LI, 100) + population(WANG, 3), new Amount.Calls(5));
        assertThat(drawn.stream().filter(one -> one.group().equals(LI))).hasSize(5);
        assertThat(drawn.stream().filter(one -> one.group().equals(WANG))).hasSize(3);
        assertThat(new HashSet<>(drawn)).hasSameSizeAs(drawn);
    }

    /** Of 200 recordings each comes about equally often first in 20,000 draws; chi-squared with 199 degrees of freedom. */
    @Test
    void favoursNobody() {
        String population = population(LI, 200);
        var random = new Random(7);
        var first = IntStream.range(0, 20_000)
                .mapToObj(i -> {
                    byte[] seed = new byte[32];
                    random.nextBytes(seed);
                    return new Draw(seed)
                            .of(population, new Amount.Calls(1))
                            .get(0)
                            .recording();
                })
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        double chi = first.values().stream()
                .mapToDouble(n -> (n - 100.0) * (n - 100.0) / 100.0)
                .sum();
        assertThat(first).hasSize(200);
        assertThat(chi).as("beyond the 99.9th percentile").isLessThan(267);
    }

    @ParameterizedTest(name = "{1} % of {0} are {2}")
    @CsvSource({"1, 1, 1", "10, 1, 1", "100, 1, 1", "101, 1, 2", "7, 50, 4", "8, 50, 4", "3, 100, 3", "100000, 3, 3000"
    })
    void percentIsRoundedUp(int group, int percent, int drawn) {
        assertThat(new Amount.Percent(percent).of(group)).isEqualTo(drawn);
    }

    @Test
    void withoutANumberAllAreTaken() {
        assertThat(Amount.of(null, null).of(12)).isEqualTo(12);
        assertThat(Amount.of(5, SampleRule.Unit.CALLS).of(3)).isEqualTo(3);
        assertThat(List.of(Amount.of(10, SampleRule.Unit.PERCENT).of(30))).containsExactly(3);
    }

    private static byte[] seed(long from) {
        byte[] seed = new byte[32];
        new Random(from).nextBytes(seed);
        return seed;
    }

    private static String population(UUID group, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> group + " " + new UUID(group.getMostSignificantBits(), i) + "\n")
                .collect(Collectors.joining());
    }
}
