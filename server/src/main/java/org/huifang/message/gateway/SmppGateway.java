package org.huifang.message.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.campaign.MessageChannel;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SMSCDeliveryReceipt;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.session.SMPPSession;
import org.jspecify.annotations.Nullable;

/**
 * A short message centre over SMPP 3.4. A response that is lost leaves a try unknown for good: query_sm wants the id that
 * the response would have brought. Messages go by the session that submits alone, whatever becomes of the other.
 */
final class SmppGateway implements Gateway {
    private static final byte WITH_HEADER = 0x40;
    /** System error, queue full, throttled, temporary application error: not taken, and that may change. */
    private static final Set<Integer> LATER = Set.of(0x08, 0x14, 0x58, 0x64);

    private final String name;
    private final GatewaySettings settings;
    private final GatewaySettings.Smpp smpp;
    private final SmppBind bind;
    private final SmppLink sending;
    /** The same as {@link #sending} where one session serves both ways; null: nothing comes in. */
    private final @Nullable SmppLink receiving;

    private final WorkerExecutor workers;
    private final AtomicInteger references = new AtomicInteger((int) (System.nanoTime() & 0xff));

    SmppGateway(Vertx vertx, String name, GatewaySettings settings, Inbound inbound) {
        this.name = name;
        this.settings = settings;
        this.smpp = Objects.requireNonNull(settings.smpp());
        this.bind = Objects.requireNonNull(smpp.bind());
        var incoming = new SmppInbound(name, smpp, inbound);
        this.sending = new SmppLink(name, bind.sending(), smpp, settings.window(), incoming);
        BindType second = bind.receiving();
        this.receiving = second != null
                ? new SmppLink(name, second, smpp, settings.window(), incoming)
                : bind.hears() ? sending : null;
        // One more than the window: so both sessions can be ended side by side.
        this.workers = vertx.createSharedWorkerExecutor("smpp-" + name, settings.window() + 1, 5, TimeUnit.MINUTES);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MessageChannel channel() {
        return MessageChannel.SMS;
    }

    @Override
    public int window() {
        return settings.window();
    }

    @Override
    public void start() {
        sending.start();
        if (receiving != null && receiving != sending) {
            receiving.start();
        }
    }

    @Override
    public boolean ready() {
        return sending.session() != null;
    }

    @Override
    public Optional<String> problem() {
        return told(sending.problem());
    }

    /** Messages still go: receipts and replies wait at the centre until the receiver is bound again. */
    @Override
    public Optional<String> deaf() {
        return receiving == null ? Optional.empty() : told(receiving.problem());
    }

    private static Optional<String> told(String problem) {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    @Override
    public Future<Submitted> submit(Outgoing message) {
        return workers.executeBlocking(() -> submitNow(message), false)
                .otherwise(failure -> new Submitted.NobodyKnows(
                        "broke off: " + failure.getClass().getSimpleName()));
    }

    private Submitted submitNow(Outgoing message) {
        SMPPSession session = sending.session();
        if (session == null) {
            return new Submitted.Later("not bound: " + sending.problem());
        }
        boolean gsm7 = smpp.defaultAlphabet() == GatewaySettings.Smpp.DefaultAlphabet.GSM7;
        SmppText.Encoded encoded = SmppText.parts(message.body(), gsm7);
        boolean many = encoded.parts().size() > 1;
        boolean payload = many && smpp.longMessages() == GatewaySettings.Smpp.LongMessages.PAYLOAD;
        if (payload) {
            encoded = SmppText.whole(message.body(), gsm7);
        }
        List<byte[]> parts =
                many && !payload ? SmppText.joined(encoded.parts(), references.incrementAndGet()) : encoded.parts();
        var ids = new ArrayList<String>();
        for (byte[] part : parts) {
            Submitted one = submitPart(session, message, part, encoded.coding(), many && !payload, payload);
            if (one instanceof Submitted.Accepted accepted) {
                ids.addAll(accepted.ids());
            } else {
                return ids.isEmpty() ? one : partly(ids.size(), parts.size(), one);
            }
        }
        // A centre may answer without an id. Of a message whose parts cannot all be spoken of nothing more is learnt.
        return new Submitted.Accepted(ids.stream().anyMatch(String::isBlank) ? List.of() : ids);
    }

    /** The customer gets a part, or may get it: the whole is never sent again by itself. */
    private static Submitted partly(int taken, int all, Submitted next) {
        return new Submitted.NobodyKnows(taken + " of " + all + " parts were taken, then: " + next);
    }

    private Submitted submitPart(
            SMPPSession session, Outgoing message, byte[] bytes, byte coding, boolean header, boolean payload) {
        SmppAddress from = SmppAddress.of(smpp.source());
        SmppAddress to = SmppAddress.of(settings.written(message.to()));
        OptionalParameter[] optional = payload
                ? new OptionalParameter[] {new OptionalParameter.Message_payload(bytes)}
                : new OptionalParameter[0];
        try {
            var result = session.submitShortMessage(
                    "",
                    from.type(),
                    from.plan(),
                    from.text(),
                    to.type(),
                    to.plan(),
                    to.text(),
                    new ESMClass(header ? WITH_HEADER : 0),
                    (byte) 0,
                    (byte) 0,
                    null,
                    null,
                    new RegisteredDelivery(
                            bind.hears() ? SMSCDeliveryReceipt.SUCCESS_FAILURE : SMSCDeliveryReceipt.DEFAULT),
                    (byte) 0,
                    new RawDataCoding(coding),
                    (byte) 0,
                    payload ? new byte[0] : bytes,
                    optional);
            // Kannel's centre gives none, and the library then says null.
            String id = Objects.requireNonNullElse(result.getMessageId(), "");
            return new Submitted.Accepted(
                    List.of(SmppReceipt.normalized(id, Objects.requireNonNull(smpp.receiptIds()))));
        } catch (NegativeResponseException e) {
            String said = "answered 0x" + Integer.toHexString(e.getCommandStatus());
            return LATER.contains(e.getCommandStatus()) ? new Submitted.Later(said) : new Submitted.Refused(said);
        } catch (PDUException e) {
            return new Submitted.Refused("cannot be written: " + e.getMessage());
        } catch (ResponseTimeoutException | InvalidResponseException | IOException e) {
            return new Submitted.NobodyKnows("no response: " + e.getClass().getSimpleName());
        }
    }

    @Override
    public Future<Void> stop() {
        Future<Void> sent = ended(sending);
        Future<Void> received = receiving == null || receiving == sending ? sent : ended(receiving);
        return Future.join(sent, received).<Void>mapEmpty().eventually(() -> workers.close());
    }

    private Future<Void> ended(SmppLink link) {
        return workers.executeBlocking(
                () -> {
                    link.stop();
                    return null;
                },
                false);
    }
}
