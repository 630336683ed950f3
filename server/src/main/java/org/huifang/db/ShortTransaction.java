package org.huifang.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction for hot paths: nothing waits for an answer that is not needed. BEGIN travels with the first statement, and
 * {@link #commit} with the last. Made by {@link Database#shortTransaction}.
 */
public final class ShortTransaction {
    private final SqlConnection connection;
    private @Nullable Future<?> committed;

    private ShortTransaction(SqlConnection connection) {
        this.connection = connection;
    }

    static <T> Future<T> run(SqlConnection connection, Function<ShortTransaction, Future<T>> work) {
        var transaction = new ShortTransaction(connection);
        connection.query("BEGIN").execute();
        return transaction
                .begin(work)
                .transform(done -> transaction
                        .end(done.succeeded())
                        .transform(ended -> done.failed() || ended.succeeded()
                                ? done.failed()
                                        ? Future.failedFuture(done.cause())
                                        : Future.succeededFuture(done.result())
                                : Future.failedFuture(ended.cause())));
    }

    /** For what reads something else on the way. */
    public SqlConnection connection() {
        return connection;
    }

    public Future<RowSet<Row>> execute(String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }

    /**
     * Sends COMMIT behind the statements sent so far, without waiting for them; nothing may follow. If one of them fails,
     * PostgreSQL makes it a rollback, and the statement's own future tells.
     */
    public void commit() {
        committed = connection.query("COMMIT").execute();
    }

    private <T> Future<T> begin(Function<ShortTransaction, Future<T>> work) {
        try {
            return work.apply(this);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<?> end(boolean well) {
        return committed != null
                ? committed
                : connection.query(well ? "COMMIT" : "ROLLBACK").execute();
    }
}
