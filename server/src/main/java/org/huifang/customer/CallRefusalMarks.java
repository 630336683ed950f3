package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * Keeps {@code number_ledger.refused_by} in step with the consents to be called (R42). The claim locks the number's row and
 * looks there: whoever refuses or allows calls, or gives a customer other numbers, calls this in the same transaction, with the
 * customers' rows locked.
 */
final class CallRefusalMarks {
    private CallRefusalMarks() {}

    /** Numbers are locked in one order, against other transactions that lock many. A callback may still hold a former number. */
    private static final String RENEW = """
            WITH refusing AS (
              SELECT customer_id FROM customer_consent
              WHERE customer_id = ANY ($2) AND channel = 'CALL' AND refused_at IS NOT NULL),
            theirs AS (
              SELECT customer_id, number_key FROM customer_phone WHERE customer_id = ANY ($2)
              UNION SELECT customer_id, number_key FROM callback WHERE customer_id = ANY ($2)),
            locked AS MATERIALIZED (
              SELECT n.number_key, n.refused_by FROM number_ledger n
              WHERE n.org_id = $1 AND n.number_key IN (SELECT number_key FROM theirs)
              ORDER BY n.number_key FOR NO KEY UPDATE),
            wanted AS (
              SELECT l.number_key, l.refused_by, nullif(array(
                SELECT u FROM unnest(l.refused_by) AS u WHERE u <> ALL ($2)
                UNION SELECT t.customer_id FROM theirs t JOIN refusing r ON r.customer_id = t.customer_id
                      WHERE t.number_key = l.number_key ORDER BY 1), '{}') AS refused
              FROM locked l)
            UPDATE number_ledger n SET refused_by = w.refused FROM wanted w
            WHERE n.org_id = $1 AND n.number_key = w.number_key AND w.refused IS DISTINCT FROM w.refused_by
            """;

    static Future<Void> renew(SqlConnection transaction, UUID orgId, UUID[] customers) {
        return transaction
                .preparedQuery(RENEW)
                .execute(Tuple.of(orgId).addArrayOfUUID(customers))
                .mapEmpty();
    }

    private static final String ANY_REFUSES = "SELECT FROM customer_consent WHERE customer_id = ANY ($1)"
            + " AND channel = 'CALL' AND refused_at IS NOT NULL LIMIT 1";

    /** The same for customers whose numbers changed; nearly always none of them refuses. */
    static Future<Void> renewIfAnyRefuses(SqlConnection transaction, UUID orgId, UUID[] customers) {
        return transaction
                .preparedQuery(ANY_REFUSES)
                .execute(Tuple.tuple().addArrayOfUUID(customers))
                .compose(found -> found.size() == 0 ? Future.succeededFuture() : renew(transaction, orgId, customers));
    }
}
