package org.huifang.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the proof of the log stands, for people.
 *
 * @param entries chained
 * @param head the last signed one; null: none yet
 * @param scrub the pass under way; null: none
 * @param lastScrub the last whole pass; null: none yet
 */
public record LedgerState(
        long entries,
        @Nullable Head head,
        List<Watched> witnesses,
        @Nullable Pass scrub,
        @Nullable Pass lastScrub) {

    /** @param key fingerprint of the key that signed it */
    public record Head(long seq, Instant at, String key) {}

    /**
     * @param kind HTTP, FOLDER or MAIL
     * @param vouches does its time count?
     * @param seq the last head that it took; null: none yet
     * @param silent it took none for three intervals
     */
    public record Watched(
            String name,
            String kind,
            long everySeconds,
            boolean vouches,
            @Nullable Long seq,
            @Nullable Instant takenAt,
            boolean silent) {}

    /** @param finishedAt null: under way */
    public record Pass(
            Instant startedAt,
            @Nullable Instant finishedAt,
            long entries,
            long entriesInAll,
            long files,
            long filesInAll,
            long bytes,
            long findings) {}
}
