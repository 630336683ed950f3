package org.huifang.telephony.ami;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.asteriskjava.manager.event.AbstractChannelEvent;
import org.asteriskjava.manager.event.BridgeEnterEvent;
import org.asteriskjava.manager.event.ContactStatusEvent;
import org.asteriskjava.manager.event.DialStateEvent;
import org.asteriskjava.manager.event.HangupRequestEvent;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.event.NewStateEvent;
import org.asteriskjava.manager.event.OriginateResponseEvent;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.RingBasis;
import org.jspecify.annotations.Nullable;

/** Translates what AMI says into {@link CallEvent}s; what concerns no channel of ours yields nothing. */
final class AmiEvents {
    private static final int UP = 6;
    private final Clock clock;
    private final RungChannels rung;
    private volatile Duration pbxOffset = Duration.ZERO;

    AmiEvents(Clock clock, RungChannels rung) {
        this.clock = clock;
        this.rung = rung;
    }

    Optional<CallEvent> translate(ManagerEvent event) {
        Instant at = clock.instant();
        long nanos = System.nanoTime();
        if (event.getTimestamp() != null) {
            pbxOffset = Duration.between(Instant.ofEpochMilli((long) (event.getTimestamp() * 1000)), at);
        }
        if (event instanceof DialStateEvent dial) {
            return attempt(dial.getDestUniqueId())
                    .flatMap(id ->
                            basis(dial.getDialStatus()).map(basis -> new CallEvent.Ringing(id, at, nanos, basis)));
        } else if (event instanceof NewStateEvent state) {
            boolean up = state.getChannelState() != null && state.getChannelState() == UP;
            return up ? attempt(known(state)).map(id -> new CallEvent.Answered(id, at, nanos)) : Optional.empty();
        } else if (event instanceof BridgeEnterEvent bridge) {
            return attempt(rung.known(bridge.getUniqueId(), bridge.getContext(), bridge.getAccountCode()))
                    .map(id -> new CallEvent.Bridged(id, at));
        } else if (event instanceof HangupRequestEvent request) {
            return attempt(known(request)).map(id -> new CallEvent.CustomerHangup(id, at));
        } else if (event instanceof HangupEvent hangup) {
            if (hangup.getUniqueId().startsWith(RingWatch.CHANNEL)) {
                return Optional.empty();
            }
            String channel = known(hangup);
            rung.forget(channel);
            return Optional.of(new CallEvent.Ended(channel, at, nanos, hangup.getCause(), hangup.sipCode()));
        } else if (event instanceof OriginateResponseEvent response) {
            return response.isSuccess()
                    ? Optional.empty()
                    : attempt(response.getActionId())
                            .map(id -> new CallEvent.NotPlaced(id, at, "reason " + response.getReason()));
        } else if (event instanceof HuifangIdleEvent idle) {
            return Optional.of(new CallEvent.LineIdle(idle.line(), idle.endpoint(), idle.getChannel(), at));
        } else if (event instanceof HuifangLostEvent lost) {
            return attempt(lost.attempt()).map(id -> new CallEvent.AgentLost(id, at));
        } else if (event instanceof HuifangRingsEvent rings) {
            return Optional.of(new CallEvent.RingsUs(rings.call(), rings.trunk(), rings.caller(), at));
        } else if (event instanceof ContactStatusEvent contact) {
            return contact(contact, at);
        }
        return Optional.empty();
    }

    private String known(AbstractChannelEvent event) {
        return rung.known(event.getUniqueId(), event.getContext(), event.getAccountCode());
    }

    /** How far our clock is ahead of the PBX's. */
    Duration pbxOffset() {
        return pbxOffset;
    }

    private static Optional<CallEvent> contact(ContactStatusEvent contact, Instant at) {
        String endpoint = contact.getEndpointName() == null ? contact.getAor() : contact.getEndpointName();
        if (endpoint == null || contact.getContactStatus() == null) {
            return Optional.empty();
        }
        return switch (contact.getContactStatus()) {
            case "Unreachable", "Removed" -> Optional.of(new CallEvent.PhoneUnreachable(endpoint, at));
            case "Reachable", "NonQualified", "Created" -> Optional.of(new CallEvent.PhoneReachable(endpoint, at));
            default -> Optional.empty();
        };
    }

    private static Optional<RingBasis> basis(@Nullable String dialStatus) {
        if (dialStatus == null) {
            return Optional.empty();
        }
        return switch (dialStatus) {
            case "RINGING" -> Optional.of(RingBasis.RINGING_180);
            case "PROGRESS" -> Optional.of(RingBasis.PROGRESS_183);
            default -> Optional.empty();
        };
    }

    /** Attempts' channels carry the attempt's UUID; all others are not customers of ours. */
    private static Optional<UUID> attempt(@Nullable String id) {
        if (id == null || !RungChannels.isId(id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
