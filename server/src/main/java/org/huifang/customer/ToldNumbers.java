package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Numbers of a customer that somebody told in a talk (R38): stored at once, behind those that are there. */
public final class ToldNumbers {
    private static final String ADD = """
            INSERT INTO customer_phone (customer_id, position, org_id, e164, kind, number_key)
            SELECT $1, free, $2, $3, $4, $5 FROM generate_series(1, 9) AS free
            WHERE NOT EXISTS (SELECT FROM customer_phone p WHERE p.customer_id = $1 AND p.position = free)
            ORDER BY free LIMIT 1
            """;

    private final NumberKeys keys;

    public ToldNumbers(NumberKeys keys) {
        this.keys = keys;
    }

    /** As in {@code number_ledger}. */
    public Buffer key(PhoneNumber number) {
        return keys.of(number);
    }

    /**
     * A number that the customer has already is not wrong any more.
     *
     * @param transaction holds the customer's row
     * @throws Refusal (as failure) when nine numbers are there
     */
    public Future<Void> add(SqlConnection transaction, UUID orgId, UUID customer, PhoneNumber number) {
        Buffer key = key(number);
        return transaction
                .preparedQuery(
                        "UPDATE customer_phone SET wrong_since = NULL WHERE customer_id = $1 AND number_key = $2")
                .execute(Tuple.of(customer, key))
                .compose(known -> known.rowCount() > 0
                        ? Future.succeededFuture()
                        : transaction
                                .preparedQuery("INSERT INTO number_ledger (org_id, number_key) VALUES ($1, $2)"
                                        + " ON CONFLICT DO NOTHING")
                                .execute(Tuple.of(orgId, key))
                                .compose(there -> transaction
                                        .preparedQuery(ADD)
                                        .execute(Tuple.of(
                                                customer,
                                                orgId,
                                                number.e164(),
                                                number.kind().name(),
                                                key)))
                                .compose(added -> added.rowCount() == 0
                                        ? Future.failedFuture(
                                                Refusal.conflict("number", null, Remedy.NINE_NUMBERS.with()))
                                        : CallRefusalMarks.renewIfAnyRefuses(
                                                transaction, orgId, new UUID[] {customer})));
    }
}
