package org.huifang.dialing;

import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Asks what falls due next in an organisation: for agents who wait, and by the rate of campaigns that over-dial. */
final class Upcoming {
    /** So many due times are asked for at once. */
    static final int AT_ONCE = 64;

    private final Claimer claimer;
    private final TrunkBreaker trunks;
    private final Predicate<UUID> overDials;

    /** @param overDials whether campaigns of an organisation over-dial, as far as this server knows */
    Upcoming(Claimer claimer, TrunkBreaker trunks, Predicate<UUID> overDials) {
        this.claimer = claimer;
        this.trunks = trunks;
        this.overDials = overDials;
    }

    /** At most {@link #AT_ONCE}, the earliest first. */
    Future<List<DueTimes.Due>> of(UUID org) {
        Future<List<DueTimes.Due>> planned = claimer.upcoming(org, trunks.closed(), AT_ONCE);
        return overDials.test(org)
                ? planned.compose(due ->
                        claimer.upcomingAsked(org, trunks.closed(), AT_ONCE).map(asked -> earliest(due, asked)))
                : planned;
    }

    private static List<DueTimes.Due> earliest(List<DueTimes.Due> due, List<DueTimes.Due> asked) {
        return Stream.concat(due.stream(), asked.stream())
                .sorted(Comparator.comparing(DueTimes.Due::at))
                .limit(AT_ONCE)
                .toList();
    }
}
