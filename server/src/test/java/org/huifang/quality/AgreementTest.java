package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    /** Cohen's own kind of table: 20 both yes, 15 both no, 5 and 10 apart; 0.7 agree, 0.5 by chance. */
    @Test
    void kappaIsAgreementBeyondChance() {
        var agreement = Agreement.of(pairs(20, 5, 10, 15));
        assertThat(agreement.items()).isEqualTo(50);
        assertThat(agreement.percent()).isCloseTo(70, within(1e-9));
        assertThat(agreement.kappa()).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void twoWhoAlwaysAgreeOnBothMarksReachOne() {
        assertThat(Agreement.of(pairs(7, 0, 0, 3)).kappa()).isCloseTo(1, within(1e-9));
    }

    @Test
    void twoWhoNeverAgreeFallBelowZero() {
        var agreement = Agreement.of(pairs(0, 5, 5, 0));
        assertThat(agreement.percent()).isZero();
        assertThat(agreement.kappa()).isCloseTo(-1, within(1e-9));
    }

    @Test
    void whoeverKnowsOneMarkOnlyHasNoKappa() {
        var agreement = Agreement.of(pairs(9, 0, 0, 0));
        assertThat(agreement.percent()).isEqualTo(100);
        assertThat(agreement.kappa()).isNull();
    }

    private static List<Agreement.Pair> pairs(int bothYes, int yesNo, int noYes, int bothNo) {
        var pairs = new ArrayList<Agreement.Pair>();
        add(pairs, bothYes, Mark.MET, Mark.MET);
        add(pairs, yesNo, Mark.MET, Mark.NOT_MET);
        add(pairs, noYes, Mark.NOT_MET, Mark.MET);
        add(pairs, bothNo, Mark.NOT_MET, Mark.NOT_MET);
        return pairs;
    }

    private static void add(List<Agreement.Pair> pairs, int times, Mark first, Mark second) {
        for (int i = 0; i < times; i++) {
            pairs.add(new Agreement.Pair(first, second));
        }
    }
}
