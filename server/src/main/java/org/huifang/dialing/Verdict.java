package org.huifang.dialing;

import org.huifang.callback.CallbackState;
import org.huifang.campaign.Tried;

/**
 * What an ended attempt means for its callback.
 *
 * @param counted it is one of the three
 * @param next where the callback goes
 * @param uncounted attempts that did not count, with this one
 * @param failures the system's failures, with this one
 * @param tried with this one, if it counted
 */
record Verdict(
        Outcome outcome,
        boolean counted,
        CallbackState next,
        int countedSoFar,
        int uncounted,
        int failures,
        Tried tried) {}
