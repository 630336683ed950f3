package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.UUID;
import org.huifang.db.Database;

/** How many calls an agent was given today by whichever server (R16). */
final class DealtCalls {
    private static final String TODAY = """
            SELECT CASE WHEN a.calls_on = $2 THEN a.calls_today ELSE 0 END AS calls, o.share_by = 'FEWEST_CALLS' AS fewest
            FROM agent a JOIN org_unit o ON o.id = a.org_id WHERE a.id = $1
            """;

    private final Database database;

    DealtCalls(Database database) {
        this.database = database;
    }

    /** @param fewest the organisation wants its calls dealt out evenly */
    record Dealt(int calls, boolean fewest) {}

    /** @param today UTC */
    Future<Dealt> of(UUID agent, LocalDate today) {
        return database.pool()
                .preparedQuery(TODAY)
                .execute(Tuple.of(agent, today))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Dealt(row.getInteger("calls"), row.getBoolean("fewest"));
                });
    }
}
