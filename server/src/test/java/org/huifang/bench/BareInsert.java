package org.huifang.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;

/**
 * The rows that the planner made, inserted once more into the same table with the same client: as many in a statement and
 * transaction as the planner takes, from binary arrays, with all indexes and foreign keys. Ready to be sent before the clock
 * starts: it stands still while the next {@value #READY} rows are read.
 */
final class BareInsert {
    private static final int PAGE = 2_000;
    /** Held in memory at once; a million would not fit into the heap of a server. */
    private static final int READY = 100_000;

    private static final String COLUMNS =
            "id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,"
                    + " dialable_until, phone_position, number_key, not_before, deadline, created_at, listed_for";
    private static final String INSERT =
            "INSERT INTO callback (" + COLUMNS + ") SELECT * FROM unnest($1::uuid[], $2::uuid[],"
                    + " $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::timestamptz[],"
                    + " $10::timestamptz[], $11::smallint[], $12::bytea[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[],"
                    + " $16::date[])";

    private final Database database;

    BareInsert(Database database) {
        this.database = database;
    }

    double rowsPerSecond(int rows) throws Exception {
        long nanos = 0;
        for (int after = 0; after < rows; after += READY) {
            List<Tuple> pages = pages(after, Math.min(rows, after + READY));
            long began = System.nanoTime();
            done(database.pool().withConnection(connection -> insert(connection, pages, 0)));
            nanos += System.nanoTime() - began;
        }
        return rows / (nanos / 1e9);
    }

    private List<Tuple> pages(int from, int to) throws Exception {
        var pages = new ArrayList<Tuple>();
        for (int after = from; after < to; after += PAGE) {
            pages.add(done(database.pool()
                    .preparedQuery("SELECT " + COLUMNS + " FROM planned WHERE nr > $1 AND nr <= $2 ORDER BY nr")
                    .execute(Tuple.of(after, Math.min(to, after + PAGE)))
                    .map(found -> values(
                            StreamSupport.stream(found.spliterator(), false).toList()))));
        }
        return pages;
    }

    private static Future<Void> insert(SqlConnection connection, List<Tuple> pages, int page) {
        return page == pages.size()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(INSERT)
                        .execute(pages.get(page))
                        .compose(inserted -> insert(connection, pages, page + 1));
    }

    private static Tuple values(List<Row> rows) {
        Tuple values = Tuple.tuple();
        for (int column = 0; column < 16; column++) {
            int at = column;
            switch (column) {
                case 0, 1, 2, 3 ->
                    values.addArrayOfUUID(
                            rows.stream().map(row -> row.getUUID(at)).toArray(UUID[]::new));
                case 4, 5, 7 ->
                    values.addArrayOfString(
                            rows.stream().map(row -> row.getString(at)).toArray(String[]::new));
                case 10 ->
                    values.addArrayOfShort(
                            rows.stream().map(row -> row.getShort(at)).toArray(Short[]::new));
                case 11 ->
                    values.addArrayOfBuffer(
                            rows.stream().map(row -> row.getBuffer(at)).toArray(Buffer[]::new));
                case 15 ->
                    values.addArrayOfLocalDate(
                            rows.stream().map(row -> row.getLocalDate(at)).toArray(LocalDate[]::new));
                default ->
                    values.addArrayOfOffsetDateTime(
                            rows.stream().map(row -> row.getOffsetDateTime(at)).toArray(OffsetDateTime[]::new));
            }
        }
        return values;
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.HOURS);
    }
}
