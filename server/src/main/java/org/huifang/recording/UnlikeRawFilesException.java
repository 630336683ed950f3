package org.huifang.recording;

import java.io.IOException;

/** What was encoded does not sound like the raw files that it was made of. */
final class UnlikeRawFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    UnlikeRawFilesException(String difference) {
        super("the sealed file does not sound like the raw files: " + difference);
    }
}
