package org.huifang.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call as SIPp, the called side, saw it.
 *
 * @param callId of SIP, a new one for each attempt; it is not Asterisk's channel id
 */
public record SipCall(String callId, List<SipMessage> messages) {
    private static final Pattern CALLED = Pattern.compile("INVITE sip:([^@]*)@.*");

    SipCall(String callId) {
        this(callId, new ArrayList<>());
    }

    boolean hasInvite() {
        return messages.stream().anyMatch(m -> m.received() && m.isRequest("INVITE"));
    }

    /** What stood before the @ of the INVITE. */
    public String number() {
        Matcher called =
                CALLED.matcher(first(m -> m.isRequest("INVITE")).orElseThrow().firstLine());
        if (!called.matches()) {
            throw new IllegalStateException("not an INVITE to a number: " + callId);
        }
        return called.group(1);
    }

    /** When the first INVITE arrived. */
    public Instant invitedAt() {
        return first(m -> m.isRequest("INVITE")).orElseThrow().at();
    }

    /** When the answer with this status to the INVITE was sent first: 180, 183, 200, 486 … */
    public Optional<Instant> answeredWith(int status) {
        return first(m -> !m.received() && m.method().equals("INVITE") && m.status() == status)
                .map(SipMessage::at);
    }

    public Optional<Instant> cancelledAt() {
        return first(m -> m.received() && m.isRequest("CANCEL")).map(SipMessage::at);
    }

    /** When either side said goodbye. */
    public Optional<Instant> byeAt() {
        return first(m -> m.isRequest("BYE")).map(SipMessage::at);
    }

    /** True when Asterisk sent the BYE. */
    public boolean endedByAsterisk() {
        return first(m -> m.isRequest("BYE")).map(SipMessage::received).orElse(false);
    }

    /** From the first 180 (or, with none, the first 183) until it was cancelled or answered; empty while it still rings. */
    public Optional<Duration> rang() {
        Optional<Instant> began = answeredWith(180).or(() -> answeredWith(183));
        Optional<Instant> ended = first(m -> m.received() && m.isRequest("CANCEL")
                        || !m.received() && m.method().equals("INVITE") && m.status() >= 200)
                .map(SipMessage::at);
        return began.flatMap(from -> ended.map(to -> Duration.between(from, to)));
    }

    /** INVITEs inside the call, such as those that tell the other side's number after bridging. */
    public long reInvites() {
        return messages.stream()
                .dropWhile(m -> !(m.received() && m.isRequest("ACK")))
                .filter(m -> m.received() && m.isRequest("INVITE"))
                .count();
    }

    private Optional<SipMessage> first(Predicate<SipMessage> wanted) {
        return messages.stream().filter(wanted).findFirst();
    }
}
