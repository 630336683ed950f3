package org.huifang.planning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.huifang.campaign.Slot;

/**
 * Deals out the times in which the customers of one group may be called, in order of preference, as far as agents can keep
 * them; when all are full, everywhere once more. Later ones are used only where there is none in time.
 */
final class Spread {
    private final List<Slot> slots;
    private final boolean late;
    private final Capacity capacity;
    private final double agentSeconds;
    private final int firstLevelOver;
    private int slot;
    private long stretch;
    private int level = 1;

    /**
     * @param inTime best first
     * @param after those after the last date for a first call, earliest first
     * @param agentSeconds that one callback takes
     */
    Spread(List<Slot> inTime, List<Slot> after, Capacity capacity, double agentSeconds, boolean nobodyThere) {
        this.late = inTime.isEmpty();
        this.slots = late ? after : inTime;
        this.capacity = capacity;
        this.agentSeconds = agentSeconds;
        this.firstLevelOver = nobodyThere ? 1 : 2;
        this.stretch = slots.isEmpty() ? 0 : stretchOf(slots.get(0).from());
    }

    /**
     * @param late only after the last date for a first call
     * @param over beyond what the agents can do
     */
    record Place(Slot slot, boolean late, boolean over) {}

    /** The time for the next customer; empty where there is none at all. */
    Optional<Place> next() {
        if (slots.isEmpty()) {
            return Optional.empty();
        }
        while (!capacity.hasRoom(stretch, level)) {
            advance();
        }
        capacity.take(stretch, agentSeconds, level);
        Slot here = slots.get(slot);
        Instant start = Instant.ofEpochSecond(stretch * Capacity.STRETCH_SECONDS);
        return Optional.of(new Place(
                start.isAfter(here.from()) ? new Slot(start, here.until()) : here, late, level >= firstLevelOver));
    }

    private void advance() {
        stretch++;
        if (Instant.ofEpochSecond(stretch * Capacity.STRETCH_SECONDS)
                .isBefore(slots.get(slot).until())) {
            return;
        }
        slot++;
        if (slot == slots.size()) {
            slot = 0;
            level++;
        }
        stretch = stretchOf(slots.get(slot).from());
    }

    private static long stretchOf(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), Capacity.STRETCH_SECONDS);
    }
}
