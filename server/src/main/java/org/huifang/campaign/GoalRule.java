package org.huifang.campaign;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Whom a campaign calls, and by when (R1 to R10): the event that calls for a callback, and dates counted from it. Without
 * one, callbacks come only by import and REST.
 *
 * @param text the goal in words, for people
 * @param event type of the events that make callbacks, as DELIVERY; null where {@code follows} stands
 * @param follows code of a campaign: its reached customers are called once more, counted from that day; null: by event
 * @param yearly once a year on the event's day, from the year after it (R7; birthdays)
 * @param earliest first date of a call; preset: the day after the event
 * @param ideal best date; preset: earliest
 * @param startBy last date for the first call (R6); preset: the deadline
 * @param deadline last date
 * @param lateDays a first call that has no slot in time may follow so many days after {@code startBy} and is reported as
 *     late; beyond, a supervisor decides; 0 to 60, preset 7
 * @param leadDays how long before its earliest date a callback is on the list (R21), 1 to 14, preset 1
 * @param approval nobody is called before somebody approved the list (R19)
 * @param handlingSeconds an agent's time for one call, with waiting and notes, until it has been measured; 30 to 3600
 * @param questionnaire reference of what is asked; empty: none
 * @param script reference of what is said (R5, R26); empty: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GoalRule(
        String text,
        @Nullable String event,
        @Nullable String follows,
        Boolean yearly,
        Offset earliest,
        Offset ideal,
        Offset startBy,
        Offset deadline,
        Integer lateDays,
        Integer leadDays,
        Boolean approval,
        Integer handlingSeconds,
        String questionnaire,
        String script) {

    public static final int HANDLING_PRESET_SECONDS = 240;

    public GoalRule {
        text = text(text, "goal.text", 500);
        questionnaire = text(questionnaire, "goal.questionnaire", 120);
        script = text(script, "goal.script", 120);
        if ((event == null) == (follows == null)) {
            throw new RuleException("goal.event", event, Remedy.EVENT_OR_FOLLOWS.with());
        }
        if (event != null && !event.matches("[A-Z][A-Z0-9_]{1,39}")) {
            throw new RuleException("goal.event", event, Remedy.EVENT_TYPE.with());
        }
        if (follows != null && !follows.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,59}")) {
            throw new RuleException("goal.follows", follows, Remedy.CAMPAIGN_CODE.with());
        }
        yearly = yearly != null && yearly;
        if (yearly && follows != null) {
            throw new RuleException("goal.yearly", true, Remedy.YEARLY_NEEDS_EVENT.with());
        }
        if (deadline == null) {
            throw new RuleException(
                    "goal.deadline", null, Remedy.GOAL_DEADLINE.with("{\"amount\": 3, \"unit\": \"DAYS\"}"));
        }
        earliest = earliest == null ? Offset.days(1) : earliest;
        ideal = ideal == null ? earliest : ideal;
        startBy = startBy == null ? deadline : startBy;
        lateDays = checked("goal.lateDays", lateDays, 7, 0, 60);
        leadDays = checked("goal.leadDays", leadDays, 1, 1, 14);
        approval = approval != null && approval;
        handlingSeconds = checked("goal.handlingSeconds", handlingSeconds, HANDLING_PRESET_SECONDS, 30, 3600);
    }

    /** The dates for one event. */
    public GoalDates datesFor(LocalDate event, Predicate<LocalDate> workingDay) {
        LocalDate start = startBy.from(event, workingDay);
        LocalDate last = deadline.from(event, workingDay);
        return new GoalDates(
                earliest.from(event, workingDay),
                ideal.from(event, workingDay),
                start,
                last,
                (start.isAfter(last) ? last : start).plusDays(lateDays));
    }

    /** Events before this date cannot be due any more on a date. */
    @JsonIgnore
    public LocalDate firstEventFor(LocalDate today) {
        return today.minusDays(Math.max(startBy.mostDays(), deadline.mostDays()) + (long) lateDays);
    }

    /** Events after this date cannot be due for the list of a date. */
    @JsonIgnore
    public LocalDate lastEventFor(LocalDate list) {
        return list.minusDays(earliest.leastDays());
    }

    /** @throws RuleException when an ordinary week, without any holiday, leaves some event no window in time */
    void refuseWhatNoWindowMeets(List<Window> windows) {
        Predicate<LocalDate> mondayToFriday = date -> date.getDayOfWeek().getValue() <= 5;
        LocalDate first = LocalDate.of(2027, 1, 1);
        for (int i = 0; i < 366; i++) {
            LocalDate event = first.plusDays(i);
            GoalDates dates = datesFor(event, mondayToFriday);
            refuseDisorder(dates);
            if (dates.earliest()
                    .datesUntil(dates.startBy().plusDays(1))
                    .noneMatch(date -> windows.stream().anyMatch(window -> window.openOn(date, mondayToFriday)))) {
                throw new RuleException(
                        startBy.equals(deadline) ? "goal.deadline" : "goal.startBy",
                        startBy,
                        Remedy.NO_WINDOW_MEETS.with(event.getDayOfWeek(), earliest, startBy));
            }
        }
    }

    private void refuseDisorder(GoalDates dates) {
        if (dates.ideal().isBefore(dates.earliest())) {
            throw new RuleException("goal.ideal", ideal, Remedy.LIES_BEFORE.with("earliest", earliest));
        }
        if (dates.startBy().isBefore(dates.ideal())) {
            throw new RuleException(
                    startBy.equals(deadline) ? "goal.deadline" : "goal.startBy",
                    startBy,
                    Remedy.LIES_BEFORE.with("ideal", ideal));
        }
        if (dates.deadline().isBefore(dates.startBy())) {
            throw new RuleException("goal.deadline", deadline, Remedy.LIES_BEFORE.with("startBy", startBy));
        }
    }

    private static String text(@Nullable String given, String field, int longest) {
        if (given != null && (given.length() > longest || given.chars().anyMatch(Character::isISOControl))) {
            throw new RuleException(field, "…", Remedy.ONE_LINE.with(longest));
        }
        return given == null ? "" : given;
    }

    private static int checked(String field, @Nullable Integer value, int preset, int min, int max) {
        if (value != null && (value < min || value > max)) {
            throw new RuleException(field, value, Remedy.WHOLE_NUMBER.with(min, max));
        }
        return value == null ? preset : value;
    }
}
