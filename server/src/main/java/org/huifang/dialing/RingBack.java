package org.huifang.dialing;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.InboundRule;
import org.jspecify.annotations.Nullable;

/**
 * A customer who rings us, as found in the database: whose number it is, and which callback is meant (R44).
 *
 * @param id of the row in {@code inbound_call}
 * @param channel as the PBX names it
 * @param numberKey null: no usable number came with the call
 * @param rules of the callback's campaign, in the version of this moment; null: no callback is meant
 */
record RingBack(
        UUID id,
        String channel,
        UUID org,
        UUID trunk,
        Instant startedAt,
        @Nullable Buffer numberKey,
        @Nullable UUID customer,
        @Nullable UUID callback,
        @Nullable CampaignRules rules) {

    /** Why a call ended without a talk, as stored in {@code inbound_call.reason}. */
    enum Missed {
        /** No agent who may take it was ready in time. */
        NOBODY_READY(true),
        /** The customer hung up while it rang. */
        GAVE_UP(true),
        /** This server makes no calls: it could not record, or it stops. */
        CLOSED(true),
        /** No server had the call on file; the PBX left a note. */
        NO_SERVER(true),
        /** The server was gone while it rang. */
        SERVER_LOST(true),
        /** Somebody talks to this customer already. */
        ALREADY_TALKING(false),
        UNKNOWN_CALLER(false),
        NO_NUMBER(false),
        /** The customer is known, and none of their callbacks is open. */
        NO_CALLBACK(false),
        /** The campaign does not put such calls through. */
        NOT_TAKEN(false);

        private final boolean owed;

        Missed(boolean owed) {
            this.owed = owed;
        }

        /** We owe the customer a call. */
        boolean owed() {
            return owed;
        }
    }

    /** Nobody is looked for; null: somebody is. */
    @Nullable
    Missed hopeless() {
        if (callback == null || rules == null) {
            return numberKey == null ? Missed.NO_NUMBER : customer == null ? Missed.UNKNOWN_CALLER : Missed.NO_CALLBACK;
        }
        return rules.inbound().enabled() ? null : Missed.NOT_TAKEN;
    }

    boolean callsBack() {
        return rules != null && rules.inbound().whenNobody() == InboundRule.WhenNobody.CALL_BACK;
    }

    /** When the customer has heard ringing long enough. */
    Instant answerUntil() {
        return rules == null ? startedAt : startedAt.plusSeconds(rules.inbound().answerSeconds());
    }
}
