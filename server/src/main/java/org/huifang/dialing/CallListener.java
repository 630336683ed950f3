package org.huifang.dialing;

import java.time.Instant;
import java.util.UUID;
import org.huifang.telephony.CallEvent;

/** What other rooms have to know of calls; called on the dialing's context and must only hand over. */
public interface CallListener {
    /** The customer has answered: from now on sound is being recorded. */
    void answered(UUID attempt, Instant at);

    /** The attempt is over and written. */
    void ended(UUID attempt, boolean answered);

    /** The PBX is there, again or for the first time. */
    void linkUp(CallEvent.LinkUp link);

    /** Anything that a live board shows has changed. */
    void changed();
}
