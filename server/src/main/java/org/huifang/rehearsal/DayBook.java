package org.huifang.rehearsal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts a rehearsal by day, and says what it leads to. */
final class DayBook {
    private static final long LOOK_SECONDS = 900;

    private static final class Day {
        private int calls;
        private int reached;
        private int ended;
        private int late;
        private int deadlines;
        private double agentSeconds;
    }

    private final Hours own;
    private final long now;
    private final int agents;
    private final TreeMap<LocalDate, Day> days = new TreeMap<>();
    private @Nullable Day lastDay;
    private long lastFrom;
    private long lastEnd;
    private double agentSeconds;

    DayBook(Hours own, long now, int agents) {
        this.own = own;
        this.agents = agents;
        this.now = now;
    }

    void call(long moment, boolean reached, double seconds) {
        Day day = at(moment);
        day.calls++;
        day.reached += reached ? 1 : 0;
        day.agentSeconds += seconds;
        agentSeconds += seconds;
    }

    Outlook outlook(List<Pending> pending, Lives lives) {
        var fates = new EnumMap<Fate, Integer>(Fate.class);
        var fallsOut = new EnumMap<FallOut, Integer>(FallOut.class);
        long lastEnded = Long.MIN_VALUE;
        long lastDeadline = Long.MIN_VALUE;
        for (int i = 0; i < pending.size(); i++) {
            fates.merge(lives.fate[i], 1, Integer::sum);
            FallOut why = fallOut(lives, i);
            if (why != null) {
                fallsOut.merge(why, 1, Integer::sum);
            }
            if (lives.endedAt[i] != Long.MAX_VALUE) {
                at(lives.endedAt[i]).ended++;
                lastEnded = Math.max(lastEnded, lives.endedAt[i]);
            }
            if (lives.deadline[i] != Pending.NO_DEADLINE) {
                lastDeadline = Math.max(lastDeadline, lives.deadline[i]);
                Day day = at(Math.max(now, lives.deadline[i] - 1));
                day.deadlines++;
                day.late += lives.endedAt[i] > lives.deadline[i] ? 1 : 0;
            }
        }
        var plans = plans(pending.size());
        return new Outlook(
                plans,
                fates.containsKey(Fate.UNFINISHED) || lastEnded == Long.MIN_VALUE ? null : own.date(lastEnded),
                lastDeadline == Long.MIN_VALUE ? null : own.date(lastDeadline - 1),
                agentsForDeadlines(pending.size()),
                plans.stream().mapToInt(DayPlan::calls).sum(),
                fates.getOrDefault(Fate.REACHED, 0),
                fates.getOrDefault(Fate.EXHAUSTED, 0),
                fates.getOrDefault(Fate.REVIEW, 0),
                fallsOut);
    }

    /** Why a callback does not end in time; null: it does. */
    static @Nullable FallOut fallOut(Lives lives, int callback) {
        if (lives.fate[callback] == Fate.NO_SLOT) {
            return FallOut.NO_SLOT;
        }
        if (lives.endedAt[callback] > lives.deadline[callback]) {
            if (lives.noWindowInTime[callback]) {
                return FallOut.NO_WINDOW_IN_TIME;
            }
            return lives.calledInTime[callback] ? FallOut.RETRIES_END_LATE : FallOut.NO_AGENT_IN_TIME;
        }
        return lives.fate[callback] == Fate.UNFINISHED ? FallOut.UNFINISHED : null;
    }

    private List<DayPlan> plans(int pending) {
        var plans = new ArrayList<DayPlan>();
        int open = pending;
        for (Map.Entry<LocalDate, Day> entry : days.entrySet()) {
            Day day = entry.getValue();
            open -= day.ended;
            long seconds = openSeconds(entry.getKey(), Long.MIN_VALUE);
            plans.add(new DayPlan(
                    entry.getKey(),
                    day.calls,
                    day.reached,
                    day.ended,
                    // What was begun as a window ended goes on after it, without a further agent.
                    Math.min(agents, agents(day.agentSeconds, Math.max(LOOK_SECONDS, seconds))),
                    open,
                    day.late));
        }
        return plans;
    }

    /** The mean work of those with a deadline up to a day, against the hours that are open until then. */
    private int agentsForDeadlines(int pending) {
        double each = pending == 0 ? 0 : agentSeconds / pending;
        LocalDate today = own.date(now);
        long open = 0;
        int callbacks = 0;
        int most = 0;
        LocalDate last = days.isEmpty() ? today : days.lastKey();
        for (LocalDate date = today;
                !date.isAfter(last) && date.isBefore(today.plusDays(Rehearsal.HORIZON_DAYS));
                date = date.plusDays(1)) {
            open += openSeconds(date, now);
            Day day = days.get(date);
            callbacks += day == null ? 0 : day.deadlines;
            if (day != null && day.deadlines > 0 && open > 0) {
                most = Math.max(most, agents(callbacks * each, open));
            }
        }
        return most;
    }

    private long openSeconds(LocalDate date, long from) {
        long start = own.start(date);
        long end = own.start(date.plusDays(1));
        long open = 0;
        for (long moment = start; moment < end; moment += LOOK_SECONDS) {
            open += moment >= from && own.open(moment) ? LOOK_SECONDS : 0;
        }
        return open;
    }

    private static int agents(double seconds, long openSeconds) {
        return (int) Math.ceil(seconds / openSeconds - 1e-9);
    }

    private Day at(long moment) {
        Day known = lastDay;
        if (known == null || moment < lastFrom || moment >= lastEnd) {
            LocalDate date = own.date(moment);
            known = days.computeIfAbsent(date, none -> new Day());
            lastDay = known;
            lastFrom = own.start(date);
            lastEnd = own.start(date.plusDays(1));
        }
        return known;
    }
}
