package org.huifang.telephony.ami;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
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
import org.asteriskjava.manager.event.ConnectEvent;
import org.asteriskjava.manager.event.DisconnectEvent;
import org.asteriskjava.manager.event.FullyBootedEvent;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.response.ManagerError;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.CallHistory;
import org.huifang.telephony.CallOrder;
import org.huifang.telephony.LiveChannel;
import org.huifang.telephony.NotSentException;
import org.huifang.telephony.PutThrough;
import org.huifang.telephony.RefusedException;
import org.huifang.telephony.RingBasis;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Asterisk over AMI. Everything is sent from one thread of its own: order is kept, and no event loop ever waits. */
public final class AmiTelephony implements Telephony {
    private static final Logger log = LoggerFactory.getLogger(AmiTelephony.class);
    private static final String CHANNEL_NAME = "[A-Za-z0-9/_-]{3,100}";
    private static final int SEND_QUEUE = 5_000;
    private static final int LOGIN_RETRY_MILLIS = 1_000;
    /** A link on which nothing came for so long is dead; pings keep a quiet one alive. */
    static final int READ_TIMEOUT_MILLIS = 6_000;

    private final AmiAddress address;
    private final Clock clock;
    private final DefaultManagerConnection connection;
    private final RungChannels rung = new RungChannels();
    private final AmiEvents events;
    private final CelFile celFile;
    private final ExecutorService sender;
    private final ExecutorService fileReader;
    private final AmiPing ping;
    private final RingWatch ringWatch;
    private volatile Consumer<CallEvent> listener = event -> {};
    private volatile boolean linked;
    private volatile boolean connected;
    private volatile @Nullable Instant pbxSince;
    private volatile boolean stopped;

    /**
     * @param node this server's name
     * @param celFile the file that dialplan/etc/cel_custom.conf names, as this server sees it
     */
    public AmiTelephony(String node, AmiAddress address, Path celFile, Clock clock) {
        this.ringWatch = new RingWatch(node, this::send);
        this.celFile = new CelFile(celFile);
        this.address = address;
        this.clock = clock;
        this.events = new AmiEvents(clock, rung);
        this.connection =
                new DefaultManagerConnection(address.host(), address.port(), address.user(), address.secret());
        connection.setSocketTimeout(5_000);
        connection.setSocketReadTimeout(READ_TIMEOUT_MILLIS);
        connection.setDefaultResponseTimeout(5_000);
        connection.setDefaultEventTimeout(10_000);
        List.of(HangupEvent.class, HuifangIdleEvent.class, HuifangLostEvent.class, HuifangRingsEvent.class)
                .forEach(connection::registerUserEventClass);
        connection.addEventListener(this::onEvent);
        this.sender = oneThread("ami-send", SEND_QUEUE);
        this.fileReader = oneThread("cel-read", 4);
        this.ping = new AmiPing(this::sendPing);
    }

    @Override
    public void start(Consumer<CallEvent> listener) {
        this.listener = listener;
        sender.execute(this::login);
        ping.start();
    }

    @Override
    public boolean linked() {
        return linked;
    }

    @Override
    public Future<Void> originate(CallOrder order) {
        return send(AmiActions.originate(order, ringWatch.node()), order.notAfterNanos());
    }

    @Override
    public Future<Void> limitRing(UUID attempt, Duration atMost, Instant ringAt, RingBasis basis) {
        Future<Void> limited = send(AmiActions.absoluteTimeout(channel(attempt), atMost.toMillis()));
        String note = new CallHistory.Ring(ringAt, basis).note();
        return Future.all(limited, send(AmiActions.setVariable(channel(attempt), "CHANNEL(userfield)", note)))
                .mapEmpty();
    }

    @Override
    public Future<Void> limitTalk(UUID attempt, Duration atMost) {
        return send(AmiActions.absoluteTimeout(channel(attempt), atMost.toMillis()));
    }

    @Override
    public void watchRings() {
        ringWatch.sign();
    }

    @Override
    public boolean watchedAlone() {
        return ringWatch.lapsed();
    }

    @Override
    public Future<Void> hangup(String channel) {
        return send(AmiActions.hangup(rung.channel(channel)));
    }

    @Override
    public Future<Void> endTalk(UUID attempt) {
        return send(AmiActions.endTalk(channel(attempt)));
    }

    @Override
    public Future<Void> markDesk(String channel, boolean signedIn) {
        return send(AmiActions.markDesk(rung.channel(channel), signedIn));
    }

    @Override
    public Future<Void> fence(UUID attempt) {
        return send(AmiActions.fence(attempt));
    }

