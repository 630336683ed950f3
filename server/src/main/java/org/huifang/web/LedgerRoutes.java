package org.huifang.web;

import org.huifang.ledger.LedgerStates;

/** How the proof of the log stands: head, witnesses, scrubbing. */
public final class LedgerRoutes implements Routes {
    private final LedgerStates states;

    public LedgerRoutes(LedgerStates states) {
        this.states = states;
    }

    @Override
    public void mount(Api api) {
        api.on("getLedger", request -> states.read().map(Reply::ok));
    }
}
