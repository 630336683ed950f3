package org.huifang.planning;

/**
 * What planning did.
 *
 * @param planned callbacks made
 * @param late of these, with a slot only after the last date for a first call
 * @param over of these, beyond what the agents there can do in time
 * @param stopped of these, cancelled at once: the number must not be called
 * @param noSlot of these, for a person to decide: no window in time
 */
public record PlanTotals(long planned, long late, long over, long stopped, long noSlot) {
    public static final PlanTotals NONE = new PlanTotals(0, 0, 0, 0, 0);

    PlanTotals plus(PlanTotals other) {
        return new PlanTotals(
                planned + other.planned,
                late + other.late,
                over + other.over,
                stopped + other.stopped,
                noSlot + other.noSlot);
    }
}
