package org.huifang.recording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What is measured of sealing; the workers' CPU time is apart, because it trails behind the calls. */
final class SealMetrics {
    private final MeterRegistry registry;
    private final AtomicLong backlog = new AtomicLong();
    private final Timer seconds;
    private final Counter cpuSeconds;
    private final Counter failed;

    SealMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("huifang.recording.backlog", backlog, AtomicLong::get)
                .description("calls that ended and are not sealed")
                .register(registry);
        seconds = Timer.builder("huifang.recording.seal")
                .description("time to seal one recording")
                .register(registry);
        cpuSeconds = Counter.builder("huifang.recording.seal.cpu")
                .baseUnit("seconds")
                .description("CPU time of the sealing workers")
                .register(registry);
        failed = Counter.builder("huifang.recording.seal.failures")
                .description("tries that did not succeed")
                .register(registry);
    }

    void backlog(long waiting) {
        backlog.set(waiting);
    }

    void sealed(SealProcedure.Result result, long nanos, long cpuNanos) {
        registry.counter("huifang.recording.sealed", "state", result.name().toLowerCase(Locale.ROOT))
                .increment();
        seconds.record(nanos, TimeUnit.NANOSECONDS);
        cpuSeconds.increment(cpuNanos / 1e9);
    }

    void failed() {
        failed.increment();
    }

    /** CPU time of the calling thread. */
    static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
