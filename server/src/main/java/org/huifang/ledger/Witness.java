package org.huifang.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps heads where this server cannot rewrite them. Blocks; on the ledger's own thread only. */
interface Witness {
    /** Its name in the settings. */
    String name();

    /**
     * Gives it a head, once more also the one that it has.
     *
     * @return what it signed; null: it keeps the head and vouches for no time
     * @throws HeadRefusedException when it holds one that this does not follow
     * @throws IOException when it does not answer
     */
    @Nullable
    WitnessReceipt give(SignedHead head) throws IOException;
}
