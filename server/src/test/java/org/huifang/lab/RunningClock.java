package org.huifang.lab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that runs as real time does, from another date, and jumps when a test says so. */
public final class RunningClock extends Clock {
    private volatile Duration ahead;

    public RunningClock(Instant start) {
        jumpTo(start);
    }

    public void jumpTo(Instant moment) {
        ahead = Duration.between(Instant.now(), moment);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
