package org.huifang;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * Ends this process at the first signal in order, and at the second at once; exit code 0 both times, because the end was
 * wanted. (A shutdown hook could do neither: it cannot change the code, nor notice a second signal.)
 */
final class Ending {
    private Ending() {}

    /**
     * @param inOrder what to do at the first signal; runs on a thread of its own
     * @param atOnce said at the second
     */
    static void on(List<String> signals, Runnable inOrder, Runnable atOnce) {
        var count = new AtomicInteger();
        for (String signal : signals) {
            Signal.handle(new Signal(signal), received -> {
                if (count.incrementAndGet() == 1) {
                    inOrder.run();
                    Runtime.getRuntime().exit(0);
                } else {
                    atOnce.run();
                    Runtime.getRuntime().halt(0);
                }
            });
        }
    }
}
