package org.huifang.retention;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** The time by which something may be purged: the witnesses', as long as this server's clock agrees with it. */
final class TrustedTime {
    static final Duration MAY_DIFFER = Duration.ofMinutes(5);

    private final Supplier<Future<Optional<Instant>>> witness;
    private final Clock clock;

    /** @param witness the newest time that somebody outside vouched for; empty when nobody answers */
    TrustedTime(Supplier<Future<Optional<Instant>>> witness, Clock clock) {
        this.witness = witness;
        this.clock = clock;
    }

    /** The earlier of both; fails with a {@link Refusal} when no witness answers, or the clocks disagree. */
    Future<Instant> now() {
        return witness.get().compose(latest -> {
            if (latest.isEmpty()) {
                return Future.failedFuture(Refusal.conflict("witness", null, Remedy.WITNESS_SILENT.with()));
            }
            Instant there = latest.get();
            Instant here = clock.instant();
            return Duration.between(there, here).abs().compareTo(MAY_DIFFER) > 0
                    ? Future.failedFuture(Refusal.conflict("witness", there, Remedy.CLOCKS_DISAGREE.with(here, there)))
                    : Future.succeededFuture(there.isBefore(here) ? there : here);
        });
    }
}
