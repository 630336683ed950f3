package org.huifang.ledger;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** A time that does not come from this machine's clock. */
@FunctionalInterface
public interface WitnessTime {
    /**
     * The time that witnesses vouched for last, by their signatures; of several witnesses the earliest, so that one with a
     * wrong clock cannot let time pass. Empty when none answered within the set age.
     */
    Future<Optional<Instant>> latest();
}
