package org.huifang.message;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Submitted;

/** What /metrics tells of messages. */
final class MessageFigures {
    private final MeterRegistry metrics;
    private final Map<String, AtomicLong> states = new ConcurrentHashMap<>();
    private final AtomicLong oldest = new AtomicLong();

    MessageFigures(MeterRegistry metrics) {
        this.metrics = metrics;
        metrics.gauge("huifang.messages.oldest.waiting.seconds", oldest);
    }

    void tried(String gateway, Submitted result) {
        metrics.counter(
                        "huifang.messages.tries",
                        "gateway",
                        gateway,
                        "result",
                        result.getClass().getSimpleName())
                .increment();
    }

    void watch(Gateway gateway) {
        metrics.gauge(
                "huifang.messages.gateway.up",
                java.util.List.of(io.micrometer.core.instrument.Tag.of("gateway", gateway.name())),
                gateway,
                one -> one.problem().isEmpty() ? 1 : 0);
        metrics.gauge(
                "huifang.messages.gateway.hears",
                java.util.List.of(io.micrometer.core.instrument.Tag.of("gateway", gateway.name())),
                gateway,
                one -> one.deaf().isEmpty() ? 1 : 0);
    }

    void open(String state, long count) {
        states.computeIfAbsent(
                        state,
                        name -> metrics.gauge(
                                "huifang.messages.open",
                                java.util.List.of(io.micrometer.core.instrument.Tag.of("state", name)),
                                new AtomicLong()))
                .set(count);
    }

    void oldestWaiting(long seconds) {
        oldest.set(seconds);
    }
}
