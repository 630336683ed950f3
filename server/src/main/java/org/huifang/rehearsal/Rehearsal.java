package org.huifang.rehearsal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.huifang.callback.Contacts;
import org.huifang.campaign.Band;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.RetryRule;
import org.huifang.campaign.Tried;
import org.jspecify.annotations.Nullable;

/**
 * One run through the days to come: who falls due is called in the order of the claim as far as the agents can, and goes on
 * as the rules say. Who answers is drawn from the expected shares by the callback's id and the number of the attempt, so
 * that two runs under different rules draw the same. Pure.
 */
final class Rehearsal {
    static final int HORIZON_DAYS = 120;
    static final long STRETCH_SECONDS = 300;

    private final List<Pending> pending;
    /** As they stand at this moment of the run. */
    private final Contacts[] numbers;

    private final CampaignRules rules;
    private final Basis basis;
    private final Hours[] hours;
    private final Hours own;
    private final int agents;
    private final long now;
    private final BooleanSupplier cancelled;
    private final Lives lives;
    private final Due due;
    private final TreeMap<Long, Many> later = new TreeMap<>();
    private final Map<Tried, Tried> triedAlike = new HashMap<>();
    private final Map<Tried, Tried> pastDates = new IdentityHashMap<>();
    private final DayBook days;
    private CallWatcher watcher = (callback, moment) -> {};

    /**
     * @param own the organisation's place: its dates are the days of the plan
     * @param agents at least 1
     */
    Rehearsal(
            Found found,
            Place own,
            CampaignRules rules,
            Predicate<LocalDate> workingDay,
            Basis basis,
            int agents,
            Instant now,
            BooleanSupplier cancelled) {
        this.pending = found.pending();
        this.numbers = found.numbers().toArray(Contacts[]::new);
        this.rules = rules;
        this.basis = basis;
        this.hours = found.places().stream()
                .map(place -> place.hours(rules, workingDay))
                .toArray(Hours[]::new);
        this.own = own.hours(rules, workingDay);
        this.agents = agents;
        this.now = now.getEpochSecond();
        this.cancelled = cancelled;
        this.lives = new Lives(this.pending);
        this.due = new Due(lives);
        this.days = new DayBook(this.own, this.now, agents);
    }

    /** Told of each call. */
    interface CallWatcher {
        void called(int callback, long moment);
    }

    void onCall(CallWatcher told) {
        this.watcher = told;
    }

    Lives lives() {
        return lives;
    }

    /** Gives every callback the slot that publishing the rules would give it; yields how many are moved. */
    int replanAll() {
        int moved = 0;
        for (int i = 0; i < pending.size(); i++) {
            Pending one = pending.get(i);
            if (one.appointment()) {
                continue;
            }
            long from = Math.max(now, one.free() ? one.notBefore() : one.nextAt());
            Hours.Slot slot = hours[one.place()].slot(from, one.tried());
            if (slot == Hours.NONE) {
                lives.end(i, Fate.NO_SLOT, now);
                moved++;
                continue;
            }
            boolean dueBoth = one.nextAt() <= now && slot.from() <= now;
            boolean sameStart = dueBoth || slot.from() == one.nextAt();
            if (!sameStart || slot.until() != one.until()) {
                moved++;
            }
            lives.nextAt[i] = sameStart ? one.nextAt() : slot.from();
            lives.until[i] = slot.until();
        }
        return moved;
    }

