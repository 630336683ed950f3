package org.huifang.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.huifang.TestOffice;
import org.huifang.db.Database;
import org.huifang.lab.TestDatabase;
import org.junit.jupiter.api.Test;

/** A search reads the months that its time lies in, and no others. */
class MonthsReadIT {
    @Test
    void aPageReadsOnlyItsMonths() {
        var vertx = Vertx.vertx();
        var database = new Database(vertx, TestDatabase.create().address(), 2, List.of());
        try {
            TestOffice.await(database.pool()
                    .preparedQuery("SELECT make_partitions($1, 6)")
                    .execute(Tuple.of(LocalDate.of(2026, 7, 1))));
            var filter = RecordingFilter.of(
                    UUID.randomUUID(),
                    new JsonObject("{\"from\":\"2026-10-02T00:00:00Z\",\"until\":\"2026-10-03T00:00:00Z\"}"));
            var plan = new StringBuilder();
            TestOffice.await(database.pool()
                            .preparedQuery("EXPLAIN " + PageWalk.sql("recording r WHERE " + filter.where(), 50))
                            .execute(filter.values()))
                    .forEach(row -> plan.append(row.getString(0)).append('\n'));
            assertThat(plan.toString())
                    .contains("recording_2026_10")
                    .doesNotContain("recording_2026_09", "recording_2026_11", "Sort");
        } finally {
            TestOffice.await(database.close());
            TestOffice.await(vertx.close());
        }
    }
}
