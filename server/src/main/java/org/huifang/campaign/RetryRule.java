package org.huifang.campaign;

import org.huifang.Remedy;

/**
 * What follows an outcome that is neither a conversation nor a full ring without answer.
 *
 * @param action what to do
 * @param delayMinutes for {@link Action#AGAIN_LATER}: not before so many minutes (1 to 1440)
 */
public record RetryRule(Action action, int delayMinutes) {
    /** AGAIN_LATER may be the same day; ANOTHER_DAY is another date and another band, as after no answer. */
    public enum Action {
        AGAIN_LATER,
        ANOTHER_DAY,
        REVIEW
    }

    public RetryRule {
        if (action == Action.AGAIN_LATER && (delayMinutes < 1 || delayMinutes > 1440)) {
            throw new RuleException("retry.delay_minutes", delayMinutes, Remedy.RETRY_DELAY.with());
        }
    }

    static RetryRule againAfter(int minutes) {
        return new RetryRule(Action.AGAIN_LATER, minutes);
    }

    static RetryRule anotherDay() {
        return new RetryRule(Action.ANOTHER_DAY, 0);
    }

    static RetryRule review() {
        return new RetryRule(Action.REVIEW, 0);
    }
}