    /** @throws CancellationException when nobody waits for the answer any more */
    Outlook run() {
        for (int i = 0; i < pending.size(); i++) {
            if (lives.endedAt[i] == Long.MAX_VALUE) {
                lives.noWindowInTime[i] = lives.nextAt[i] > lives.deadline[i];
                wait(i);
            }
        }
        long stretch = Math.floorDiv(now, STRETCH_SECONDS);
        double budget = 0;
        while (!(due.isEmpty() && later.isEmpty()) && stretch * STRETCH_SECONDS < now + HORIZON_DAYS * 86_400L) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException();
            }
            long moment = Math.max(now, stretch * STRETCH_SECONDS);
            while (!later.isEmpty() && later.firstKey() <= stretch) {
                due.add(later.pollFirstEntry().getValue());
            }
            due.ended(moment, callback -> planAnew(callback, moment));
            budget = Math.min(0, budget) + agents * (double) STRETCH_SECONDS;
            while (budget > 0 && !due.isEmpty()) {
                int callback = due.poll();
                budget -= call(callback, Math.max(moment, lives.nextAt[callback]));
            }
            long next = due.isEmpty() && !later.isEmpty() ? Math.max(stretch + 1, later.firstKey()) : stretch + 1;
            budget = Math.min(0, budget + (next - stretch - 1) * agents * (double) STRETCH_SECONDS);
            stretch = next;
        }
        return days.outlook(pending, lives);
    }

    private void wait(int callback) {
        long stretch = Math.floorDiv(Math.max(now, lives.nextAt[callback]), STRETCH_SECONDS);
        later.computeIfAbsent(stretch, at -> new Many()).add(callback);
    }

    private void planAnew(int callback, long from) {
        Hours here = hours[pending.get(callback).place()];
        lives.tried[callback] = withoutPastDate(lives.tried[callback], here.date(from));
        Hours.Slot slot = here.slot(from, lives.tried[callback]);
        if (slot == Hours.NONE) {
            lives.end(callback, Fate.NO_SLOT, from);
            return;
        }
        lives.appointment[callback] = false;
        lives.nextAt[callback] = slot.from();
        lives.until[callback] = slot.until();
        wait(callback);
    }

    private void wait(int callback, Contacts.Bar bar, long moment, Hours here) {
        switch (bar) {
            case IN_ALL -> lives.end(callback, Fate.REVIEW, moment);
            case THIS_WEEK -> planAnew(callback, here.weekEnd(moment));
            case TODAY, OTHER_CAMPAIGN_TODAY -> planAnew(callback, here.dayEnd(moment));
        }
    }

    /** Yields the agent's seconds that it took. */
    private double call(int callback, long moment) {
        Hours here = hours[pending.get(callback).place()];
        Band band = here.bandForClaim(moment, lives.tried[callback]);
        if (band == null && !lives.appointment[callback]) {
            planAnew(callback, moment);
            return 0;
        }
        LocalDate date = here.date(moment);
        int number = pending.get(callback).number();
        if (!lives.appointment[callback] && !rules.relaxed()) {
            Contacts.Bar bar = numbers[number].bar(rules, date).orElse(null);
            if (bar != null) {
                wait(callback, bar, moment, here);
                return 0;
            }
        }
        numbers[number] = numbers[number].dialledOn(date);
        lives.attempts[callback]++;
        lives.calledInTime[callback] |= moment <= lives.deadline[callback];
        double drawn = Draw.of(
                pending.get(callback).id(),
                pending.get(callback).counted() + pending.get(callback).uncounted() + lives.attempts[callback]);
        boolean reached = drawn < basis.answered();
        double seconds = reached ? basis.answeredSeconds() : basis.unansweredSeconds();
        days.call(moment, reached, seconds);
        watcher.called(callback, moment);
        if (reached) {
            lives.end(callback, Fate.REACHED, moment);
        } else {
            after(callback, moment, date, band, drawn - basis.answered());
        }
        return seconds;
    }

    private void after(int callback, long moment, LocalDate date, @Nullable Band band, double left) {
        RetryRule rule = uncounted(left);
        if (rule == null) {
            lives.counted[callback]++;
            int number = pending.get(callback).number();
            numbers[number] = numbers[number].andCounted();
            tried(callback, date, band);
            if (lives.counted[callback] >= rules.maxAttempts()) {
                lives.end(callback, Fate.EXHAUSTED, moment);
            } else {
                planAnew(callback, relaxed(moment));
            }
            return;
        }
        lives.uncounted[callback]++;
        if (lives.uncounted[callback] >= rules.uncountedLimit() || rule.action() == RetryRule.Action.REVIEW) {
            lives.end(callback, Fate.REVIEW, moment);
        } else if (rule.action() == RetryRule.Action.AGAIN_LATER) {
            planAnew(callback, rules.relaxed() ? relaxed(moment) : moment + rule.delayMinutes() * 60L);
        } else {
            tried(callback, date, band);
            planAnew(callback, relaxed(moment));
        }
    }

    /** The rule for an outcome that does not count; null: it rang in vain, which counts (R33). */
    private @Nullable RetryRule uncounted(double drawn) {
        double left = drawn;
        double[] shares = {
            basis.busy(),
            basis.unreachable(),
            basis.rejected(),
            basis.shortRing(),
            basis.invalidNumber(),
            basis.abandoned(),
            basis.failure()
        };
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return switch (i) {
                    case 0 -> rules.busy();
                    case 1 -> rules.unreachable();
                    case 2 -> rules.rejected();
                    case 3 -> rules.shortRing();
                    case 4 -> rules.invalidNumber();
                    case 5 -> rules.abandoned();
                    default -> rules.failure();
                };
            }
        }
        return null;
    }

    /** An appointment outside every window bars its date alone. */
    private void tried(int callback, LocalDate date, @Nullable Band band) {
        lives.tried[callback] = alike(
                band == null ? new Tried(date, lives.tried[callback].bands()) : lives.tried[callback].and(date, band));
    }

    private Tried alike(Tried tried) {
        Tried known = triedAlike.putIfAbsent(tried, tried);
        return known == null ? tried : known;
    }

    /** A date bars itself alone: once it is past, all with the same bands have the same slots. */
    private Tried withoutPastDate(Tried tried, LocalDate today) {
        LocalDate last = tried.lastDate();
        return last == null || !today.isAfter(last)
                ? tried
                : pastDates.computeIfAbsent(tried, dated -> alike(new Tried(null, dated.bands())));
    }

    private long relaxed(long moment) {
        Integer seconds = rules.relaxedRetrySeconds();
        return seconds == null ? moment : moment + seconds;
    }
}
