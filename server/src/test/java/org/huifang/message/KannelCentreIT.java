package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.lab.DriveSmpp;
import org.huifang.lab.Pdu;
import org.huifang.lab.PduPipe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our gateway speaks SMPP 3.4 with Kannel's own SMPP code: what we write it reads, what it writes we read. */
class KannelCentreIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private MessageLab lab;
    private DriveSmpp centre;
    private PduPipe pipe;

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
        centre = DriveSmpp.start(folder.resolve("centre"), 3);
        pipe = new PduPipe(centre.port());
    }

    @AfterEach
    void close() {
        lab.close();
        pipe.close();
        centre.close();
    }

    private void start(String bind) {
        MessageLab.file(folder, "smpp.password", "bar\n");
        lab.room("n1", MessageLab.file(folder, "gateways.yaml", """
                gateways:
                  centre:
                    channel: SMS
                    smpp:
                      host: 127.0.0.1
                      port: %d
                      bind: %s
                      system_id: foo
                      password_file: %s
                      source: "10690"
                      response_seconds: 2
                      enquire_link_seconds: 1
                """.formatted(
                        pipe.port(), bind, folder.resolve("smpp.password"))));
    }

    @Test
    void whatWeSubmitIsReadByKannelAndWhatItDeliversIsAnswered() {
        start("TRANSMITTER_AND_RECEIVER");
        var letters = lab.message("Please call 4001234567 once");
        lab.awaitState(letters, "SENT");
        var chinese = lab.message("尊敬的客户，请致电");
        lab.awaitState(chinese, "SENT");
        assertThat(centre.submitted())
                .containsExactly(
                        "Please call 4001234567 once",
                        new String("尊敬的客户，请致电".getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
        assertThat(lab.history(letters)).containsExactly("SENDING", "SENT");
        assertThat(lab.rows("SELECT 1 FROM message_part")).as("it gives no ids").isEmpty();

        MessageLab.await(SOON, () -> "its three messages are answered", () -> centre.handled("deliver_sm_resp") == 3);
        assertThat(pipe.fromClient(Pdu.answerTo(Pdu.DELIVER_SM))).hasSize(3).allMatch(pdu -> pdu.status() == 0);
        MessageLab.await(
                SOON,
                () -> "links are asked after, both ways",
                () -> centre.handled("enquire_link") >= 2 && centre.handled("enquire_link_resp") == 3);
        assertThat(centre.alive()).isTrue();
        assertThat(centre.said()).doesNotContain("PDU unpacking failed", "Unhandled SMPP PDU", "PANIC");
    }

    @Test
    void aCentreKilledBetweenMessagesIsBoundAgainAndNothingGoesTwice() throws InterruptedException {
        start("TRANSMITTER_AND_RECEIVER");
        var first = lab.message("first");
        lab.awaitState(first, "SENT");
        centre.kill();
        awaitDown();
        var waits = lab.message("waits");
        TimeUnit.SECONDS.sleep(2);
        assertThat(lab.history(waits)).as("untried").isEmpty();
        centre.run(0);
        lab.awaitState(waits, "SENT");

        pipe.answers(pdu -> pdu.command() == Pdu.answerTo(Pdu.SUBMIT_SM) ? List.of() : List.of(pdu));
        var lost = lab.message("answer lost");
        MessageLab.await(SOON, () -> "read", () -> centre.submitted().contains("answer lost"));
        centre.kill();
        lab.awaitState(lost, "UNKNOWN");
        pipe.answers(List::of);
        centre.run(0);
        var last = lab.message("last");
        lab.awaitState(last, "SENT");
        TimeUnit.SECONDS.sleep(2);
        assertThat(centre.submitted()).containsExactly("first", "waits", "answer lost", "last");
        assertThat(lab.history(lost)).containsExactly("SENDING", "UNKNOWN");
        assertThat(lab.history(waits)).containsExactly("SENDING", "SENT");
    }

    @Test
    void aTransceiverIsNotAnsweredSoThatMessagesWaitUntriedAndAnAlarmTells() throws InterruptedException {
        start("TRANSCEIVER");
        awaitDown();
        var message = lab.message("waits");
        TimeUnit.SECONDS.sleep(2);
        assertThat(lab.history(message)).isEmpty();
        assertThat(centre.said()).contains("bind_transceiver");
        assertThat(centre.submitted()).isEmpty();
    }

    private void awaitDown() {
        MessageLab.await(
                SOON,
                () -> "an alarm",
                () -> !lab.rows("SELECT 1 FROM alarm WHERE kind = 'GATEWAY_DOWN' AND cleared_at IS NULL")
                        .isEmpty());
    }
}
