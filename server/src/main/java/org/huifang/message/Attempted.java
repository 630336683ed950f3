package org.huifang.message;

import java.util.List;
import java.util.UUID;
import org.huifang.campaign.MessageChannel;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Outgoing;

/**
 * A try that is committed as SENDING.
 *
 * @param tries with this one
 * @param claimedNanos when it was claimed, by {@link System#nanoTime}
 */
record Attempted(
        UUID org,
        Gateway gateway,
        Outgoing message,
        MessageChannel channel,
        List<MessageChannel> channels,
        int tries,
        long claimedNanos) {

    UUID id() {
        return message.message();
    }

    UUID tryId() {
        return message.tryId();
    }
}
