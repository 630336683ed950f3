package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.identity.OrgUnits.OrgUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file's rows become.
 *
 * @param <T> a row that was read and checked by itself
 */
interface RowKind<T> {
    /** As in {@code import_job.kind}. */
    String name();

    Set<String> neededColumns();

    Set<String> knownColumns();

    /** Columns that start so are taken whatever follows; null: none. */
    @Nullable
    String freePrefix();

    /** @throws Refusal naming the column that cannot be used */
    T read(CsvLine line, OrgUnit unit);

    /** Rows with the same key do not go into one batch. */
    String key(T row);

    /**
     * Stores a batch; one fate for each row, in their order.
     *
     * @param userId who imports; null: a watched folder
     */
    Future<List<Fate>> store(SqlConnection transaction, OrgUnit unit, @Nullable UUID userId, List<T> rows);

    /** What became of a row. */
    sealed interface Fate {
        record Created() implements Fate {}

        record Changed() implements Fate {}

        record Same() implements Fate {}

        record Refused(Refusal reason) implements Fate {}
    }
}
