package org.huifang.planning;

import java.time.LocalDate;
import org.huifang.campaign.GoalRule;

/** What a callback is about, as the unique key of callbacks says it (R12): the event, and of yearly ones the year. */
final class Occasion {
    /** Stands before the id of a callback that another campaign follows. */
    static final String FOLLOWS = "FOLLOWS:";

    private Occasion() {}

    static String prefix(GoalRule goal) {
        return goal.follows() != null ? FOLLOWS : goal.event() + ":";
    }

    static String suffix(GoalRule goal, LocalDate date) {
        return goal.yearly() ? "#" + date.getYear() : "";
    }
}
