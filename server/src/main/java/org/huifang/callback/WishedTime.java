package org.huifang.callback;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** The time at which a customer wants to be called: kept to the minute, in a window or not, because the customer asked (R31, R36). */
final class WishedTime {
    private static final Duration WITHIN = Duration.ofDays(92);

    private WishedTime() {}

    /**
     * @param field that a refusal names
     * @throws Refusal when there is none, or it is past or more than 92 days away
     */
    static CallbackState.Waiting appointment(String field, @Nullable Instant at, Instant now) {
        if (at == null || !at.isAfter(now)) {
            throw Refusal.invalid(field, at, Remedy.TIME_TO_COME.with());
        }
        if (at.isAfter(now.plus(WITHIN))) {
            throw Refusal.invalid(field, at, Remedy.TIME_WITHIN.with(WITHIN.toDays()));
        }
        Instant minute = at.truncatedTo(ChronoUnit.MINUTES);
        return SlotPlanner.appointment(minute.isAfter(now) ? minute : at);
    }
}
