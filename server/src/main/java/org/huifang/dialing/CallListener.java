package org.huifang.dialing;

import java.time.Instant;
import java.util.UUID;

/** What other rooms have to know of calls; called on the dialing's context and must only hand over. */
public interface CallListener {
    /** The customer has answered: from now on sound is being recorded. */
    void answered(UUID attempt, Instant at);

    /** The attempt is over and written. */
    void ended(UUID attempt, boolean answered);

    /** Anything that a live board shows has changed. */
    void changed();
}
