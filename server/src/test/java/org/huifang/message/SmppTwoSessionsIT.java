package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.lab.FakeCentre;
import org.huifang.lab.Pdu;
import org.huifang.lab.PduPipe;
import org.jsmpp.bean.BindType;
import org.jsmpp.extra.SessionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bound in two sessions: each is lost, refused, hangs and comes back by itself, and the other goes on truthfully. */
class SmppTwoSessionsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private MessageLab lab;
    private FakeCentre centre;
    private PduPipe pipe;

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
        centre = new FakeCentre();
        pipe = new PduPipe(centre.port());
    }

    @AfterEach
    void close() {
        lab.close();
        pipe.close();
        centre.close();
    }

    private MessageRoom start(String bind) {
        MessageLab.file(folder, "smpp.password", "bar\n");
        return lab.room("n1", MessageLab.file(folder, "gateways.yaml", """
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

    private MessageRoom startBoth() {
        MessageRoom room = start("TRANSMITTER_AND_RECEIVER");
        awaitBoth();
        return room;
    }

    private void awaitBoth() {
        MessageLab.await(
                SOON,
                () -> "both; now " + centre.bound(),
                () -> centre.bound().equals(List.of("BOUND_RX", "BOUND_TX")));
    }

    private void awaitAlarm(String kind, boolean open) {
        MessageLab.await(
                SOON,
                () -> kind + " " + open,
                () -> open
                        == !lab.rows("SELECT 1 FROM alarm WHERE kind = ? AND cleared_at IS NULL", kind)
                                .isEmpty());
    }

    @Test
    void oneSessionSubmitsAndTheOtherBringsReceiptsAndReplies() {
        MessageRoom room = startBoth();
        var callback = lab.callback("r", MessageLab.NUMBER, "{}");
        var message = lab.message(callback, "请回电");
        lab.awaitState(message, "SENT");
        assertThat(centre.taken().get(0).receiptWanted()).isTrue();
        centre.receipt(centre.taken().get(0).id(), "DELIVRD");
        lab.awaitState(message, "DELIVERED");
        centre.reply("8613800000001", "退订");
        assertThat(lab.rows("SELECT 1 FROM message_reply WHERE callback_id = ? AND meaning = 'STOP'", callback))
                .hasSize(1);
        MessageLab.await(room.drain());
        lab.stop(room);
        assertThat(pipe.fromClient(Pdu.UNBIND)).as("both take their leave").hasSize(2);
        MessageLab.await(
                SOON,
                () -> "none bound; now " + centre.bound(),
                () -> centre.bound().isEmpty());
    }

    @Test
    void withoutItsReceiverMessagesGoOnAndReceiptsComeWhenItIsBack() {
        startBoth();
        centre.refuses(BindType.BIND_RX, true);
        centre.cut(SessionState.BOUND_RX);
        awaitAlarm("GATEWAY_DEAF", true);
        var message = lab.message("nobody hears");
        lab.awaitState(message, "SENT");
        assertThat(lab.rows("SELECT 1 FROM alarm WHERE kind = 'GATEWAY_DOWN' AND cleared_at IS NULL"))
                .as("messages go")
                .isEmpty();
        centre.refuses(BindType.BIND_RX, false);
        awaitBoth();
        centre.receipt(centre.taken().get(0).id(), "DELIVRD");
        lab.awaitState(message, "DELIVERED");
        awaitAlarm("GATEWAY_DEAF", false);
        assertThat(centre.taken()).hasSize(1);
    }

    @Test
    void withoutItsTransmitterMessagesWaitUntriedAndReceiptsStillCome() throws InterruptedException {
        startBoth();
        var before = lab.message("before");
        lab.awaitState(before, "SENT");
        centre.refuses(BindType.BIND_TX, true);
        centre.cut(SessionState.BOUND_TX);
        awaitAlarm("GATEWAY_DOWN", true);
        var waits = lab.message("waits");
        centre.receipt(centre.taken().get(0).id(), "DELIVRD");
        lab.awaitState(before, "DELIVERED");
        TimeUnit.SECONDS.sleep(2);
        assertThat(lab.history(waits)).as("untried").isEmpty();
        assertThat(lab.rows("SELECT 1 FROM alarm WHERE kind = 'GATEWAY_DEAF' AND cleared_at IS NULL"))
                .isEmpty();
        centre.refuses(BindType.BIND_TX, false);
        lab.awaitState(waits, "SENT");
        assertThat(lab.history(waits)).containsExactly("SENDING", "SENT");
        assertThat(centre.taken()).hasSize(2);
        awaitAlarm("GATEWAY_DOWN", false);
    }

    @Test
    void aTransmitterLostBeforeItsAnswerLeavesUnknownAndAReceiverLostThenChangesNothing() throws InterruptedException {
        startBoth();
        centre.behaves(FakeCentre.Behaviour.TAKES_AND_DROPS_THE_LINK);
        var dropped = lab.message("dropped");
        lab.awaitState(dropped, "UNKNOWN");
        assertThat(centre.bound()).as("the receiver lives").contains("BOUND_RX");
        centre.behaves(FakeCentre.Behaviour.TAKES);
        awaitBoth();
        pipe.answers(pdu -> {
            if (pdu.command() == Pdu.answerTo(Pdu.SUBMIT_SM)) {
                centre.cut(SessionState.BOUND_RX);
            }
            return List.of(pdu);
        });
        var other = lab.message("the other session drops");
        lab.awaitState(other, "SENT");
        pipe.answers(List::of);
        awaitBoth();
        centre.receipt(centre.taken().get(1).id(), "DELIVRD");
        lab.awaitState(other, "DELIVERED");
        TimeUnit.SECONDS.sleep(2);
        assertThat(lab.history(dropped)).containsExactly("SENDING", "UNKNOWN");
        assertThat(centre.taken()).as("nothing twice").hasSize(2);
    }

    @Test
    void refusedThrottledAndAnsweredTwiceAreToldApart() {
        startBoth();
        pipe.answers(pdu -> pdu.command() == Pdu.answerTo(Pdu.SUBMIT_SM) ? List.of(pdu, pdu) : List.of(pdu));
        centre.behaves(FakeCentre.Behaviour.REFUSES);
        var refused = lab.message("refused");
        lab.awaitState(refused, "FAILED");
        centre.behaves(FakeCentre.Behaviour.THROTTLES);
        var throttled = lab.message("throttled");
        MessageLab.await(SOON, () -> "tried", () -> lab.history(throttled).contains("NOT_TAKEN"));
        centre.behaves(FakeCentre.Behaviour.TAKES);
        lab.hurry(throttled);
        lab.awaitState(throttled, "SENT");
        var next = lab.message("next");
        lab.awaitState(next, "SENT");
        assertThat(centre.taken()).hasSize(2);
        centre.receipt(centre.taken().get(1).id(), "DELIVRD");
        centre.receipt(centre.taken().get(1).id(), "DELIVRD");
        lab.awaitState(next, "DELIVERED");
        assertThat(lab.state(throttled)).isEqualTo("SENT");
    }

    @Test
    void aSessionThatHangsIsGivenUpAndBoundAgainWhileTheOtherWorks() {
        startBoth();
        pipe.freeze(Pdu.BIND_RECEIVER);
        awaitAlarm("GATEWAY_DEAF", true);
        lab.awaitState(lab.message("while the receiver hangs"), "SENT");
        pipe.freeze(Pdu.BIND_TRANSMITTER);
        awaitAlarm("GATEWAY_DOWN", true);
        awaitAlarm("GATEWAY_DEAF", false);
        var waits = lab.message("while the transmitter hangs");
        pipe.freeze(0);
        lab.awaitState(waits, "SENT");
        assertThat(centre.taken()).hasSize(2);
    }

    @Test
    void aTransmitterAloneAsksForNoReceiptAndSaysSentAtMost() {
        start("TRANSMITTER");
        MessageLab.await(SOON, () -> "bound", centre::hasSession);
        var message = lab.message("one way");
        lab.awaitState(message, "SENT");
        assertThat(centre.taken().get(0).receiptWanted()).isFalse();
        assertThat(centre.bound()).containsExactly("BOUND_TX");
        assertThat(lab.rows("SELECT 1 FROM alarm WHERE kind LIKE 'GATEWAY%' AND cleared_at IS NULL"))
                .isEmpty();
    }
}
