package org.huifang.rehearsal;

import java.util.UUID;
import org.huifang.campaign.Tried;

/**
 * A callback that waits, as far as a rehearsal needs it. Moments in seconds since 1970.
 *
 * @param number index of its number's {@link org.huifang.callback.Contacts}
 * @param place index of the customer's {@link Place}
 * @param free only the window made it wait, so that new rules may move it earlier too
 * @param notBefore {@link #NEVER} when nobody asked for it
 * @param deadline {@link #NO_DEADLINE} when there is none
 */
record Pending(
        UUID id,
        int number,
        int place,
        boolean appointment,
        boolean free,
        long nextAt,
        long until,
        long notBefore,
        long deadline,
        int counted,
        int uncounted,
        Tried tried) {
    static final long NEVER = Long.MIN_VALUE;
    static final long NO_DEADLINE = Long.MAX_VALUE;
}
