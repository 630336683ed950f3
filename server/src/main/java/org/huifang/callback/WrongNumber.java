package org.huifang.callback;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * What starts when a number turns out not to be the customer's: nobody has it (told by the network), somebody else has it
 * (R39), or somebody else answers it (R38). It is marked, a person gets the task of correcting the record, and every callback
 * of the customer that would dial it goes on to the next number in order that is neither wrong nor stopped; if there is none,
 * it waits for that person.
 *
 * <p>One statement, so that it can share a transaction with the end of an attempt. It changes nothing where it was done before.
 */
public final class WrongNumber {
    private WrongNumber() {}

    /** Yields one row for each callback that goes on to another number: id. */
    public static final String SQL = """
            WITH wrong AS (
              UPDATE customer_phone SET wrong_since = coalesce(wrong_since, $6)
              WHERE customer_id = $2 AND number_key = $4
              RETURNING position),
            task AS (
              INSERT INTO correction (id, org_id, customer_id, callback_id, position, kind, note, created_at)
              SELECT $5, $1, $2, $3, position, $7, $8, $6 FROM wrong ORDER BY position LIMIT 1
              ON CONFLICT DO NOTHING),
            other AS (
              SELECT p.position, p.number_key
              FROM customer_phone p JOIN number_ledger n ON n.org_id = p.org_id AND n.number_key = p.number_key
              WHERE p.customer_id = $2 AND p.wrong_since IS NULL AND p.number_key <> $4 AND n.stopped_at IS NULL
              ORDER BY p.number_key IS DISTINCT FROM $13, p.position <= (SELECT coalesce(min(position), 0) FROM wrong), p.position
              LIMIT 1),
            here AS (
              UPDATE callback c SET phone_position = o.position, number_key = o.number_key, state = $9, reason = $10,
                next_at = $11, dialable_until = $12, state_since = $6, wrap_up_until = NULL
              FROM other o WHERE c.id = $3 AND c.state = 'REVIEW' AND c.reason = $7
              RETURNING c.id),
            elsewhere AS (
              UPDATE callback c SET phone_position = o.position, number_key = o.number_key
              FROM other o WHERE c.customer_id = $2 AND c.number_key = $4 AND c.state = 'WAITING' AND c.id <> $3
              RETURNING c.id),
            nowhere AS (
              UPDATE callback c SET state = 'REVIEW', reason = $7, state_since = $6, next_at = NULL, dialable_until = NULL
              WHERE c.customer_id = $2 AND c.number_key = $4 AND c.state = 'WAITING' AND c.id <> $3
                AND NOT EXISTS (SELECT FROM other))
            SELECT id FROM here UNION ALL SELECT id FROM elsewhere
            """;

    /**
     * Of a callback that is in REVIEW for this reason.
     *
     * @param told the number to try first, if the customer has it; null: their next one in order
     */
    public record Found(
            UUID org,
            UUID customer,
            UUID callback,
            Buffer numberKey,
            ReviewReason why,
            String note,
            @Nullable Buffer told) {
        /** @param instead where the callback goes if there is another number */
        public Tuple values(CallbackState instead, Instant now) {
            var waiting = instead instanceof CallbackState.Waiting w ? w : null;
            return Tuple.from(new Object[] {
                org,
                customer,
                callback,
                numberKey,
                Ids.next(),
                Times.at(now),
                why.name(),
                note,
                instead.code(),
                instead.reasonCode(),
                waiting == null ? null : Times.at(waiting.slot().from()),
                waiting == null ? null : Times.at(waiting.slot().until()),
                told
            });
        }
    }
}
