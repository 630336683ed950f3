package org.huifang.audit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chains committed entries by hash, within half a second of their commit. Every node runs one; an advisory lock lets
 * one of them work at a time, so that the chain has no gap and no fork.
 */
public final class AuditSequencer {
    private static final Logger log = LoggerFactory.getLogger(AuditSequencer.class);
    private static final long PAUSE_MS = 400;
    private static final int BATCH = 1_000;
    /** Entry by entry, so that each looks into the one partition it lies in. */
    private static final String UNCHAINED =
            "SELECT entry.* FROM (SELECT at, id FROM audit_unchained ORDER BY at, id LIMIT "
                    + BATCH + ") u CROSS JOIN LATERAL (SELECT " + ChainedEntry.COLUMNS
                    + " FROM audit_entry e WHERE e.at = u.at AND e.id = u.id LIMIT 1) entry ORDER BY u.at, u.id";

    /** "huifang audit chain" in the space of PostgreSQL's advisory locks. */
    private static final long LOCK = 0x4855_4946_4155_4431L;

    private final Vertx vertx;
    private final Database database;
    private final Clock clock;
    private volatile boolean running;
    private Future<Void> round = Future.succeededFuture();

    public AuditSequencer(Vertx vertx, Database database, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
    }

    public void start() {
        running = true;
        next();
    }

    /** Ends after the round under way. */
    public Future<Void> stop() {
        running = false;
        return round;
    }

    private void next() {
        if (running) {
            round = chain().<Void>mapEmpty()
                    .otherwise(failure -> {
                        log.warn("audit chain waits cause={}", failure.toString());
                        return null;
                    })
                    .onComplete(done -> vertx.setTimer(PAUSE_MS, timer -> next()));
        }
    }

    /** Chains all that is committed now; yields how many entries, 0 also when another node is at it. */
    public Future<Integer> chain() {
        return database.keyedTransaction(this::chainBatch)
                .compose(chained ->
                        chained < BATCH ? Future.succeededFuture(chained) : chain().map(more -> more + chained));
    }

    private Future<Integer> chainBatch(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT pg_try_advisory_xact_lock($1)")
                .execute(Tuple.of(LOCK))
                .compose(locked -> locked.iterator().next().getBoolean(0)
                        ? connection
                                .query("SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1")
                                .execute()
                        : Future.succeededFuture(null))
                .compose(last -> {
                    if (last == null) {
                        return Future.succeededFuture(0);
                    }
                    var found = last.iterator();
                    Row before = found.hasNext() ? found.next() : null;
                    long seq = before == null ? 0 : before.getLong("seq");
                    byte[] hash = before == null
                            ? ChainedEntry.start()
                            : before.getBuffer("hash").getBytes();
                    return connection
                            .preparedQuery(UNCHAINED)
                            .execute()
                            .compose(rows -> append(connection, rows, seq, hash));
                });
    }

    private Future<Integer> append(SqlConnection connection, Iterable<Row> entries, long last, byte[] lastHash) {
        var seqs = new ArrayList<Long>();
        var ats = new ArrayList<OffsetDateTime>();
        var ids = new ArrayList<UUID>();
        var hashes = new ArrayList<Buffer>();
        byte[] hash = lastHash;
        for (Row entry : entries) {
            hash = ChainedEntry.of(entry).hashAfter(hash);
            seqs.add(last + seqs.size() + 1);
            ats.add(entry.getOffsetDateTime("at"));
            ids.add(entry.getUUID("id"));
            hashes.add(Buffer.buffer(hash));
        }
        if (seqs.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return connection
                .preparedQuery("INSERT INTO audit_chain (seq, entry_at, entry_id, hash, chained_at)"
                        + " SELECT seq, at, id, hash, $5 FROM unnest($1::bigint[], $2::timestamptz[], $3::uuid[], $4::bytea[])"
                        + " AS d (seq, at, id, hash)")
                .execute(Tuple.tuple()
                        .addArrayOfLong(seqs.toArray(Long[]::new))
                        .addArrayOfOffsetDateTime(ats.toArray(OffsetDateTime[]::new))
                        .addArrayOfUUID(ids.toArray(UUID[]::new))
                        .addArrayOfBuffer(hashes.toArray(Buffer[]::new))
                        .addValue(Times.at(clock.instant())))
                .compose(inserted -> connection
                        .preparedQuery(
                                "DELETE FROM audit_unchained u USING unnest($1::timestamptz[], $2::uuid[]) AS d (at, id)"
                                        + " WHERE u.at = d.at AND u.id = d.id")
                        .execute(Tuple.tuple()
                                .addArrayOfOffsetDateTime(ats.toArray(OffsetDateTime[]::new))
                                .addArrayOfUUID(ids.toArray(UUID[]::new))))
                .map(deleted -> seqs.size());
    }
}
