package org.huifang.recording;

import java.io.IOException;

/** Which format a call is sealed in. */
interface FormatChoice {
    /** Blocks. */
    SoundFormat of(PendingRecording row) throws IOException;
}
