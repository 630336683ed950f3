package org.huifang.ledger;

import java.util.concurrent.TimeUnit;

/** Lets a reader take so many bytes a second, over any few seconds. For one thread. */
final class Pace {
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private long paidUntil = System.nanoTime();

    /** @param bytesPerSecond 0: as fast as it goes */
    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    void took(long bytes) throws InterruptedException {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        paidUntil = Math.max(paidUntil, now - BURST_NANOS) + (long) (bytes * 1e9 / bytesPerSecond);
        if (paidUntil > now) {
            TimeUnit.NANOSECONDS.sleep(paidUntil - now);
        }
    }
}
