package org.huifang.recording;

import io.vertx.core.Future;

/** Lets the PBX record something that is no customer's call. */
@FunctionalInterface
public interface RecordingProbe {
    /**
     * Asks for a short sound in {@code probe-<nonce>.wav} in the spool.
     *
     * @return completes when the PBX took the order; whether the sound came is looked for in the spool
     */
    Future<Void> record(String nonce);
}
