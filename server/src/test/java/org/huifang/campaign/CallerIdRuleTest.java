package org.huifang.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.huifang.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerIdRuleTest {
    @Test
    void aCampaignShowsItsOwnNumberOrElseTheTrunks() {
        assertThat(GivenRules.read("{\"callerId\":\"4008889999\"}").shownNumber("4001234567"))
                .isEqualTo("4008889999");
        assertThat(GivenRules.read("{}").shownNumber("4001234567")).isEqualTo("4001234567");
        assertThat(GivenRules.read("{}").shownNumber(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "40", "400-123", "400\\r\\n123", "+", "123456789012345678901", "${EXTEN}", "４００１２３"})
    void whatIsNoNumberIsRefusedAtTheField(String given) {
        assertThatThrownBy(() -> GivenRules.read("{\"callerId\":\"" + given + "\"}"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.fields().get(0).field()).isEqualTo("rules.callerId"));
    }
}
