package org.huifang.web;

/** Waits for what happens soon, at most twenty seconds. */
final class Eventually {
    private Eventually() {}

    static void passes(Runnable assertion) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }
}
