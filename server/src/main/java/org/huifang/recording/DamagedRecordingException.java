package org.huifang.recording;

import java.io.IOException;

/** A stored recording or its key is not what was sealed: changed, cut, swapped, or of another key. */
public final class DamagedRecordingException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedRecordingException(String message) {
        super(message);
    }

    DamagedRecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
