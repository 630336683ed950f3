package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.huifang.lab.FakeCentre;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short message centre that refuses, throttles, hangs or drops the link: never two messages, always a truthful state. */
class SmppGatewayIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private MessageLab lab;
    private FakeCentre centre;

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
        centre = new FakeCentre();
    }

    @AfterEach
    void close() {
        lab.close();
        centre.close();
    }

    private void start(String more) {
        MessageLab.file(folder, "smpp.password", "bar\n");
        lab.room("n1", MessageLab.file(folder, "gateways.yaml", """
                gateways:
                  centre:
                    channel: SMS
                    smpp:
                      host: 127.0.0.1
                      port: %d
                      system_id: foo
                      password_file: %s
                      source: "10690"
                      response_seconds: 2
                %s""".formatted(
                        centre.port(), folder.resolve("smpp.password"), more.indent(6))));
        MessageLab.await(SOON, () -> "bound", centre::hasSession);
    }

    @Test
    void chineseGoesAsUcs2AndTheReceiptMakesItDelivered() {
        start("");
        var message = lab.message(lab.callback("a", MessageLab.NUMBER, "{}"), "尊敬的客户，请致电4001234567。😀");
        lab.awaitState(message, "SENT");
        var taken = centre.taken().get(0);
        assertThat(taken.to()).isEqualTo("8613800000001");
        assertThat(taken.coding()).isEqualTo((byte) 8);
        assertThat(new String(taken.bytes(), StandardCharsets.UTF_16BE)).isEqualTo("尊敬的客户，请致电4001234567。😀");
        centre.receipt(taken.id(), "DELIVRD");
        lab.awaitState(message, "DELIVERED");
    }

    @Test
    void lettersGoInTheGsmAlphabet() {
        start("");
        var message = lab.message("Price: 5€ [net] @home");
        lab.awaitState(message, "SENT");
        assertThat(centre.taken().get(0).coding()).isEqualTo((byte) 0);
        assertThat(Gsm7.text(centre.taken().get(0).bytes())).isEqualTo("Price: 5€ [net] @home");
    }

    @Test
    void aLongTextGoesInPartsThatThePhoneJoinsAndIsDeliveredWhenAllAre() {
        start("");
        String text = "访".repeat(66) + "😀" + "问".repeat(80);
        var message = lab.message(text);
        lab.awaitState(message, "SENT");
        var parts = centre.taken();
        assertThat(parts).hasSize(3);
        var joined = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            byte[] bytes = parts.get(i).bytes();
            assertThat(bytes).hasSizeLessThanOrEqualTo(140);
            assertThat(parts.get(i).esmClass() & 0x40).isEqualTo(0x40);
            assertThat(Arrays.copyOf(bytes, 3)).containsExactly(5, 0, 3);
            assertThat(bytes[4]).isEqualTo((byte) 3);
            assertThat(bytes[5]).isEqualTo((byte) (i + 1));
            joined.append(new String(bytes, 6, bytes.length - 6, StandardCharsets.UTF_16BE));
        }
        assertThat(joined.toString()).isEqualTo(text);
        assertThat(lab.row(message)).containsEntry("segments", 3);
        centre.receipt(parts.get(1).id(), "DELIVRD");
        centre.receipt(parts.get(0).id(), "DELIVRD");
        assertThat(lab.state(message)).isEqualTo("SENT");
        centre.receipt(parts.get(2).id(), "DELIVRD");
        lab.awaitState(message, "DELIVERED");
    }

    @Test
    void aLongTextCanGoAsOnePayload() {
        start("long_messages: PAYLOAD");
        String text = "访".repeat(200);
        var message = lab.message(text);
        lab.awaitState(message, "SENT");
        assertThat(centre.taken()).hasSize(1);
        assertThat(new String(centre.taken().get(0).bytes(), StandardCharsets.UTF_16BE))
                .isEqualTo(text);
        centre.receipt(centre.taken().get(0).id(), "EXPIRED");
        lab.awaitState(message, "EXPIRED");
    }

    @Test
    void refusedIsFailedAndThrottledIsTriedAgain() {
        start("");
        centre.behaves(FakeCentre.Behaviour.REFUSES);
        var refused = lab.message("refused");
        lab.awaitState(refused, "FAILED");
        centre.behaves(FakeCentre.Behaviour.THROTTLES);
        var throttled = lab.message("throttled");
        MessageLab.await(SOON, () -> "tried", () -> lab.history(throttled).contains("NOT_TAKEN"));
        assertThat(lab.state(throttled)).isEqualTo("WAITING");
        centre.behaves(FakeCentre.Behaviour.TAKES);
        lab.hurry(throttled);
        lab.awaitState(throttled, "SENT");
        assertThat(centre.taken()).hasSize(1);
    }

    @Test
    void aLinkThatDropsBetweenSubmitAndResponseLeavesItUnknownAndItIsNeverSentAgain() throws InterruptedException {
        start("");
        centre.behaves(FakeCentre.Behaviour.TAKES_AND_DROPS_THE_LINK);
        var dropped = lab.message("dropped");
        lab.awaitState(dropped, "UNKNOWN");
        centre.behaves(FakeCentre.Behaviour.TAKES_AND_HANGS);
        MessageLab.await(SOON, () -> "bound again", centre::hasSession);
        var hung = lab.message("hung");
        lab.awaitState(hung, "UNKNOWN");
        centre.behaves(FakeCentre.Behaviour.TAKES);
        TimeUnit.SECONDS.sleep(3);
        assertThat(centre.taken()).hasSize(2);
        var next = lab.message("goes on");
        lab.awaitState(next, "SENT");
    }

    @Test
    void whileNothingIsBoundMessagesWaitAndThenGoOnce() throws InterruptedException {
        start("");
        centre.away(true);
        centre.cut();
        MessageLab.await(
                SOON,
                () -> "an alarm",
                () -> !lab.rows("SELECT 1 FROM alarm WHERE kind = 'GATEWAY_DOWN' AND cleared_at IS NULL")
                        .isEmpty());
        var message = lab.message("waits");
        TimeUnit.SECONDS.sleep(2);
        assertThat(lab.history(message)).as("untried").isEmpty();
        centre.away(false);
        lab.awaitState(message, "SENT");
        assertThat(lab.history(message)).containsExactly("SENDING", "SENT");
        assertThat(centre.taken()).hasSize(1);
    }

    @Test
    void whatCustomersWriteArrivesAndAStopHolds() {
        start("");
        var callback = lab.callback("r", MessageLab.NUMBER, "{}");
        lab.awaitState(lab.message(callback, "请回电"), "SENT");
        centre.reply("8613800000001", "退订");
        assertThat(lab.rows("SELECT * FROM message_reply WHERE callback_id = ? AND meaning = 'STOP'", callback))
                .hasSize(1);
        assertThat(lab.rows("SELECT * FROM number_ledger WHERE stopped_at IS NOT NULL"))
                .hasSize(1);
    }

    @Test
    void idsInHexMeetReceiptsInDecimal() {
        start("receipt_ids: DECIMAL_OF_HEX");
        var message = lab.message("hex");
        lab.awaitState(message, "SENT");
        centre.receipt(String.valueOf(Long.parseLong(centre.taken().get(0).id(), 16)), "UNDELIV");
        lab.awaitState(message, "FAILED");
    }
}
