package org.huifang;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What was started, to be ended in the opposite order; a signal may come while things are still starting. */
final class Closing {
    private final Deque<Runnable> started = new ArrayDeque<>();
    private boolean begun;

    <T extends AutoCloseable> T add(T thing) {
        return add(thing, closed -> {
            try {
                closed.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** @throws IllegalStateException when the end has begun; the thing is ended at once then */
    <T> T add(T thing, Consumer<T> close) {
        synchronized (this) {
            if (!begun) {
                started.push(() -> close.accept(thing));
                return thing;
            }
        }
        close.accept(thing);
        throw new IllegalStateException("the end has begun");
    }

    synchronized boolean begun() {
        return begun;
    }

    /** Ends everything, each whatever became of the one before. */
    void closeAll() {
        synchronized (this) {
            begun = true;
        }
        while (!started.isEmpty()) {
            try {
                started.pop().run();
            } catch (RuntimeException e) {
                System.err.println("not ended in order: " + e.getMessage());
            }
        }
    }
}
