package org.huifang.telephony.ami;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.asteriskjava.manager.event.ManagerEvent;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.CallHistory;
import org.huifang.telephony.CallOrder;
import org.huifang.telephony.LiveChannel;
import org.huifang.telephony.PutThrough;
import org.huifang.telephony.RingBasis;
import org.huifang.telephony.Telephony;

/** One Asterisk over AMI: each order as the actions that carry it out. */
public final class AmiTelephony implements Telephony {
    private static final String CHANNEL_NAME = "[A-Za-z0-9/_-]{3,100}";

    private final AmiAddress address;
    private final Clock clock;
    private final AmiLink link;
    private final RungChannels rung = new RungChannels();
    private final AmiEvents events;
    private final CelFile celFile;
    private final ExecutorService fileReader = AmiLink.oneThread("cel-read", 4);
    private final RingWatch ringWatch;
    private volatile Consumer<CallEvent> listener = event -> {};

    /**
     * @param node this server's name
     * @param celFile the file that dialplan/etc/cel_custom.conf names, as this server sees it
     */
    public AmiTelephony(String node, AmiAddress address, Path celFile, Clock clock) {
        this.celFile = new CelFile(celFile);
        this.address = address;
        this.clock = clock;
        this.events = new AmiEvents(clock, rung);
        this.link = new AmiLink(address, clock, this::up, this::down, this::onEvent);
        this.ringWatch = new RingWatch(node, link::send);
    }

    @Override
    public void start(Consumer<CallEvent> listener) {
        this.listener = listener;
        link.start();
    }

    @Override
    public boolean linked() {
        return link.up();
    }

    @Override
    public Future<Void> originate(CallOrder order) {
        return link.send(AmiActions.originate(order, ringWatch.node()), order.notAfterNanos());
    }

    @Override
    public Future<Void> limitRing(UUID attempt, Duration atMost, Instant ringAt, RingBasis basis) {
        Future<Void> limited = link.send(AmiActions.absoluteTimeout(channel(attempt), atMost.toMillis()));
        String note = new CallHistory.Ring(ringAt, basis).note();
        return Future.all(limited, link.send(AmiActions.setVariable(channel(attempt), "CHANNEL(userfield)", note)))
                .mapEmpty();
    }

    @Override
    public Future<Void> limitTalk(UUID attempt, Duration atMost) {
        return link.send(AmiActions.absoluteTimeout(channel(attempt), atMost.toMillis()));
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
        return link.send(AmiActions.hangup(rung.channel(channel)));
    }

    @Override
    public Future<Void> endTalk(UUID attempt) {
        return link.send(AmiActions.endTalk(channel(attempt)));
    }

    @Override
    public Future<Void> markDesk(String channel, boolean signedIn) {
        return link.send(AmiActions.markDesk(rung.channel(channel), signedIn));
    }

    @Override
    public Future<Void> fence(UUID attempt) {
        return link.send(AmiActions.fence(attempt));
    }

    @Override
    public Future<Void> assignAgent(UUID attempt, String agentChannel) {
        return agentChannel.matches(CHANNEL_NAME)
                ? link.send(AmiActions.setVariable(channel(attempt), "HF_AGENT", agentChannel))
                : Future.failedFuture("agent channel " + agentChannel + " will not be sent to Asterisk");
    }

    @Override
    public Future<Void> rebridge(UUID attempt, String agentChannel) {
        return Future.all(assignAgent(attempt, agentChannel), link.send(AmiActions.rebridge(channel(attempt))))
                .mapEmpty();
    }

    @Override
    public Future<Void> bridgeFirst(UUID attempt, String agentChannel) {
        return Future.all(assignAgent(attempt, agentChannel), link.send(AmiActions.assigned(channel(attempt))))
                .mapEmpty();
    }

    @Override
    public Future<Void> takeNote(String channel, Duration decidedWithin) {
        return link.send(AmiActions.setVariable(channel, "HF_SEEN", Long.toString(decidedWithin.toSeconds())));
    }

    @Override
    public Future<Void> putThrough(PutThrough order) {
        rung.remember(order.attempt(), order.channel());
        Map.of(
                        "HF_AGENT", order.agentChannel(),
                        "HF_ANNOUNCE", order.announcement(),
                        "HF_MAX_CALL", Long.toString(order.maxCall().toSeconds()),
                        "HF_LOST_WAIT", Long.toString(order.lostWait().toSeconds()))
                .forEach((name, value) -> link.send(AmiActions.setVariable(order.channel(), name, value)));
        // Asterisk takes the actions of one link in their order.
        return link.send(AmiActions.putThrough(order));
    }

    @Override
    public Future<Void> tellNobodyIsFree(String channel) {
        return link.send(AmiActions.nobody(channel));
    }

    private String channel(UUID attempt) {
        return rung.channel(attempt.toString());
    }

    @Override
    public Future<Void> callLine(String line, String endpoint) {
        return link.send(AmiActions.callLine(line, endpoint));
    }

    @Override
    public Future<List<LiveChannel>> liveChannels() {
        return link.ask(connection -> AmiChannels.list(connection, rung));
    }

    @Override
    public Future<Map<String, CallHistory>> histories(Set<String> channels) {
        // The file may be long, and orders must not wait behind it.
        return AmiLink.on(fileReader, () -> celFile.read(channels, events.pbxOffset()));
    }

    @Override
    public Future<Optional<CallHistory.Ring>> notedRing(UUID attempt) {
        return link.ask(connection -> RingNotes.read(connection, attempt, clock));
    }

    @Override
    public Future<Void> muteRecording(UUID attempt, Duration atMost) {
        // First what ends it: should the link go down between them, nothing is muted that nobody ends.
        return link.send(AmiActions.pauseWatch(attempt, channel(attempt), atMost))
                .compose(watched -> link.send(AmiActions.mute(channel(attempt), true)));
    }

    @Override
    public Future<Void> unmuteRecording(UUID attempt) {
        return link.send(AmiActions.mute(channel(attempt), false))
                .onSuccess(heard -> link.send(AmiActions.hangup(AmiActions.pauseWatch(attempt))));
    }

    @Override
    public Future<Void> probeRecording(String nonce) {
        return link.send(AmiActions.probe(nonce));
    }

    @Override
    public void stop() {
        link.stop();
        fileReader.shutdown();
    }

    private void up(Instant pbxSince) {
        ringWatch.ensure();
        listener.accept(new CallEvent.LinkUp(pbxSince));
    }

    private void down() {
        listener.accept(new CallEvent.LinkDown("AMI at " + address + " is not connected"));
    }

    private void onEvent(ManagerEvent event) {
        events.translate(event).ifPresent(listener);
    }
}
