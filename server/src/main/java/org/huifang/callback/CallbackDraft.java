package org.huifang.callback;

import java.time.Instant;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * A callback that somebody wants made.
 *
 * @param campaign code of the campaign
 * @param customer the customer's reference
 * @param occasion what it is about: one callback per customer, campaign and occasion (R12)
 * @param deadline until then it should be done: of what falls due together the earlier goes first, and what is late raises an alarm
 */
public record CallbackDraft(
        String campaign,
        String customer,
        String occasion,
        @Nullable Instant notBefore,
        @Nullable Instant deadline) {

    public CallbackDraft {
        required("campaign", campaign, 60);
        required("customer", customer, 100);
        required("occasion", occasion, 200);
        if (notBefore != null && deadline != null && !notBefore.isBefore(deadline)) {
            throw Refusal.invalid("deadline", deadline, Remedy.DEADLINE_BEFORE_START.with());
        }
    }

    private static void required(String field, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid(field, null, Remedy.IS_MISSING.with());
        }
        if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(field, value, Remedy.ONE_LINE.with(longest));
        }
    }
}
