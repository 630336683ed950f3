package org.huifang.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.huifang.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"exhaustedMessage\":{\"zh\":\"您好{nmae}\"}}                         | rules.exhaustedMessage.zh               | {nmae}",
                "{\"messages\":{\"exhausted\":{\"text\":{\"zh\":\"x{time}\"}}}}         | rules.exhaustedMessage.zh               | {time}",
                "{\"messages\":{\"notConvenient\":{\"text\":{\"en\":\"{a b}\"}}}}       | rules.messages.notConvenient.text.en    | {a b}",
                "{\"messages\":{\"notConvenient\":{\"subject\":{\"en\":\"{x}\"}}}}      | rules.messages.notConvenient.subject.en | {x}",
                "{\"messages\":{\"refusesCalls\":{\"text\":{\"zh\":\"{name\"}}}}        | rules.messages.refusesCalls.text.zh     | {name",
                "{\"messages\":{\"exhausted\":{\"channels\":[]}}}                       | rules.messages.exhausted.channels       | []",
                "{\"messages\":{\"exhausted\":{\"validityHours\":0}}}                   | rules.messages.validityHours            | 0",
            })
    void whatCannotBeFilledIsRefusedAtItsField(String json, String field, String value) {
        assertThatThrownBy(() -> GivenRules.read(json)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.fields()).hasSize(1);
            assertThat(refusal.fields().get(0).field()).isEqualTo(field);
            assertThat(refusal.fields().get(0).value()).isEqualTo(value);
            assertThat(refusal.fields().get(0).remedy()).isNotBlank();
        });
    }

    @Test
    void anUnknownVariableNamesThoseThatAreKnown() {
        assertThatThrownBy(() -> GivenRules.read("{\"exhaustedMessage\":{\"zh\":\"{nmae}\"}}"))
                .hasMessageContaining("{callerId}, {matter}, {name}");
    }

    @Test
    void aVersionFromBeforeWritesAsItDid() {
        var old = RulesJson.parse("{\"exhaustedMessage\":{\"zh\":\"旧{foo}\"}}");
        assertThat(old.message(MessageKind.NOT_CONVENIENT)).isNull();
        assertThat(old.message(MessageKind.REFUSES_CALLS)).isNull();
        assertThat(old.messageText(MessageKind.EXHAUSTED, "zh")).isEqualTo("旧{foo}");
        assertThat(old.messages().exhausted().channels()).containsExactly(MessageChannel.SMS);
    }

    @Test
    void aNewVersionWritesOnEveryOccasionUnlessItSaysOtherwise() {
        var rules = GivenRules.read("{\"messages\":{\"refusesCalls\":{\"channels\":[]}}}");
        assertThat(rules.message(MessageKind.NOT_CONVENIENT)).isNotNull();
        assertThat(rules.message(MessageKind.REFUSES_CALLS)).isNull();
        assertThat(rules.messageText(MessageKind.NOT_CONVENIENT, "en")).contains("{time}");
        assertThat(RulesJson.parse(RulesJson.write(rules))).isEqualTo(rules);
    }

    @Test
    void theTextOfTheLastAttemptStandsInOnePlace() {
        var rules = GivenRules.read("{\"messages\":{\"exhausted\":{\"text\":{\"zh\":\"独一{callerId}\"}}}}");
        assertThat(rules.exhaustedMessage()).containsEntry("zh", "独一{callerId}");
        assertThat(RulesJson.write(rules)).containsOnlyOnce("独一");
        assertThatThrownBy(() -> GivenRules.read(
                        "{\"exhaustedMessage\":{\"zh\":\"a\"},\"messages\":{\"exhausted\":{\"text\":{\"zh\":\"b\"}}}}"))
                .hasMessageContaining("one of both");
    }

    @Test
    void aLanguageFallsBackToItsBaseAndThenToChinese() {
        var rules = GivenRules.read("{\"exhaustedMessage\":{\"zh\":\"中\",\"en\":\"E\"}}");
        assertThat(rules.messageText(MessageKind.EXHAUSTED, "en-GB")).isEqualTo("E");
        assertThat(rules.messageText(MessageKind.EXHAUSTED, "zh-CN")).isEqualTo("中");
        assertThat(rules.messageText(MessageKind.EXHAUSTED, "fr")).isEqualTo("中");
    }

    @Test
    void aValueIsNeverReadAsAVariableAndEndsNoLine() {
        assertThat(MessageTemplate.fill(
                        "{name}: {callerId}", Map.of("name", "{callerId}\r\nBcc: x$1\\", "callerId", "400")))
                .isEqualTo("{callerId}  Bcc: x$1\\: 400");
    }
}
