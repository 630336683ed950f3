package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.ledger.MerkleTree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a digest of each hour's ended attempts into the log, soon after the hour: what was measured of a call is proven from
 * then on, at no cost to the call. Servers that share a database may all do it; the first one counts.
 */
final class AttemptDigests {
    private static final Logger log = LoggerFactory.getLogger(AttemptDigests.class);
    private static final long LOOK_EVERY_MS = Duration.ofMinutes(5).toMillis();
    /** Behind the hour's end: calls of its last minutes have ended. One that lasts longer is in no digest. */
    private static final Duration AFTER = Duration.ofMinutes(5);
    /** What was not digested for so long stays so: the server was away. */
    private static final int HOURS_BACK = 26;

    private static final int PAGE = 500;

    static final String SUBJECT = "attempts";
    static final String ACTION = "attempt.digest";

    private final Vertx vertx;
    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final String node;
    private final WorkerExecutor worker;
    private long timer = -1;
    private Future<Void> round = Future.succeededFuture();

    AttemptDigests(Vertx vertx, Database database, Audit audit, Clock clock, String node) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
        this.worker = vertx.createSharedWorkerExecutor("attempt-digest", 1);
    }

    void start() {
        timer = vertx.setPeriodic(LOOK_EVERY_MS, tick -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
        worker.close();
    }

    private void look() {
        if (round.isComplete()) {
            round = digest().recover(e -> {
                log.warn("attempts not digested cause={}", e.toString());
                return Future.succeededFuture();
            });
        }
    }

    /** Digests every hour that is over and has none yet. */
    Future<Void> digest() {
        Instant end = clock.instant().minus(AFTER).truncatedTo(ChronoUnit.HOURS);
        return database.pool()
                .preparedQuery("SELECT from_at FROM attempt_digest WHERE from_at >= $1")
                .execute(Tuple.of(Times.at(end.minus(HOURS_BACK, ChronoUnit.HOURS))))
                .compose(rows -> {
                    var done = new ArrayList<Instant>();
                    rows.forEach(row -> done.add(Times.instant(row, "from_at")));
                    Future<Void> all = Future.succeededFuture();
                    for (int back = HOURS_BACK; back >= 1; back--) {
                        Instant hour = end.minus(back, ChronoUnit.HOURS);
                        if (!done.contains(hour)) {
                            all = all.compose(before -> database.transaction(transaction -> digest(transaction, hour)));
                        }
                    }
                    return all;
                });
    }

    private Future<Void> digest(SqlConnection transaction, Instant hour) {
        var ids = new ArrayList<UUID>();
        var leaves = new ArrayList<byte[]>();
        return read(transaction, hour, Times.at(hour), new UUID(0, 0), ids, leaves)
                .compose(read -> ids.isEmpty()
                        ? Future.succeededFuture()
                        : worker.executeBlocking(() -> MerkleTree.root(leaves), false)
                                .compose(root ->
                                        store(transaction, hour, new Digest(ids.toArray(UUID[]::new), leaves, root))));
    }

    /** Page by page, so that no more than hashes of a busy hour are in memory. */
    private Future<Void> read(
            SqlConnection transaction,
            Instant hour,
            OffsetDateTime after,
            UUID afterId,
            List<UUID> ids,
            List<byte[]> leaves) {
        return PlainRows.of(
                        transaction,
                        FactSql.ATTEMPTS_OF_HOUR,
                        Tuple.of(Times.at(hour), Times.at(hour.plus(1, ChronoUnit.HOURS)), after, afterId, PAGE))
                .compose(page -> {
                    for (JsonObject attempt : page) {
                        ids.add(UUID.fromString(attempt.getString("id")));
                        leaves.add(AttemptText.hash(attempt));
                    }
                    if (page.size() < PAGE) {
                        return Future.succeededFuture();
                    }
                    Instant last = Instant.parse(page.get(PAGE - 1).getString("claimedAt"));
                    return read(transaction, hour, Times.at(last), ids.get(ids.size() - 1), ids, leaves);
                });
    }

    private record Digest(UUID[] ids, List<byte[]> leaves, byte[] root) {}

    private Future<Void> store(SqlConnection transaction, Instant hour, Digest digest) {
        var leaves = Buffer.buffer(32 * digest.leaves().size());
        digest.leaves().forEach(leaves::appendBytes);
        return transaction
                .preparedQuery("INSERT INTO attempt_digest (from_at, attempts, leaves, root, made_at)"
                        + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
                .execute(Tuple.tuple()
                        .addOffsetDateTime(Times.at(hour))
                        .addArrayOfUUID(digest.ids())
                        .addBuffer(leaves)
                        .addBuffer(Buffer.buffer(digest.root()))
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(inserted -> inserted.rowCount() == 0
                        ? Future.succeededFuture()
                        : audit.append(
                                transaction,
                                AuditEntry.byNode(
                                        null,
                                        node,
                                        ACTION,
                                        SUBJECT,
                                        hour,
                                        new JsonObject()
                                                .put("attempts", digest.ids().length)
                                                .put("root", HexFormat.of().formatHex(digest.root())))));
    }
}
