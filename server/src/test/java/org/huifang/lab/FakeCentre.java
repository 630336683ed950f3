package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.util.MessageId;
import org.jspecify.annotations.Nullable;

/** A short message centre over SMPP that remembers what reached it and behaves as the test wants. */
public final class FakeCentre implements AutoCloseable {
    /** One short message that was submitted. */
    public record Taken(String id, String to, byte coding, byte esmClass, boolean receiptWanted, byte[] bytes) {}

    /** What it does with a submission. */
    public enum Behaviour {
        TAKES,
        REFUSES,
        THROTTLES,
        TAKES_AND_DROPS_THE_LINK,
        TAKES_AND_HANGS
    }

    private static final byte RECEIPT = 0x04;
    private static final int HANG_MS = 6_000;

    private final SMPPServerSessionListener listener;
    private final int port;
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong(1_000);
    private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = Behaviour.TAKES;
    private volatile boolean closed;
    private volatile boolean away;
    private final Set<BindType> refused = ConcurrentHashMap.newKeySet();

    public FakeCentre() {
        try {
            port = freePort(); // The library tells the port it was given, not the one it got.
            listener = new SMPPServerSessionListener(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var accepting = new Thread(this::accept, "fake-centre");
        accepting.setDaemon(true);
        accepting.start();
    }

    public int port() {
        return port;
    }

    public void behaves(Behaviour how) {
        behaviour = how;
    }

    public List<Taken> taken() {
        return taken;
    }

    public boolean hasSession() {
        return sessions.stream().anyMatch(session -> session.getSessionState().isTransmittable());
    }

    /** How it is bound at the moment, by name and in order. */
    public List<String> bound() {
        return sessions.stream()
                .map(session -> session.getSessionState())
                .filter(SessionState::isBound)
                .map(SessionState::name)
                .sorted()
                .toList();
    }

    /** From now on nobody may bind so, or may again. */
    public void refuses(BindType type, boolean now) {
        if (now) {
            refused.add(type);
        } else {
            refused.remove(type);
        }
    }

    /** The line of those who are bound so is cut. */
    public void cut(SessionState bound) {
        sessions.stream().filter(session -> session.getSessionState() == bound).forEach(SMPPServerSession::close);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                SMPPServerSession session = listener.accept();
                var binding = new Thread(() -> bind(session), "fake-centre-bind");
                binding.setDaemon(true);
                binding.start();
            } catch (IOException e) {
                if (!closed) {
                    System.err.println("fake centre: " + e);
                }
            }
        }
    }

    private void bind(SMPPServerSession session) {
        if (away) {
            session.close();
            return;
        }
        session.setMessageReceiverListener(receiver());
        try {
            BindRequest request = session.waitForBind(5_000);
            if (refused.contains(request.getBindType())) {
                request.reject(SMPPConstant.STAT_ESME_RBINDFAIL);
                session.close();
                return;
            }
            request.accept("centre");
            sessions.add(session);
        } catch (IOException | TimeoutException | RuntimeException e) {
            if (!closed) {
                System.err.println("fake centre: " + e);
            }
        } catch (org.jsmpp.PDUStringException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerMessageReceiverListener receiver() {
        return (ServerMessageReceiverListener) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServerMessageReceiverListener.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("onAcceptSubmitSm")) {
                        return submitted((SubmitSm) args[0], (SMPPServerSession) args[1]);
                    }
                    if (method.getName().equals("onAcceptEnquireLink")) {
                        return null; // Answered by the library.
                    }
                    throw new ProcessRequestException("not here", SMPPConstant.STAT_ESME_RINVCMDID);
                });
    }

    private SubmitSmResult submitted(SubmitSm sm, SMPPServerSession session) throws Exception {
        Behaviour now = behaviour;
        if (now == Behaviour.REFUSES) {
            throw new ProcessRequestException("no", SMPPConstant.STAT_ESME_RINVDSTADR);
        }
        if (now == Behaviour.THROTTLES) {
            throw new ProcessRequestException("slowly", SMPPConstant.STAT_ESME_RTHROTTLED);
        }
        String id = Long.toString(ids.incrementAndGet());
        byte[] bytes = sm.getShortMessage();
        if ((bytes == null || bytes.length == 0)
                && sm.getOptionalParameter(OptionalParameter.Tag.MESSAGE_PAYLOAD)
                        instanceof OptionalParameter.OctetString payload) {
            bytes = payload.getValue();
        }
        taken.add(new Taken(
                id, sm.getDestAddress(), sm.getDataCoding(), sm.getEsmClass(), sm.getRegisteredDelivery() != 0, bytes));
        if (now == Behaviour.TAKES_AND_DROPS_THE_LINK) {
            session.close();
            throw new ProcessRequestException("gone", SMPPConstant.STAT_ESME_RSYSERR);
        }
        if (now == Behaviour.TAKES_AND_HANGS) {
            Thread.sleep(HANG_MS);
        }
        return new SubmitSmResult(new MessageId(id), new OptionalParameter[0]);
    }

    /** Tells what became of a message. @param state as DELIVRD, UNDELIV, EXPIRED */
    public void receipt(String id, String state) {
        String text = "id:" + id + " sub:001 dlvrd:001 submit date:2611251000 done date:2611251001 stat:" + state
                + " err:000 text:x";
        deliver("8613800000001", RECEIPT, (byte) 0, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** A customer writes; in UCS-2. */
    public void reply(String from, String text) {
        deliver(from, (byte) 0, (byte) 8, text.getBytes(java.nio.charset.StandardCharsets.UTF_16BE));
    }

    private void deliver(String from, byte esmClass, byte coding, byte[] bytes) {
        SMPPServerSession session = current();
        try {
            if (session == null) {
                throw new IllegalStateException("nobody is bound");
            }
            session.deliverShortMessage(
                    "",
                    TypeOfNumber.INTERNATIONAL,
                    NumberingPlanIndicator.ISDN,
                    from,
                    TypeOfNumber.UNKNOWN,
                    NumberingPlanIndicator.UNKNOWN,
                    "10690",
                    new ESMClass(esmClass),
                    (byte) 0,
                    (byte) 0,
                    new RegisteredDelivery(0),
                    new RawDataCoding(coding),
                    bytes);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable SMPPServerSession current() {
        return sessions.stream()
                .filter(session -> session.getSessionState().isReceivable())
                .reduce((a, b) -> b)
                .orElse(null);
    }

    /** While away, nobody can bind. */
    public void away(boolean now) {
        away = now;
    }

    /** The line to whoever is bound is cut. */
    public void cut() {
        sessions.forEach(SMPPServerSession::close);
    }

    @Override
    public void close() {
        closed = true;
        cut();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
