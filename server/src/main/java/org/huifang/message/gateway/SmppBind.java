package org.huifang.message.gateway;

import org.jsmpp.bean.BindType;
import org.jspecify.annotations.Nullable;

/** How a message centre wants to be bound. Each session is kept by itself: one may be lost while the other works. */
public enum SmppBind {
    /** One session both ways. */
    TRANSCEIVER(BindType.BIND_TRX, null),
    /** Two: one that submits, one that receipts and replies come in by. */
    TRANSMITTER_AND_RECEIVER(BindType.BIND_TX, BindType.BIND_RX),
    /** One that submits: no receipt is asked for, and nothing comes in. */
    TRANSMITTER(BindType.BIND_TX, null);

    private final BindType sending;
    private final @Nullable BindType receiving;

    SmppBind(BindType sending, @Nullable BindType receiving) {
        this.sending = sending;
        this.receiving = receiving;
    }

    BindType sending() {
        return sending;
    }

    /** Null where no session is needed for it. */
    @Nullable
    BindType receiving() {
        return receiving;
    }

    boolean hears() {
        return this != TRANSMITTER;
    }
}
