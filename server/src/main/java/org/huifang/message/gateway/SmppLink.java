package org.huifang.message.gateway;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one session bound: binds again whenever it is lost, waiting longer each time, up to half a minute. */
final class SmppLink {
    private static final Logger log = LoggerFactory.getLogger(SmppLink.class);
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;

    private final String name;
    private final BindType type;
    private final GatewaySettings.Smpp smpp;
    private final String password;
    private final int window;
    private final MessageReceiverListener listener;
    private final ScheduledExecutorService binder;
    private volatile @Nullable SMPPSession session;
    private volatile String problem = "not bound yet";
    private volatile boolean stopped;
    private long pauseMs = FIRST_PAUSE_MS;

    SmppLink(String name, BindType type, GatewaySettings.Smpp smpp, int window, MessageReceiverListener listener) {
        this.name = name;
        this.type = type;
        this.smpp = smpp;
        this.password = SecretFile.read("smpp.password_file", smpp.passwordFile());
        this.window = window;
        this.listener = listener;
        this.binder = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "smpp-bind-" + name + "-" + as());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What the session is bound as. */
    String as() {
        return switch (type) {
            case BIND_TX -> "transmitter";
            case BIND_RX -> "receiver";
            case BIND_TRX -> "transceiver";
        };
    }

    void start() {
        binder.execute(this::bind);
    }

    /** Null while not bound. */
    @Nullable
    SMPPSession session() {
        SMPPSession current = session;
        return current != null && current.getSessionState().isBound() ? current : null;
    }

    /** Empty while bound. */
    String problem() {
        return session() == null ? as() + ": " + problem : "";
    }

    private void bind() {
        if (stopped) {
            return;
        }
        var bound = new CountDownLatch(1);
        var opened =
                new SMPPSession((host, port) -> SmppSocket.connect(host, port, Boolean.TRUE.equals(smpp.tls()), bound));
        opened.setTransactionTimer(TimeUnit.SECONDS.toMillis(Objects.requireNonNull(smpp.responseSeconds())));
        opened.setEnquireLinkTimer((int) TimeUnit.SECONDS.toMillis(Objects.requireNonNull(smpp.enquireLinkSeconds())));
        opened.setPduProcessorDegree(Math.min(4, window));
        opened.setQueueCapacity(1_000);
        opened.setMessageReceiverListener(listener);
        opened.addSessionStateListener((now, before, source) -> {
            if (now.isBound() || now == SessionState.CLOSED) {
                bound.countDown();
            }
        });
        try {
            opened.connectAndBind(
                    smpp.host(),
                    smpp.port(),
                    new BindParameter(
                            type,
                            smpp.systemId(),
                            password,
                            smpp.systemType(),
                            TypeOfNumber.UNKNOWN,
                            NumberingPlanIndicator.UNKNOWN,
                            null),
                    TimeUnit.SECONDS.toMillis(Objects.requireNonNull(smpp.responseSeconds())));
        } catch (IOException | RuntimeException e) {
            opened.close();
            String why = e.getCause() instanceof ResponseTimeoutException
                    ? "no answer to the bind within " + smpp.responseSeconds() + " s"
                    : String.valueOf(e.getMessage());
            if (!why.equals(problem)) {
                log.warn("gateway not bound gateway={} as={} why=\"{}\"", name, as(), why);
            }
            problem = why;
            again();
            return;
        } finally {
            bound.countDown();
        }
        session = opened;
        if (stopped) {
            opened.unbindAndClose();
            return;
        }
        pauseMs = FIRST_PAUSE_MS;
        log.info("gateway bound gateway={} as={}", name, as());
        opened.addSessionStateListener((now, before, source) -> {
            if (now == SessionState.CLOSED) {
                lost();
            }
        });
        if (opened.getSessionState() == SessionState.CLOSED) {
            lost();
        }
    }

    private void lost() {
        if (!stopped) {
            problem = "the session was lost";
            log.warn("gateway lost gateway={} as={}", name, as());
            again();
        }
    }

    private synchronized void again() {
        if (!binder.isShutdown()) {
            binder.schedule(this::bindIfLost, pauseMs, TimeUnit.MILLISECONDS);
            pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        }
    }

    private void bindIfLost() {
        if (session() == null) {
            bind();
        }
    }

    /** Takes up to the response time; not for an event loop. */
    void stop() {
        stopped = true;
        binder.shutdownNow();
        SMPPSession current = session;
        if (current != null) {
            current.unbindAndClose();
        }
    }
}
