package org.huifang.telephony;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The telephone world as the dialing sees it. Orders return at once; their futures complete on any thread when the PBX has
 * taken them, and fail when it refuses or the link is down. What becomes of a call is told by events.
 */
public interface Telephony {
    long WATCH_MILLIS = 200;

    /**
     * Connects, and goes on connecting for ever. The listener is called on one thread, in the order of the PBX, and must
     * only hand over.
     */
    void start(Consumer<CallEvent> listener);

    boolean linked();

    /** Places a call. Completes when the PBX has queued it: from then on it may reach the customer. */
    Future<Void> originate(CallOrder order);

    /**
     * Lets the PBX itself end the ringing call after so long, even if this process dies, and writes the start of the ring
     * where a recovery will find it.
     */
    Future<Void> limitRing(UUID attempt, Duration atMost, Instant ringAt, RingBasis basis);

    /**
     * Puts the limit of the talk in place of a limit of the ring that may have crossed the answer on its way and would end
     * the talk.
     */
    Future<Void> limitTalk(UUID attempt, Duration atMost);

    /**
     * Tells the PBX that this server sees every ring begin and limits it. To be repeated every {@link #WATCH_MILLIS}; when
     * it is not, the PBX does both by itself until the server is back (R32).
     */
    void watchRings();

    /** The PBX may have watched by itself a moment ago, so that a ring of which we hear may have begun before. */
    boolean watchedAlone();

    Future<Void> hangup(String channel);

    /** Ends a talk in the normal way. */
    Future<Void> endTalk(UUID attempt);

    /** Notes on an agent's line, or on a customer's channel, whether the agent ends calls at a desk and not with the phone. */
    Future<Void> markDesk(String channel, boolean signedIn);

    /**
     * Takes the id of a call that left no trace: should the order still arrive, however late, the PBX refuses it. It holds
     * when {@link #liveChannels} names a {@link LiveChannel#fence} of that id.
     */
    Future<Void> fence(UUID attempt);

    /** The line that a customer who has not answered yet will be bridged to. */
    Future<Void> assignAgent(UUID attempt, String agentChannel);

    /** Bridges a waiting customer to another line. */
    Future<Void> rebridge(UUID attempt, String agentChannel);

    /** Bridges a customer who has answered a call without an agent to the first one; their call begins here. */
    Future<Void> bridgeFirst(UUID attempt, String agentChannel);

    /**
     * Tells a customer's channel that rings us that the call is on file here and will be decided within so long; without this
     * the PBX ends it by itself after two seconds and leaves a note.
     */
    Future<Void> takeNote(String channel, Duration decidedWithin);

    /** Answers a customer who rings us, records, and bridges to the agent. Refused when the customer is gone. */
    Future<Void> putThrough(PutThrough order);

    /** Tells a customer who rings us that nobody can talk now, and ends the call. */
    Future<Void> tellNobodyIsFree(String channel);

    /** Calls an agent's phone to nail up its line. */
    Future<Void> callLine(String line, String endpoint);

    /** All channels that live now. */
    Future<List<LiveChannel>> liveChannels();

    /** What the PBX has on file about calls of the past, by channel id; ids it knows nothing of are left out. */
    Future<Map<String, CallHistory>> histories(Set<String> channels);

    /** When the ring began, as {@link #limitRing} or the PBX itself noted it on a live channel; empty if neither did. */
    Future<Optional<CallHistory.Ring>> notedRing(UUID attempt);

    /**
     * Mutes the recording of a live call in all its files, without a change to the talk. The PBX itself ends it after so long, if
     * {@link #unmuteRecording} was not called: the bridge is then made anew.
     */
    Future<Void> muteRecording(UUID attempt, Duration atMost);

    /** Fails with {@link RefusedException} when the call has ended. */
    Future<Void> unmuteRecording(UUID attempt);

    /** Lets the PBX record a short sound into {@code probe-<nonce>.wav}. */
    Future<Void> probeRecording(String nonce);

    void stop();
}
