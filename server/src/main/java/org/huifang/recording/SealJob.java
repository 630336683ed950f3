package org.huifang.recording;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One call on its way to being sealed: are its files complete yet? For one thread at a time. */
final class SealJob {
    private final PendingRecording row;
    private final long settleNanos;
    private long bytesSeen = -1;
    private long changedAt;

    SealJob(PendingRecording row, long settleMillis) {
        this.row = row;
        this.settleNanos = TimeUnit.MILLISECONDS.toNanos(settleMillis);
    }

    enum Readiness {
        READY,
        NOT_YET,
        /** No file came within the settling time. */
        ABSENT
    }

    PendingRecording row() {
        return row;
    }

    /**
     * Ready at once when Asterisk closed all files; else when they stayed unchanged for the settling time.
     *
     * @throws IOException when the spool itself cannot be read: then nothing is known of the files
     */
    Readiness readiness(Spool spool) throws IOException {
        spool.mustBeThere();
        RawFiles raw = spool.raw(row.id());
        if (raw.closed()) {
            return Readiness.READY;
        }
        long bytes = raw.bytes();
        long now = System.nanoTime();
        if (bytes != bytesSeen) {
            bytesSeen = bytes;
            changedAt = now;
        }
        if (now - changedAt < settleNanos) {
            return Readiness.NOT_YET;
        }
        return raw.anyExists() ? Readiness.READY : Readiness.ABSENT;
    }
}
