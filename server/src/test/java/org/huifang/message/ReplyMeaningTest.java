package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyMeaningTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-11-25T02:00:00Z");

    private static ReplyMeaning of(String text) {
        return ReplyMeaning.of(text, SHANGHAI, NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", " stop. ", "TD", "td", "退订", "【退订】", "ＴＤ", "T", "不要打电话", "Unsubscribe!"})
    void aStopIsAStop(String text) {
        assertThat(of(text).kind()).isEqualTo(ReplyMeaning.Kind.STOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"please stop by tomorrow", "I can't stop thinking", "谢谢", "ok", ""})
    void aWordInsideASentenceIsNone(String text) {
        assertThat(of(text).kind()).isNotEqualTo(ReplyMeaning.Kind.STOP);
    }

    @ParameterizedTest
    @CsvSource({
        "明天下午3点, 2026-11-26T07:00:00Z",
        "明天下午3点半请致电, 2026-11-26T07:30:00Z",
        "11月27日15:30, 2026-11-27T07:30:00Z",
        "11月27号上午10点, 2026-11-27T02:00:00Z",
        "后天16点20分, 2026-11-27T08:20:00Z",
        "2026-11-30 09:15, 2026-11-30T01:15:00Z",
        "1月5日上午9点, 2027-01-05T01:00:00Z",
    })
    void whatLeavesNoDoubtIsRead(String text, String at) {
        assertThat(of(text).kind()).isEqualTo(ReplyMeaning.Kind.TIME);
        assertThat(of(text).wishedAt()).isEqualTo(Instant.parse(at));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "明天3点",
                "周四下午三点",
                "下周一上午",
                "11月27日上午10点或下午3点",
                "11/12 15:00",
                "13月40日15:00",
                "2026-11-20 09:15",
                "tomorrow at 3pm",
                "今天上午9点",
            })
    void whatCouldMeanSomethingElseIsLeftToAPerson(String text) {
        assertThat(of(text).kind()).isEqualTo(ReplyMeaning.Kind.TIME);
        assertThat(of(text).wishedAt()).as(text).isNull();
    }

    @Test
    void anythingElseIsText() {
        assertThat(of("谢谢，我已经解决了").kind()).isEqualTo(ReplyMeaning.Kind.TEXT);
    }
}
