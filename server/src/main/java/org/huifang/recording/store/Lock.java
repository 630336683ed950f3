package org.huifang.recording.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the store itself keeps a file by, whatever our rows say.
 *
 * @param until it refuses deletion before; null: no retention is set there
 * @param held a legal hold is set there
 */
public record Lock(@Nullable Instant until, boolean held) {
    /** Nothing that the store would enforce. */
    public static final Lock NONE = new Lock(null, false);
}
