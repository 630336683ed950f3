package org.huifang.message.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one session bound: binds again whenever it is lost, waiting longer each time, up to half a minute. */
final class SmppLink {
    private static final Logger log = LoggerFactory.getLogger(SmppLink.class);
    private static final int CONNECT_MS = 5_000;
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;

    private final String name;
    private final GatewaySettings.Smpp smpp;
    private final String password;
    private final int window;
    private final MessageReceiverListener listener;
    private final ScheduledExecutorService binder;
    private volatile @Nullable SMPPSession session;
    private volatile String problem = "not bound yet";
    private volatile boolean stopped;
    private long pauseMs = FIRST_PAUSE_MS;

    SmppLink(String name, GatewaySettings.Smpp smpp, int window, MessageReceiverListener listener) {
        this.name = name;
        this.smpp = smpp;
        this.password = SecretFile.read("smpp.password_file", smpp.passwordFile());
        this.window = window;
        this.listener = listener;
        this.binder = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "smpp-bind-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        binder.execute(this::bind);
    }

    /** Null while not bound. */
    @Nullable
    SMPPSession session() {
        SMPPSession current = session;
        return current != null && current.getSessionState().isTransmittable() ? current : null;
    }

    String problem() {
        return session() == null ? problem : "";
    }

    private void bind() {
        if (stopped) {
            return;
        }
        var opened = new SMPPSession(this::connect);
        opened.setTransactionTimer(TimeUnit.SECONDS.toMillis(Objects.requireNonNull(smpp.responseSeconds())));
        opened.setEnquireLinkTimer((int) TimeUnit.SECONDS.toMillis(Objects.requireNonNull(smpp.enquireLinkSeconds())));
        opened.setPduProcessorDegree(Math.min(4, window));
        opened.setQueueCapacity(1_000);
        opened.setMessageReceiverListener(listener);
        try {
            opened.connectAndBind(
                    smpp.host(),
                    smpp.port(),
                    new BindParameter(
                            BindType.BIND_TRX,
                            smpp.systemId(),
                            password,
                            smpp.systemType(),
                            TypeOfNumber.UNKNOWN,
                            NumberingPlanIndicator.UNKNOWN,
                            null),
                    TimeUnit.SECONDS.toMillis(Objects.requireNonNull(smpp.responseSeconds())));
        } catch (IOException | RuntimeException e) {
            opened.close();
            String why = String.valueOf(e.getMessage());
            if (!why.equals(problem)) {
                log.warn("gateway not bound gateway={} why=\"{}\"", name, why);
            }
            problem = why;
            again();
            return;
        }
        session = opened;
        pauseMs = FIRST_PAUSE_MS;
        log.info("gateway bound gateway={}", name);
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
            log.warn("gateway lost gateway={}", name);
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

    private Connection connect(String host, int port) throws IOException {
        Socket socket =
                Boolean.TRUE.equals(smpp.tls()) ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
            if (socket instanceof SSLSocket tls) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.setSoTimeout(CONNECT_MS);
                tls.startHandshake();
            }
            return new SocketConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
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
