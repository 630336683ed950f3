package org.huifang.rehearsal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.huifang.callback.CallbackState;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.Band;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Tried;
import org.jspecify.annotations.Nullable;

/**
 * The slots of {@link SlotPlanner} in one place. Thousands ask for the same one: what was answered for a date and what was
 * tried is remembered as long as it must be the answer again.
 */
final class Hours {
    /** Searched from a moment of a date: the answer for every later moment of that date before the slot's end. */
    private record Known(long from, long dayEnd, long slotFrom, long slotUntil) {
        boolean answers(long moment) {
            return moment >= from && moment < dayEnd && moment < slotUntil;
        }
    }

    static final Slot NONE = new Slot(Long.MAX_VALUE, Long.MAX_VALUE);

    /** In seconds since 1970. */
    record Slot(long from, long until) {}

    private final CampaignRules rules;
    private final ZoneId zone;
    private final CallingHours hours;
    private final SlotPlanner planner;
    /** By identity: what was tried has long hashes, and a rehearsal keeps what is alike as one. */
    private final Map<Tried, Known> known = new IdentityHashMap<>();

    private LocalDate date = LocalDate.MIN;
    private long dateFrom = Long.MAX_VALUE;
    private long dateEnd = Long.MIN_VALUE;
    private Tried lastTried = Tried.NOTHING;
    private @Nullable Known lastKnown;

    Hours(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay) {
        this.rules = rules;
        this.zone = zone;
        this.hours = new CallingHours(rules, zone, workingDay);
        this.planner = new SlotPlanner(rules, zone, workingDay);
    }

    /** The slot at or after a moment; {@link #NONE} where no window opens. */
    Slot slot(long moment, Tried tried) {
        Known before = tried == lastTried ? lastKnown : known.get(tried);
        if (before == null || !before.answers(moment)) {
            before = search(moment, tried);
            known.put(tried, before);
        }
        lastTried = tried;
        lastKnown = before;
        return before.slotFrom == Long.MAX_VALUE ? NONE : new Slot(Math.max(moment, before.slotFrom), before.slotUntil);
    }

    /** The band in which a claim at this moment would be allowed; null: it would be planned anew. */
    @Nullable
    Band bandForClaim(long moment, Tried tried) {
        Instant at = Instant.ofEpochSecond(moment);
        Optional<Band> band = rules.relaxed() ? hours.bandAt(at) : hours.allowedAt(at, tried);
        return band.orElse(null);
    }

    boolean open(long moment) {
        return hours.bandAt(Instant.ofEpochSecond(moment)).isPresent();
    }

    LocalDate date(long moment) {
        if (moment < dateFrom || moment >= dateEnd) {
            date = hours.dateAt(Instant.ofEpochSecond(moment));
            dateFrom = start(date);
            dateEnd = start(date.plusDays(1));
        }
        return date;
    }

    long dayEnd(long moment) {
        return start(date(moment).plusDays(1));
    }

    /** The first moment of next Monday. */
    long weekEnd(long moment) {
        return hours.startOfNextWeek(Instant.ofEpochSecond(moment)).getEpochSecond();
    }

    long start(LocalDate date) {
        return date.atStartOfDay(zone).toEpochSecond();
    }

    private Known search(long moment, Tried tried) {
        CallbackState next = planner.waiting(Instant.ofEpochSecond(moment), tried, WaitReason.OUTSIDE_WINDOW);
        return next instanceof CallbackState.Waiting waiting
                ? new Known(
                        moment,
                        dayEnd(moment),
                        waiting.slot().from().getEpochSecond(),
                        waiting.slot().until().getEpochSecond())
                : new Known(moment, dayEnd(moment), Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
