package org.huifang.telephony.ami;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.asteriskjava.manager.AuthenticationFailedException;
import org.asteriskjava.manager.DefaultManagerConnection;
import org.asteriskjava.manager.ManagerConnectionState;
import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.PingAction;
import org.asteriskjava.manager.event.ConnectEvent;
import org.asteriskjava.manager.event.DisconnectEvent;
import org.asteriskjava.manager.event.FullyBootedEvent;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.response.ManagerError;
import org.huifang.telephony.NotSentException;
import org.huifang.telephony.RefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one Asterisk's manager interface: logged in again and again until it holds, pinged while it is quiet. Everything
 * is sent from one thread of its own: order is kept, and no event loop ever waits.
 */
final class AmiLink {
    private static final Logger log = LoggerFactory.getLogger(AmiLink.class);
    private static final int SEND_QUEUE = 5_000;
    private static final int LOGIN_RETRY_MILLIS = 1_000;
    /** A link on which nothing came for so long is dead; pings keep a quiet one alive. */
    static final int READ_TIMEOUT_MILLIS = 6_000;

    private final AmiAddress address;
    private final Clock clock;
    private final DefaultManagerConnection connection;
    private final Consumer<Instant> up;
    private final Runnable down;
    private final Consumer<ManagerEvent> events;
    private final ExecutorService sender = oneThread("ami-send", SEND_QUEUE);
    private final AmiPing ping = new AmiPing(this::sendPing);
    private volatile boolean linked;
    private volatile boolean connected;
    private volatile @Nullable Instant pbxSince;
    private volatile boolean stopped;

    /**
     * @param up told since when Asterisk is up, once calls may be placed
     * @param down told when the link is gone and was not stopped by us
     * @param events told every other event, on the library's thread
     */
    AmiLink(AmiAddress address, Clock clock, Consumer<Instant> up, Runnable down, Consumer<ManagerEvent> events) {
        this.address = address;
        this.clock = clock;
        this.up = up;
        this.down = down;
        this.events = events;
        this.connection =
                new DefaultManagerConnection(address.host(), address.port(), address.user(), address.secret());
        connection.setSocketTimeout(5_000);
        connection.setSocketReadTimeout(READ_TIMEOUT_MILLIS);
        connection.setDefaultResponseTimeout(5_000);
        connection.setDefaultEventTimeout(10_000);
        List.of(HangupEvent.class, HuifangIdleEvent.class, HuifangLostEvent.class, HuifangRingsEvent.class)
                .forEach(connection::registerUserEventClass);
        connection.addEventListener(this::onEvent);
    }

    void start() {
        sender.execute(this::login);
        ping.start();
    }

    void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        linked = false;
        ping.stop();
        sender.execute(() -> {
            if (connection.getState() == ManagerConnectionState.CONNECTED
                    || connection.getState() == ManagerConnectionState.RECONNECTING) {
                connection.logoff();
            }
        });
        sender.shutdown();
    }

    boolean up() {
        return linked;
    }

    /** @return done when Asterisk has taken it; failed with {@link NotSentException} when it certainly never left */
    Future<Void> send(ManagerAction action) {
        return send(action, System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    }

    Future<Void> send(ManagerAction action, long notAfterNanos) {
        Promise<Void> taken = Promise.promise();
        try {
            sender.execute(() -> sendNow(action, notAfterNanos, taken));
        } catch (RejectedExecutionException e) {
            taken.fail("AMI's send queue is full or closed");
        }
        return taken.future();
    }

    private void sendNow(ManagerAction action, long notAfterNanos, Promise<Void> taken) {
        if (connection.getState() != ManagerConnectionState.CONNECTED) {
            taken.fail(new NotSentException("AMI is not connected"));
            return;
        }
        if (System.nanoTime() - notAfterNanos > 0) {
            taken.fail(new NotSentException("it waited too long to be sent"));
            return;
        }
        try {
            connection.sendAction(action, response -> {
                if (response == null) {
                    taken.tryFail("the link went down before Asterisk answered");
                } else if (response instanceof ManagerError) {
                    taken.tryFail(new RefusedException(action.getAction() + ": " + response.getMessage()));
                } else {
                    taken.tryComplete();
                }
            });
        } catch (IOException | IllegalStateException e) {
            taken.tryFail(e);
        }
    }

    /** A question with an answer of its own, which may block this link's thread. */
    interface Question<T> {
        T ask(DefaultManagerConnection connection) throws Exception;
    }

    <T> Future<T> ask(Question<T> question) {
        return on(sender, () -> question.ask(connection));
    }

    static <T> Future<T> on(ExecutorService thread, Callable<T> work) {
        Promise<T> done = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    done.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.fail("AMI's send queue is full or closed");
        }
        return done.future();
    }

    static ExecutorService oneThread(String name, int queue) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private void login() {
        while (!stopped) {
            try {
                connection.login();
                return;
            } catch (AuthenticationFailedException e) {
                log.error(
                        "AMI refuses the login address={} user={} remedy=\"check asterisk.user and the file of asterisk.secret_file"
                                + " against manager.conf\"",
                        address,
                        address.user());
            } catch (IOException | TimeoutException | IllegalStateException e) {
                log.warn(
                        "AMI not reached address={} why=\"{}\" remedy=\"is Asterisk running, and is this its AMI port?\"",
                        address,
                        e.getMessage());
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOGIN_RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private void onEvent(ManagerEvent event) {
        if (event instanceof ConnectEvent) {
            connected = true;
            upWhenReady();
        } else if (event instanceof FullyBootedEvent booted) {
            // In whole seconds; one second later is on the safe side.
            Instant here = clock.instant();
            Instant since = here.minusSeconds(booted.getUptime()).plusSeconds(1);
            pbxSince = since.isAfter(here) ? here : since;
            upWhenReady();
        } else if (event instanceof DisconnectEvent) {
            linked = false;
            connected = false;
            pbxSince = null;
            if (!stopped) {
                log.warn("AMI link down address={}", address);
                down.run();
            }
        } else {
            events.accept(event);
        }
    }

    /** Logged in, and Asterisk has started all of itself: only then may calls be placed. */
    private synchronized void upWhenReady() {
        Instant since = pbxSince;
        if (connected && since != null && !linked) {
            linked = true;
            log.info("AMI link up address={} pbx_since={}", address, since);
            sender.execute(() -> AmiVersion.ask(connection));
            up.accept(since);
        }
    }

    private void sendPing() {
        if (linked) {
            send(new PingAction());
        }
    }
}
