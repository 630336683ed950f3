package org.huifang.rehearsal;

import java.time.LocalDate;

/**
 * One day of a rehearsal, in the organisation's zone.
 *
 * @param calls attempts of that day
 * @param reached conversations among them
 * @param ended callbacks that came to their end that day, reached or not
 * @param agentsNeeded so many agents are busy with these calls all the time that windows are open
 * @param open callbacks still open at the end of the day
 * @param lateOnes callbacks whose deadline passed that day while they were open
 */
public record DayPlan(LocalDate date, int calls, int reached, int ended, int agentsNeeded, int open, int lateOnes) {}
