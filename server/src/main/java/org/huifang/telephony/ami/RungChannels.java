package org.huifang.telephony.ami;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Channels of customers who rang us: Asterisk named them, so the attempt stands in their account code. Read from every event and
 * every list of channels; nothing here is the only place that knows.
 */
final class RungChannels {
    static final String CUSTOMERS = "huifang-customer";

    private final Map<String, String> byAttempt = new ConcurrentHashMap<>();

    /** What a channel is known as to the rest of the server: its attempt, or its own id. */
    String known(String uniqueId, @Nullable String context, @Nullable String accountCode) {
        // An agent's line takes over the account code of whoever it was bridged to; its context is another.
        if (accountCode == null || !CUSTOMERS.equals(context) || isId(uniqueId) || !isId(accountCode)) {
            return uniqueId;
        }
        byAttempt.put(accountCode, uniqueId);
        return accountCode;
    }

    void remember(UUID attempt, String channel) {
        byAttempt.put(attempt.toString(), channel);
    }

    /** What Asterisk calls it. */
    String channel(String known) {
        return byAttempt.getOrDefault(known, known);
    }

    void forget(String known) {
        if (byAttempt.remove(known) == null) {
            // Gone before it was put through; few are here at any time.
            byAttempt.values().remove(known);
        }
    }

    /** Attempts' ids are UUIDs; Asterisk's own are not. */
    static boolean isId(@Nullable String text) {
        return text != null && text.length() == 36 && text.charAt(8) == '-';
    }
}
