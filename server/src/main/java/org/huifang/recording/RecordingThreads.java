package org.huifang.recording;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.Niceness;

/** Named, bounded executors: what blocks on files or encoding never runs on an event loop. */
final class RecordingThreads {
    private RecordingThreads() {}

    /** @param waiting more tasks than these are refused */
    static ExecutorService bounded(String name, int threads, int waiting) {
        return bounded(threads, waiting, named(name));
    }

    /** The same, of threads that get the processor last: nobody waits for their work, and calls must not wait for it. */
    static ExecutorService background(String name, int threads, int waiting) {
        ThreadFactory usual = named(name);
        return bounded(
                threads,
                waiting,
                task -> usual.newThread(() -> {
                    Niceness.least();
                    task.run();
                }));
    }

    private static ExecutorService bounded(int threads, int waiting, ThreadFactory factory) {
        var pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** One thread that runs things at their time. */
    static ScheduledExecutorService timed(String name) {
        var thread = new ScheduledThreadPoolExecutor(1, named(name));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        return thread;
    }

    private static ThreadFactory named(String name) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
