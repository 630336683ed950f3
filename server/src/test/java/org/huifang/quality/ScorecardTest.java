package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorecardTest {
    /** Weights 50, 30 and 20; the last is fatal, and so is one without weight. */
    private static final Scorecard CARD = new Scorecard(
            UUID.randomUUID(),
            1,
            "通话",
            "Call",
            List.of(
                    new Scorecard.Item("GREETING", "问候", "Greeting", 50, false, Scorecard.Cause.ATTITUDE),
                    new Scorecard.Item("ANSWER", "回答", "Answer", 30, false, null),
                    new Scorecard.Item("IDENTITY", "核实身份", "Identity", 20, true, null),
                    new Scorecard.Item(
                            "PROMISE", "不承诺收益", "No promised returns", 0, true, Scorecard.Cause.ADVERTISING)));

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "MET MET MET MET, 100",
        "PARTLY MET MET MET, 75",
        "NOT_MET MET MET MET, 50",
        "NOT_MET PARTLY MET MET, 35",
        "NOT_APPLICABLE MET MET MET, 100",
        "NOT_APPLICABLE PARTLY MET MET, 70",
        "NOT_APPLICABLE NOT_MET MET MET, 40",
        "MET MET NOT_APPLICABLE NOT_APPLICABLE, 100",
        "PARTLY NOT_MET NOT_APPLICABLE MET, 31",
        "MET MET NOT_MET MET, 0",
        "MET MET MET NOT_MET, 0",
        "NOT_MET NOT_MET MET MET, 20"
    })
    void scores(String marks, int score) {
        assertThat(CARD.score(marked(marks)).score()).isEqualTo(score);
    }

    @Test
    void namesTheFatalItemsThatFailed() {
        assertThat(CARD.score(marked("MET MET NOT_MET NOT_MET")).fatal()).containsExactly("IDENTITY", "PROMISE");
        assertThat(CARD.score(marked("NOT_MET NOT_MET MET MET")).fatal()).isEmpty();
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource({
        "MET MET MET, IS_MISSING",
        "MET MET PARTLY MET, FATAL_YES_OR_NO",
        "NOT_APPLICABLE NOT_APPLICABLE NOT_APPLICABLE MET, NOTHING_APPLIES"
    })
    void refuses(String marks, String code) {
        assertThatThrownBy(() -> CARD.score(marked(marks)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields().get(0).code()).isEqualTo(code));
    }

    @Test
    void refusesAMarkForNothing() {
        var marks = marked("MET MET MET MET");
        marks.put("SMILE", Mark.MET);
        assertThatThrownBy(() -> CARD.score(marks)).hasMessageContaining("marks");
    }

    @Test
    void aDraftNeedsDifferentCodesAndWeights() {
        var plain = new Scorecard.Item("A", "甲", "a", 1, false, null);
        assertThatThrownBy(() -> new Scorecard.Draft("表", "Card", List.of(plain, plain)).check())
                .hasMessageContaining("items.1.code");
        assertThatThrownBy(() -> new Scorecard.Draft(
                                "表", "Card", List.of(plain, new Scorecard.Item("B", "乙", "b", 0, false, null)))
                        .check())
                .hasMessageContaining("items.1.weight");
        assertThatThrownBy(() -> new Scorecard.Draft(
                                "表", "Card", List.of(new Scorecard.Item("B", "乙", "b", 0, true, null)))
                        .check())
                .hasMessageContaining("items");
        new Scorecard.Draft("表", "Card", List.of(plain)).check();
    }

    private static Map<String, Mark> marked(String marks) {
        var byItem = new HashMap<String, Mark>();
        var given = Arrays.stream(marks.split(" ")).map(Mark::valueOf).toList();
        for (int i = 0; i < given.size(); i++) {
            byItem.put(CARD.items().get(i).code(), given.get(i));
        }
        return byItem;
    }
}
