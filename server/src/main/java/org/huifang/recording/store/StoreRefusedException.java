package org.huifang.recording.store;

import java.io.IOException;

/** The store itself refused: the file is retained or held there. Trying again before that ends is of no use. */
public final class StoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreRefusedException(String message) {
        super(message);
    }

    public StoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
