package org.huifang;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Waits for what happens soon, and fails with what is missing when it does not. */
public final class Eventually {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long LOOK_EVERY_MS = 20;

    private Eventually() {}

    /** What may fail, and may throw. */
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }

    /** Within twenty seconds; else the assertion's own failure. */
    public static void passes(Check assertion) {
        var last = new AtomicReference<AssertionError>();
        try {
            holds(SOON, () -> String.valueOf(last.get()), () -> {
                try {
                    assertion.run();
                    return true;
                } catch (AssertionError e) {
                    last.set(e);
                    return false;
                }
            });
        } catch (AssertionError e) {
            throw last.get() == null ? e : last.get();
        }
    }

    /** @param what asked for only when it did not come true */
    public static void holds(Duration patience, Supplier<String> what, Callable<Boolean> condition) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not within " + patience + ": " + what.get());
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(what.get(), e);
        }
    }
}
