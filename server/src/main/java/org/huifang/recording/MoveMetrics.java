package org.huifang.recording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of moves between stores. */
final class MoveMetrics {
    private final Counter moved;
    private final Counter bytes;
    private final Counter failed;

    MoveMetrics(MeterRegistry registry) {
        moved = Counter.builder("huifang.recording.moved")
                .description("recordings moved to another store")
                .register(registry);
        bytes = Counter.builder("huifang.recording.moved.bytes")
                .description("bytes of the recordings moved to another store")
                .register(registry);
        failed = Counter.builder("huifang.recording.move.failures")
                .description("tries to move that did not succeed")
                .register(registry);
    }

    void moved(long size) {
        moved.increment();
        bytes.increment(size);
    }

    void failed() {
        failed.increment();
    }
}
