package org.huifang.callback;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Predicate;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Slot;
import org.huifang.campaign.Tried;
import org.jspecify.annotations.Nullable;

/** Gives a callback its slot under a version of the rules. Pure. */
public final class SlotPlanner {
    /** A call that comes later than this is not the one that was asked for. */
    private static final Duration APPOINTMENT_LASTS = Duration.ofMinutes(30);

    private final CampaignRules rules;
    private final CallingHours hours;

    public SlotPlanner(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay) {
        this(rules, zone, workingDay, AnswerHours.UNKNOWN);
    }

    /** @param answers what retries choose their band by */
    public SlotPlanner(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay, AnswerHours answers) {
        this.rules = rules;
        this.hours = new CallingHours(rules, zone, workingDay, answers);
    }

    /** What the customer asked for is kept to the minute, in a window or not (R31, R36). */
    public static CallbackState.Waiting appointment(Instant at) {
        return new CallbackState.Waiting(new Slot(at, at.plus(APPOINTMENT_LASTS)), WaitReason.APPOINTMENT);
    }

    /** The first slot of a new callback. */
    public CallbackState first(Instant now, @Nullable Instant notBefore) {
        boolean later = notBefore != null && notBefore.isAfter(now);
        return waiting(
                later && notBefore != null ? notBefore : now,
                Tried.NOTHING,
                later ? WaitReason.NOT_BEFORE : WaitReason.PLANNED);
    }

    /** A slot at or after a moment that keeps what was tried barred (R33, R35). */
    public CallbackState waiting(Instant from, Tried tried, WaitReason reason) {
        boolean free = rules.relaxed() || tried.bands().isEmpty();
        return (free ? hours.atOrAfter(from) : hours.retry(from, tried))
                .<CallbackState>map(slot -> new CallbackState.Waiting(slot, reason))
                .orElseGet(() -> new CallbackState.Review(ReviewReason.NO_SLOT));
    }

    /** A slot from next Monday on. */
    public CallbackState nextWeek(Instant now, Tried tried, WaitReason reason) {
        return waiting(hours.startOfNextWeek(now), tried, reason);
    }

    /** The next date's slot. */
    public CallbackState nextDate(Instant now, Tried tried, WaitReason reason) {
        return waiting(hours.startOfNextDate(now), tried, reason);
    }
}
