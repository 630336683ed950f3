package org.huifang.audit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import org.huifang.db.Database;

/** Proves that no chained entry was changed, taken out or put in. */
public final class AuditChain {
    private static final int PAGE = 5_000;
    private final Database database;

    public AuditChain(Database database) {
        this.database = database;
    }

    /** @param problem empty: whole from the first entry to the last */
    public record Verdict(long entries, String problem) {}

    public Future<Verdict> verify() {
        return verify(0, ChainedEntry.start());
    }

    private Future<Verdict> verify(long after, byte[] hashBefore) {
        return database.pool()
                .preparedQuery("SELECT c.seq, c.hash AS chained_hash, e.id IS NULL AS missing, " + ChainedEntry.COLUMNS
                        + " FROM audit_chain c LEFT JOIN audit_entry e ON e.at = c.entry_at AND e.id = c.entry_id"
                        + " WHERE c.seq > $1 ORDER BY c.seq LIMIT " + PAGE)
                .execute(Tuple.of(after))
                .compose(rows -> {
                    long seq = after;
                    byte[] hash = hashBefore;
                    for (Row row : rows) {
                        if (row.getLong("seq") != seq + 1) {
                            return Future.succeededFuture(
                                    new Verdict(seq, "entry " + (seq + 1) + " is gone from the chain"));
                        }
                        seq++;
                        if (row.getBoolean("missing")) {
                            return Future.succeededFuture(
                                    new Verdict(seq - 1, "entry " + seq + " is gone from the log"));
                        }
                        hash = ChainedEntry.of(row).hashAfter(hash);
                        if (!Arrays.equals(hash, row.getBuffer("chained_hash").getBytes())) {
                            return Future.succeededFuture(
                                    new Verdict(seq - 1, "entry " + seq + " is not what was chained"));
                        }
                    }
                    return rows.rowCount() < PAGE ? Future.succeededFuture(new Verdict(seq, "")) : verify(seq, hash);
                });
    }
}
