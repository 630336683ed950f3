package org.huifang.dialing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Predicate;
import org.huifang.callback.CallbackState;
import org.huifang.callback.ReviewReason;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.RetryRule;
import org.huifang.campaign.Tried;

/** Decides what follows an outcome, by the rules that the attempt obeyed (R33). Pure: the clock comes in as an argument. */
final class OutcomePolicy {
    /** What a callback has behind it, before the attempt that just ended. */
    record Before(int counted, int uncounted, int failures, Tried tried) {}

    private static final Duration GIVEN_WAY = Duration.ofMinutes(1);

    private final CampaignRules rules;
    private final SlotPlanner planner;
    private final CallingHours hours;

    /** @param answers of the bands that a retry may take, the one in which this customer has answered most is taken */
    OutcomePolicy(CampaignRules rules, ZoneId zone, Predicate<LocalDate> workingDay, AnswerHours answers) {
        this.rules = rules;
        this.planner = new SlotPlanner(rules, zone, workingDay, answers);
        this.hours = new CallingHours(rules, zone, workingDay);
    }

    /**
     * @param band in which the attempt was claimed
     * @param claimedAt the date it counts for is the customer's date then
     */
    Verdict decide(Outcome outcome, Before before, Band band, Instant claimedAt, Instant now) {
        if (outcome == Outcome.NO_ANSWER) {
            return noAnswer(before, before.tried().and(hours.dateAt(claimedAt), band), now);
        }
        if (outcome == Outcome.ANSWERED) {
            Duration afterCall = Duration.ofSeconds(rules.afterCallSeconds());
            return with(
                    outcome,
                    before,
                    0,
                    0,
                    afterCall.isZero()
                            ? new CallbackState.Done("REACHED")
                            : new CallbackState.WrapUp(now.plus(afterCall)));
        }
        if (outcome == Outcome.NEVER_SENT) {
            return with(outcome, before, 0, 0, planner.waiting(now, before.tried(), WaitReason.PLANNED));
        }
        if (outcome == Outcome.GAVE_WAY) {
            // The customer's own call decides first; this is for when that leads nowhere.
            return with(
                    outcome, before, 0, 0, planner.waiting(now.plus(GIVEN_WAY), before.tried(), WaitReason.PLANNED));
        }
        if (outcome == Outcome.UNKNOWN) {
            return with(outcome, before, 0, 0, new CallbackState.Unknown());
        }
        if (outcome.isFailure()) {
            boolean tooMany = before.failures() + 1 >= rules.uncountedLimit();
            return with(
                    outcome,
                    before,
                    0,
                    1,
                    tooMany
                            ? new CallbackState.Review(ReviewReason.FAILURES)
                            : byRule(
                                    rules.failure(),
                                    before,
                                    WaitReason.RETRY_FAILURE,
                                    ReviewReason.FAILURES,
                                    band,
                                    claimedAt,
                                    now));
        }
        boolean tooMany = before.uncounted() + 1 >= rules.uncountedLimit();
        CallbackState next = tooMany
                ? new CallbackState.Review(ReviewReason.UNCOUNTED_LIMIT)
                : customersDoing(outcome, before, band, claimedAt, now);
        Verdict verdict = with(outcome, before, 1, 0, next);
        return next.equals(new CallbackState.Review(ReviewReason.INVALID_NUMBER))
                ? verdict.orAtOtherNumber(planner.waiting(now, before.tried(), WaitReason.NEXT_NUMBER))
                : verdict;
    }

    private Verdict noAnswer(Before before, Tried tried, Instant now) {
        int counted = before.counted() + 1;
        CallbackState next = counted >= rules.maxAttempts()
                ? new CallbackState.Exhausted()
                : planner.waiting(relaxed(now), tried, WaitReason.RETRY_NO_ANSWER);
        return new Verdict(Outcome.NO_ANSWER, true, next, null, counted, before.uncounted(), before.failures(), tried);
    }

    private CallbackState customersDoing(Outcome outcome, Before before, Band band, Instant claimedAt, Instant now) {
        return switch (outcome) {
            case BUSY ->
                byRule(rules.busy(), before, WaitReason.RETRY_BUSY, ReviewReason.UNCOUNTED_LIMIT, band, claimedAt, now);
            case REJECTED ->
                byRule(
                        rules.rejected(),
                        before,
                        WaitReason.RETRY_REJECTED,
                        ReviewReason.REJECTED,
                        band,
                        claimedAt,
                        now);
            case INVALID_NUMBER ->
                byRule(
                        rules.invalidNumber(),
                        before,
                        WaitReason.RETRY_UNREACHABLE,
                        ReviewReason.INVALID_NUMBER,
                        band,
                        claimedAt,
                        now);
            case RANG_SHORT ->
                byRule(
                        rules.shortRing(),
                        before,
                        WaitReason.RETRY_SHORT_RING,
                        ReviewReason.UNCOUNTED_LIMIT,
                        band,
                        claimedAt,
                        now);
            case ABANDONED ->
                byRule(
                        rules.abandoned(),
                        before,
                        WaitReason.RETRY_ABANDONED,
                        ReviewReason.UNCOUNTED_LIMIT,
                        band,
                        claimedAt,
                        now);
            default ->
                byRule(
                        rules.unreachable(),
                        before,
                        WaitReason.RETRY_UNREACHABLE,
                        ReviewReason.UNCOUNTED_LIMIT,
                        band,
                        claimedAt,
                        now);
        };
    }

    private CallbackState byRule(
            RetryRule rule,
            Before before,
            WaitReason reason,
            ReviewReason review,
            Band band,
            Instant claimedAt,
            Instant now) {
        return switch (rule.action()) {
            case REVIEW -> new CallbackState.Review(review);
            case AGAIN_LATER ->
                planner.waiting(
                        rules.relaxed() ? relaxed(now) : now.plus(Duration.ofMinutes(rule.delayMinutes())),
                        before.tried(),
                        reason);
            // The band of this attempt is barred as well, though it did not count.
            case ANOTHER_DAY ->
                planner.waiting(relaxed(now), before.tried().and(hours.dateAt(claimedAt), band), reason);
        };
    }

    private Instant relaxed(Instant now) {
        Integer seconds = rules.relaxedRetrySeconds();
        return seconds == null ? now : now.plusSeconds(seconds);
    }

    private static Verdict with(Outcome outcome, Before before, int uncounted, int failures, CallbackState next) {
        return new Verdict(
                outcome,
                false,
                next,
                null,
                before.counted(),
                before.uncounted() + uncounted,
                before.failures() + failures,
                before.tried());
    }
}
