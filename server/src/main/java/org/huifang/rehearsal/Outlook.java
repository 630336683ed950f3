package org.huifang.rehearsal;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a version of the rules leads to.
 *
 * @param days with calls or deadlines, in order
 * @param finishOn the day on which the last callback ends; null: some do not within the rehearsal
 * @param lastDeadline the latest of all; null: none has one
 * @param agentsForDeadlines with fewer agents the work cannot be done by its deadlines, whatever the order; 0: no deadlines
 * @param fallsOut counts by reason; who has two is counted under the first
 */
public record Outlook(
        List<DayPlan> days,
        @Nullable LocalDate finishOn,
        @Nullable LocalDate lastDeadline,
        int agentsForDeadlines,
        int calls,
        int reached,
        int exhausted,
        int review,
        Map<FallOut, Integer> fallsOut) {}
