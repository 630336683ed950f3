package org.huifang.message.gateway;

import java.util.UUID;

/**
 * One try to send one message.
 *
 * @param message stays the same over all tries: what a gateway may use to know a repetition
 * @param tryId this try's own
 * @param to an E.164 number, or an e-mail address
 */
public record Outgoing(UUID message, UUID tryId, String to, String language, String subject, String body) {
    @Override
    public String toString() {
        return "Outgoing[" + message + "]"; // Addresses and texts never get into logs.
    }
}
