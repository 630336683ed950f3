package org.huifang.rehearsal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What publishing would do.
 *
 * @param zone of the days
 * @param pending callbacks that wait
 * @param moved of them, so many would get another slot
 * @param agents who were supposed to call, all of them for this campaign alone
 * @param overDialLeftOut the rules call more customers than there are agents (power mode), and the rehearsal does not: it
 *     ends later than the calls would, and knows nobody who is abandoned
 * @param before under the rules in force
 * @param after under those proposed
 * @param examples of who falls out under those proposed, first who does not under those in force
 */
public record DryRunReport(
        Instant at,
        String zone,
        int pending,
        int moved,
        int agents,
        boolean overDialLeftOut,
        Basis basis,
        Outlook before,
        Outlook after,
        List<Example> examples) {

    /** @param caused under the rules in force it would not fall out */
    public record Example(
            UUID callbackId,
            FallOut reason,
            boolean caused,
            @Nullable Instant deadline,
            @Nullable String customerName,
            @Nullable String customerRef) {}
}