    @Override
    public Future<Void> assignAgent(UUID attempt, String agentChannel) {
        return agentChannel.matches(CHANNEL_NAME)
                ? send(AmiActions.setVariable(channel(attempt), "HF_AGENT", agentChannel))
                : Future.failedFuture("agent channel " + agentChannel + " will not be sent to Asterisk");
    }

    @Override
    public Future<Void> rebridge(UUID attempt, String agentChannel) {
        return Future.all(assignAgent(attempt, agentChannel), send(AmiActions.rebridge(channel(attempt))))
                .mapEmpty();
    }

    @Override
    public Future<Void> bridgeFirst(UUID attempt, String agentChannel) {
        return Future.all(assignAgent(attempt, agentChannel), send(AmiActions.assigned(channel(attempt))))
                .mapEmpty();
    }

    @Override
    public Future<Void> takeNote(String channel, Duration decidedWithin) {
        return send(AmiActions.setVariable(channel, "HF_SEEN", Long.toString(decidedWithin.toSeconds())));
    }

    @Override
    public Future<Void> putThrough(PutThrough order) {
        rung.remember(order.attempt(), order.channel());
        Map.of(
                        "HF_AGENT", order.agentChannel(),
                        "HF_ANNOUNCE", order.announcement(),
                        "HF_MAX_CALL", Long.toString(order.maxCall().toSeconds()),
                        "HF_LOST_WAIT", Long.toString(order.lostWait().toSeconds()))
                .forEach((name, value) -> send(AmiActions.setVariable(order.channel(), name, value)));
        // Asterisk takes the actions of one link in their order.
        return send(AmiActions.putThrough(order));
    }

    @Override
    public Future<Void> tellNobodyIsFree(String channel) {
        return send(AmiActions.nobody(channel));
    }

    private String channel(UUID attempt) {
        return rung.channel(attempt.toString());
    }

    @Override
    public Future<Void> callLine(String line, String endpoint) {
        return send(AmiActions.callLine(line, endpoint));
    }

    @Override
    public Future<List<LiveChannel>> liveChannels() {
        return onSender(() -> AmiChannels.list(connection, rung));
    }

    @Override
    public Future<Map<String, CallHistory>> histories(Set<String> channels) {
        // The file may be long, and orders must not wait behind it.
        return on(fileReader, () -> celFile.read(channels, events.pbxOffset()));
    }

    @Override
    public Future<Optional<CallHistory.Ring>> notedRing(UUID attempt) {
        return onSender(() -> RingNotes.read(connection, attempt, clock));
    }

    @Override
    public Future<Void> muteRecording(UUID attempt, Duration atMost) {
        // First what ends it: should the link go down between them, nothing is muted that nobody ends.
        return send(AmiActions.pauseWatch(attempt, channel(attempt), atMost))
                .compose(watched -> send(AmiActions.mute(channel(attempt), true)));
    }

    @Override
    public Future<Void> unmuteRecording(UUID attempt) {
        return send(AmiActions.mute(channel(attempt), false))
                .onSuccess(heard -> send(AmiActions.hangup(AmiActions.pauseWatch(attempt))));
    }

    @Override
    public Future<Void> probeRecording(String nonce) {
        return send(AmiActions.probe(nonce));
    }

    @Override
    public void stop() {
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
        fileReader.shutdown();
    }

    private static ExecutorService oneThread(String name, int queue) {
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
                listener.accept(new CallEvent.LinkDown("AMI at " + address + " is not connected"));
            }
        } else {
            events.translate(event).ifPresent(listener);
        }
    }

    /** Logged in, and Asterisk has started all of itself: only then may calls be placed. */
    private synchronized void upWhenReady() {
        Instant since = pbxSince;
        if (connected && since != null && !linked) {
            linked = true;
            log.info("AMI link up address={} pbx_since={}", address, since);
            sender.execute(() -> AmiVersion.ask(connection));
            ringWatch.ensure();
            listener.accept(new CallEvent.LinkUp(since));
        }
    }

    private void sendPing() {
        if (linked) {
            send(new org.asteriskjava.manager.action.PingAction());
        }
    }

    private Future<Void> send(ManagerAction action) {
        return send(action, System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    }

    private Future<Void> send(ManagerAction action, long notAfterNanos) {
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

    private <T> Future<T> onSender(java.util.concurrent.Callable<T> work) {
        return on(sender, work);
    }

    private static <T> Future<T> on(ExecutorService thread, java.util.concurrent.Callable<T> work) {
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
}
