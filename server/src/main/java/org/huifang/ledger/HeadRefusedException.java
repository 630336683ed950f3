package org.huifang.ledger;

import java.io.IOException;

/** A witness holds a head of this chain that is further, or another one at the same place. */
final class HeadRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient SignedHead held;

    HeadRefusedException(SignedHead held) {
        super("it holds entry " + held.seq() + " already");
        this.held = held;
    }

    /** What it holds. */
    SignedHead held() {
        return held;
    }
}
