package org.huifang.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/**
 * A statement that knows a row of a table divided by months by its id alone. The id tells when it was made, and so the month
 * in which the row most likely is; where it is not there (made around midnight of the first, or by another clock) all months
 * are asked.
 */
public final class MonthOfId {
    private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final MonthBounds inMonth;
    private final String anywhere;

    /** @param statement reads only, and holds {@code {month COLUMN}} where the bounds go */
    public MonthOfId(String statement) {
        inMonth = new MonthBounds(statement);
        anywhere = statement.replaceAll("\\{month [a-z_.]+}", "true");
    }

    public Future<RowSet<Row>> find(SqlClient client, UUID id, Tuple values) {
        Instant made = Ids.madeAt(id);
        // Anybody may ask for any id: the texts of far months would pile up.
        if (made == null || made.isBefore(EARLIEST) || made.isAfter(LATEST)) {
            return client.preparedQuery(anywhere).execute(values);
        }
        return client.preparedQuery(inMonth.of(made))
                .execute(values)
                .compose(rows -> rows.size() > 0
                        ? Future.succeededFuture(rows)
                        : client.preparedQuery(anywhere).execute(values));
    }
}
