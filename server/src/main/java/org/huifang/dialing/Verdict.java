package org.huifang.dialing;

import org.huifang.callback.CallbackState;
import org.huifang.campaign.Tried;
import org.jspecify.annotations.Nullable;

/**
 * What an ended attempt means for its callback.
 *
 * @param counted it is one of the three
 * @param next where the callback goes
 * @param otherNumber the number is nobody's: where it goes instead if the customer has another one; null: the number stands
 * @param uncounted attempts that did not count, with this one
 * @param failures the system's failures, with this one
 * @param tried with this one, if it counted
 */
record Verdict(
        Outcome outcome,
        boolean counted,
        CallbackState next,
        @Nullable CallbackState otherNumber,
        int countedSoFar,
        int uncounted,
        int failures,
        Tried tried) {
    Verdict orAtOtherNumber(CallbackState state) {
        return new Verdict(outcome, counted, next, state, countedSoFar, uncounted, failures, tried);
    }
}
