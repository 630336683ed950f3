package org.huifang.lab;

import java.time.Instant;

/**
 * One line of SIPp's log.
 *
 * @param at in microseconds
 * @param received by SIPp; else sent by it
 * @param method of the request, or of the request that this answers
 * @param firstLine {@code INVITE sip:…} or {@code SIP/2.0 180 Ringing}
 */
public record SipMessage(Instant at, boolean received, String method, String firstLine) {

    /** 0 for a request. */
    public int status() {
        return firstLine.startsWith("SIP/2.0 ") ? Integer.parseInt(firstLine.substring(8, 11)) : 0;
    }

    boolean isRequest(String name) {
        return status() == 0 && method.equals(name);
    }
}
