package org.huifang.telephony.ami;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Keeps a quiet link talking, so that a half-open one is noticed by its silence. */
final class AmiPing {
    private static final int EVERY_MILLIS = AmiLink.READ_TIMEOUT_MILLIS / 3;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "ami-ping");
        thread.setDaemon(true);
        return thread;
    });
    private final Runnable send;

    AmiPing(Runnable send) {
        this.send = send;
    }

    void start() {
        timer.scheduleAtFixedRate(send, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        timer.shutdownNow();
    }
}
