package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Borders of 3GPP TS 23.038 and 23.040. */
class SmsSegmentsTest {
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "160,1", "161,2", "306,2", "307,3", "459,3", "460,4"})
    void plainLettersFit160AloneAnd153Joined(int length, int segments) {
        var counted = SmsSegments.of("a".repeat(length));
        assertThat(counted.encoding()).isEqualTo(SmsSegments.Encoding.GSM7);
        assertThat(counted.units()).isEqualTo(length);
        assertThat(counted.count()).isEqualTo(segments);
        assertThat(String.join("", counted.parts())).hasSize(length);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "70,1", "71,2", "134,2", "135,3"})
    void chineseFits70AloneAnd67Joined(int length, int segments) {
        var counted = SmsSegments.of("访".repeat(length));
        assertThat(counted.encoding()).isEqualTo(SmsSegments.Encoding.UCS2);
        assertThat(counted.count()).isEqualTo(segments);
    }

    @Test
    void extendedCharactersCountTwice() {
        assertThat(SmsSegments.of("€".repeat(80)).count()).isEqualTo(1);
        assertThat(SmsSegments.of("€".repeat(80) + "a").units()).isEqualTo(161);
        assertThat(SmsSegments.of("^{}\\[~]|€\f").units()).isEqualTo(20);
    }

    @Test
    void noPartEndsInsideAnEscapeSequence() {
        var counted = SmsSegments.of("a".repeat(152) + "€" + "b".repeat(10));
        assertThat(counted.parts().get(0)).isEqualTo("a".repeat(152));
        assertThat(counted.parts().get(1)).startsWith("€");
        // The blank at the end of the first part can be the one that makes a third necessary.
        assertThat(SmsSegments.of("a".repeat(152) + "€" + "b".repeat(152)).count())
                .isEqualTo(3);
    }

    @Test
    void noPartEndsInsideASurrogatePair() {
        String text = "访".repeat(66) + "😀" + "访".repeat(10);
        var counted = SmsSegments.of(text);
        assertThat(counted.units()).isEqualTo(78);
        assertThat(counted.parts().get(0)).isEqualTo("访".repeat(66));
        assertThat(counted.parts().get(1)).startsWith("😀");
        assertThat(String.join("", counted.parts())).isEqualTo(text);
        assertThat(SmsSegments.of("😀".repeat(35)).count()).isEqualTo(1);
        assertThat(SmsSegments.of("😀".repeat(36)).count()).isEqualTo(2);
    }

    @Test
    void oneCharacterOutsideTheAlphabetTurnsAllIntoUcs2() {
        assertThat(SmsSegments.of("a".repeat(160)).count()).isEqualTo(1);
        assertThat(SmsSegments.of("a".repeat(159) + "ç").encoding()).isEqualTo(SmsSegments.Encoding.UCS2);
        assertThat(SmsSegments.of("a".repeat(159) + "ç").count()).isEqualTo(3);
        assertThat(SmsSegments.of("a`b").encoding()).isEqualTo(SmsSegments.Encoding.UCS2);
    }

    @Test
    void theAlphabetIsWrittenAndReadBack() {
        String all = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€";
        assertThat(Gsm7.holds(all)).isTrue();
        assertThat(Gsm7.text(Gsm7.unpacked(all))).isEqualTo(all);
        assertThat(Gsm7.unpacked("@A€")).containsExactly(0, 0x41, 0x1b, 0x65);
        assertThat(Gsm7.unpacked("ÄÖÑÜ§¿à")).containsExactly(0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x7f);
    }
}
