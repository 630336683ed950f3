package org.huifang.recording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** What is measured of listing the object store. */
final class ObjectSweepMetrics {
    private final Counter seen;
    private final AtomicReference<Instant> ended = new AtomicReference<>();

    ObjectSweepMetrics(MeterRegistry registry, Clock clock) {
        seen = Counter.builder("huifang.recording.objects.seen")
                .description("versions and deletion markers that were compared with the rows")
                .register(registry);
        Gauge.builder("huifang.recording.objects.compared.age", () -> age(clock))
                .baseUnit("seconds")
                .description("since this server last finished comparing the whole object store")
                .register(registry);
    }

    private double age(Clock clock) {
        Instant last = ended.get();
        return last == null
                ? Double.NaN
                : Duration.between(last, clock.instant()).toSeconds();
    }

    void seen(int versions) {
        seen.increment(versions);
    }

    void ended(Instant at) {
        ended.set(at);
    }
}
