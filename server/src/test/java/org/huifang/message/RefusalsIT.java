package org.huifang.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.huifang.message.gateway.Inbound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is written to by which channel, and who is not (R42); what customers answer. */
class RefusalsIT {
    @TempDir
    Path folder;

    private MessageLab lab;
    private FakeProvider provider;
    private Path gateways;

    @BeforeEach
    void open() {
        lab = new MessageLab(folder);
        provider = new FakeProvider(lab.vertx());
        gateways = MessageLab.file(
                folder,
                "gateways.yaml",
                "gateways: {web: {channel: SMS, http: {url: 'http://127.0.0.1:" + provider.port()
                        + "/send?to={to}&text={text}'}}}");
    }

    @AfterEach
    void close() {
        provider.close();
        lab.close();
    }

    private void refuses(UUID callback, String channel) {
        lab.execute(
                "INSERT INTO customer_consent SELECT customer_id, ?, org_id, now(), 'asked', 'PERSON', now() FROM callback"
                        + " WHERE id = ?",
                channel,
                callback);
    }

    @Test
    void aStoppedNumberGetsNothingAlsoNotAtAnotherNumberOfTheCustomer() {
        UUID callback = lab.callback("stopped", MessageLab.NUMBER, "{}");
        lab.execute("UPDATE number_ledger SET stopped_at = now()");
        lab.execute("INSERT INTO number_ledger (org_id, number_key) VALUES (?, ?)", lab.org, lab.key("+8613800000002"));
        lab.execute(
                "INSERT INTO customer_phone SELECT customer_id, 2, org_id, '+8613800000002', 'MOBILE', ? FROM callback",
                lab.key("+8613800000002"));
        UUID message = lab.message(callback, "x");
        lab.room("n1", gateways);
        lab.awaitState(message, "CANCELLED");
        assertThat(provider.texts()).isEmpty();
    }

    @Test
    void aRefusedChannelIsLeftOutAndTheNextOneIsTakenUpToAPerson() {
        UUID callback = lab.callback("letters", MessageLab.NUMBER, "{\"email\":\"nonsense\"}");
        refuses(callback, "SMS");
        UUID message = lab.message(callback, "x", "SMS", "EMAIL", "LETTER");
        UUID none = lab.callback("none", "+8613800000009", "{}");
        refuses(none, "SMS");
        UUID cancelled = lab.message(none, "y", "SMS", "EMAIL");
        lab.room("n1", gateways);
        lab.awaitState(message, "TASK");
        assertThat(lab.row(message)).containsEntry("channel", "LETTER");
        lab.awaitState(cancelled, "CANCELLED");
        assertThat(provider.texts()).isEmpty();
    }

    @Test
    void whatTheProviderRefusesGoesTheNextWay() {
        provider.behaves(request -> request.response().setStatusCode(400).end("no such number"));
        UUID message = lab.message(lab.callback("visit", MessageLab.NUMBER, "{}"), "x", "SMS", "VISIT");
        lab.room("n1", gateways);
        lab.awaitState(message, "TASK");
        assertThat(lab.history(message)).containsExactly("SENDING", "REFUSED", "TASK");
    }

    @Test
    void aFixedLineIsNotWrittenTo() {
        UUID callback = lab.callback("fixed", "+862112345678", "{}");
        lab.execute("UPDATE customer_phone SET kind = 'FIXED'");
        UUID message = lab.message(callback, "x");
        lab.room("n1", gateways);
        lab.awaitState(message, "FAILED");
        assertThat((String) lab.row(message).get("problem")).contains("no mobile number");
    }

    @Test
    void whatIsTooLateExpiresAndIsReported() {
        UUID message = lab.message("late");
        lab.execute("UPDATE message_outbox SET valid_until = created_at - interval '1 second'");
        lab.room("n1", gateways);
        lab.awaitState(message, "EXPIRED");
        assertThat(provider.texts()).isEmpty();
        MessageLab.await(
                Duration.ofSeconds(15),
                () -> "an alarm",
                () -> !lab.rows("SELECT 1 FROM alarm WHERE kind = 'MESSAGE_EXPIRED' AND cleared_at IS NULL")
                        .isEmpty());
    }

    @Test
    void aStopByReplyHoldsAtOnceForTheNumberTheChannelAndWaitingCallbacks() {
        UUID callback = lab.callback("replies", MessageLab.NUMBER, "{}");
        var room = lab.room("n1", gateways);
        UUID first = lab.message(callback, "请回电");
        lab.awaitState(first, "SENT");
        lab.execute(
                "UPDATE callback SET state = 'WAITING', next_at = now(), dialable_until = now() + interval '1 day'");
        MessageLab.await(room.inbound().reply(new Inbound.Reply("web", "m1", "8613800000001", "TD")));
        MessageLab.await(room.inbound().reply(new Inbound.Reply("web", "m1", "8613800000001", "TD")));
        assertThat(lab.rows("SELECT * FROM number_ledger WHERE stopped_at IS NOT NULL"))
                .hasSize(1);
        assertThat(lab.rows("SELECT * FROM customer_consent WHERE channel = 'SMS' AND source = 'REPLY'"))
                .hasSize(1);
        assertThat(lab.rows("SELECT state, reason FROM callback").get(0))
                .containsEntry("state", "CANCELLED")
                .containsEntry("reason", "STOPPED");
        assertThat(lab.rows("SELECT * FROM message_reply"))
                .hasSize(1)
                .first()
                .satisfies(reply ->
                        assertThat(reply).containsEntry("callback_id", callback).containsEntry("meaning", "STOP"));
        assertThat(lab.rows("SELECT * FROM audit_entry WHERE action = 'number.stop'"))
                .hasSize(1);
        lab.execute("UPDATE message_outbox SET state = 'WAITING', next_try_at = created_at WHERE id = ?", first);
        lab.awaitState(first, "CANCELLED");
        assertThat(provider.texts()).hasSize(1);
    }

    @Test
    void aWishedTimeReachesTheCallbackAsItWasWritten() {
        UUID callback = lab.callback("wishes", MessageLab.NUMBER, "{}");
        var room = lab.room("n1", gateways);
        lab.awaitState(lab.message(callback, "x"), "SENT");
        MessageLab.await(room.inbound().reply(new Inbound.Reply("web", null, "+8613800000001", "周四下午三点吧")));
        MessageLab.await(room.inbound().reply(new Inbound.Reply("web", null, "13800000001", "周四下午三点吧")));
        MessageLab.await(room.inbound().reply(new Inbound.Reply("web", null, "13800000001", "谢谢")));
        MessageLab.await(room.inbound().reply(new Inbound.Reply("web", null, "nonsense", "谢谢")));
        var replies = lab.rows("SELECT text, meaning, callback_id FROM message_reply ORDER BY at");
        assertThat(replies).hasSize(2);
        assertThat(replies.get(0)).containsEntry("meaning", "TIME").containsEntry("text", "周四下午三点吧");
        assertThat(replies.get(0)).containsEntry("callback_id", callback);
        assertThat(replies.get(1)).containsEntry("meaning", "TEXT");
    }

    @Test
    void aReplyArrivesWhateverBytesTheKeyOfItsNumberHas() {
        lab.callback("wishes", MessageLab.NUMBER, "{}");
        var room = lab.room("n1", gateways);
        int numbers = 60;
        for (int i = 0; i < numbers; i++) {
            MessageLab.await(room.inbound().reply(new Inbound.Reply("web", null, "1390000" + (1000 + i), "谢谢")));
        }
        assertThat(lab.rows("SELECT id FROM message_reply")).hasSize(numbers);
    }
}
