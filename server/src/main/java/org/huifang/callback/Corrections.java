package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/**
 * What starts when a talk shows that a number is not the customer's (R39), or that somebody else has it (R38): the number is
 * marked, a person gets the task of correcting the record, and the customer's next number in order is tried.
 */
final class Corrections {
    private Corrections() {}

    /** One open task for each number and kind; the number of a wrong one is marked. */
    static Future<Void> open(SqlConnection transaction, Row callback, String kind, String note, Instant now) {
        UUID customer = callback.getUUID("customer_id");
        short position = callback.getShort("phone_position");
        return transaction
                .preparedQuery("UPDATE customer_phone SET wrong_since = coalesce(wrong_since, $3)"
                        + " WHERE customer_id = $1 AND position = $2")
                .execute(Tuple.of(customer, position, Times.at(now)))
                .compose(marked -> transaction
                        .preparedQuery(
                                "INSERT INTO correction (id, org_id, customer_id, callback_id, position, kind, note, created_at)"
                                        + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING")
                        .execute(Tuple.of(Ids.next(), callback.getUUID("org_id"), customer, callback.getUUID("id"))
                                .addShort(position)
                                .addString(kind)
                                .addString(note)
                                .addValue(Times.at(now))))
                .mapEmpty();
    }

    /** Position of the next number that is not known to be wrong; empty: there is none. */
    static Future<Optional<Short>> nextNumber(SqlConnection transaction, Row callback) {
        return transaction
                .preparedQuery("SELECT position FROM customer_phone WHERE customer_id = $1 AND wrong_since IS NULL"
                        + " AND position <> $2 ORDER BY position <= $2, position LIMIT 1")
                .execute(Tuple.of(callback.getUUID("customer_id"), callback.getShort("phone_position")))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getShort(0)));
    }

    /** From now on the callback is dialled at that number, under its limits and stops: the claim looks at its own row. */
    static Future<Void> dialInstead(SqlConnection transaction, UUID callback, short position) {
        return transaction
                .preparedQuery(
                        "UPDATE callback c SET phone_position = p.position, number_key = p.number_key"
                                + " FROM customer_phone p WHERE c.id = $1 AND p.customer_id = c.customer_id AND p.position = $2")
                .execute(Tuple.of(callback, position))
                .mapEmpty();
    }
}
