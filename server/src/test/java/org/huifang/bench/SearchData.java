package org.huifang.bench;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.audit.Audit;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.search.RecordingSearch;
import org.huifang.search.SearchRoom;

/** One database of {@link SearchLoad} with the server's search in front of it. */
final class SearchData implements AutoCloseable {
    private static final String PASSWORD = "for-tests";

    final int rows;
    final LocalDate first;
    final Database database;
    final RecordingSearch search;
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseAddress owner;

    SearchData(EmbeddedPostgres postgres, String name, Path keys) throws Exception {
        owner = postgres.owner(name);
        postgres.allowLogin(owner, SearchLoad.ROLE, PASSWORD);
        try (var sql = connect();
                var statement = sql.createStatement();
                var made = statement.executeQuery("SELECT recordings, first_month FROM bench_made")) {
            made.next();
            rows = made.getInt(1);
            first = made.getObject(2, LocalDate.class);
        }
        database = new Database(vertx, owner.as(SearchLoad.ROLE, PASSWORD), 2, List.of());
        NumberKeys.make(keys);
        search = new SearchRoom(database, NumberKeys.readFrom(keys), new Audit(Clock.systemUTC()), Clock.systemUTC())
                .search();
    }

    int customers() {
        return rows / 10;
    }

    Connection connect() throws SQLException {
        return SearchLoad.connect(owner);
    }

    /** The newest month that has recordings. */
    LocalDate last() {
        return first.plusMonths(SearchLoad.MONTHS - 1);
    }

    @Override
    public void close() throws Exception {
        database.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
