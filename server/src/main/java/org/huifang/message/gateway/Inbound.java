package org.huifang.message.gateway;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who takes what comes back from gateways. What succeeds here is committed: only then may a gateway be told so. */
public interface Inbound {
    /** What became of a message, as a gateway tells. */
    enum Fate {
        SENT,
        DELIVERED,
        FAILED,
        EXPIRED
    }

    /** @param id the gateway's id of the message */
    record Receipt(String gateway, String id, Fate fate, String detail) {}

    /**
     * A short message from a customer.
     *
     * @param id the gateway's id of it; null where it gives none
     * @param from as the gateway writes numbers
     */
    record Reply(String gateway, @Nullable String id, String from, String text) {}

    Future<Void> receipt(Receipt receipt);

    Future<Void> reply(Reply reply);
}
