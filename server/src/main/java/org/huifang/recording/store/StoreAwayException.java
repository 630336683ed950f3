package org.huifang.recording.store;

import java.io.IOException;

/** The store as a whole does not answer, or takes nothing from this server now. The same may be asked of it later. */
public final class StoreAwayException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
