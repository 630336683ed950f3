package org.huifang.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.huifang.telephony.CallHistory;
import org.huifang.telephony.RingBasis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What remains of a call in Asterisk's channel event log. */
class CelFileTest {
    private static final String TALK = "0198c0de-0000-7000-8000-000000000001";
    private static final String CUT = "0198c0de-0000-7000-8000-000000000002";

    @TempDir
    Path folder;

    @Test
    void aTalkIsReadWithItsRingAndWhoEndedIt() throws IOException {
        CallHistory talk = read(line("CHAN_START", "100.000000", TALK, "", "")
                        + line("ANSWER", "103.500000", TALK, "ring:101000:RINGING_180", "")
                        + line("BRIDGE_ENTER", "103.600000", TALK, "ring:101000:RINGING_180", "")
                        + line("BRIDGE_ENTER", "150.000000", TALK, "ring:101000:RINGING_180", "")
                        + hangup("190.000000", TALK, "PJSIP/trunk-1"))
                .get(TALK);
        assertThat(talk.ring()).isEqualTo(new CallHistory.Ring(Instant.ofEpochSecond(101), RingBasis.RINGING_180));
        assertThat(talk.answeredAt()).isEqualTo(Instant.ofEpochMilli(103_500));
        assertThat(talk.bridgedAt()).isEqualTo(Instant.ofEpochMilli(103_600));
        assertThat(talk.endedAt()).isEqualTo(Instant.ofEpochSecond(190));
        assertThat(talk.q850()).isEqualTo(16);
        assertThat(talk.byCustomer()).isTrue();
    }

    @Test
    void anEndOfTheAgentsSideIsNotTheCustomers() throws IOException {
        assertThat(read(hangup("190.000000", TALK, "PJSIP/agent-1")).get(TALK).byCustomer())
                .isFalse();
    }

    @Test
    void whatADyingAsteriskLeftHalfWrittenSpoilsNoOtherLine() throws IOException {
        var found = read(line("CHAN_START", "100.000000", CUT, "", "")
                + "HANGUP,101.000000," + CUT + "," + CUT + ",PJSIP/trunk-2,,\"{\"\"hangup\n"
                + "HANGUP,,"
                + "\n"
                + line("CHAN_START", "200.000000", TALK, "", "")
                + hangup("201.000000", TALK, "PJSIP/trunk-1"));
        assertThat(found.get(CUT).startedAt()).isEqualTo(Instant.ofEpochSecond(100));
        assertThat(found.get(TALK).endedAt()).isEqualTo(Instant.ofEpochSecond(201));
    }

    @Test
    void callsThatItDoesNotKnowAreLeftOut() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(new CelFile(folder.resolve("none.csv")).read(Set.of(TALK), Duration.ZERO))
                .isEmpty();
    }

    private java.util.Map<String, CallHistory> read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("cel.csv"), text);
        return new CelFile(file).read(Set.of(TALK, CUT), Duration.ZERO);
    }

    private static String line(String event, String time, String id, String userField, String extra) {
        return String.join(",", event, time, id, id, "PJSIP/trunk-1", userField, "\"" + extra + "\"") + "\n";
    }

    private static String hangup(String time, String id, String source) {
        return line(
                "HANGUP",
                time,
                id,
                "",
                "{\"\"hangupcause\"\":16,\"\"hangupsource\"\":\"\"" + source + "\"\",\"\"dialstatus\"\":\"\"\"\"}");
    }
}
