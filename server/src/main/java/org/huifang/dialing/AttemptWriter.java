package org.huifang.dialing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.huifang.db.Database;
import org.huifang.db.ShortTransaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happened to attempts, in the order in which it happened, many per transaction: while one commit is under way
 * the next ones gather. Nothing is dropped: when the database is away, everything waits and is tried again, and what the
 * database refuses fails its own future only.
 */
final class AttemptWriter {
    private static final Logger log = LoggerFactory.getLogger(AttemptWriter.class);
    private static final int BATCH = 64;
    private static final long RETRY_MILLIS = 250;
    /** A commit begins at most so often: at a high rate what comes in between shares one, at a low rate nothing waits. */
    private static final long COMMIT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Either a fact, which can share a statement with others, or a statement of its own. */
    private record Item(
            UUID attempt,
            @Nullable AttemptFact fact,
            Function<ShortTransaction, Future<Boolean>> work,
            Promise<Boolean> done) {}

    private final Database database;
    private final Vertx vertx;
    private final Context context;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean busy;
    private long committedAt = System.nanoTime() - COMMIT_EVERY_NANOS;

    /** @param context the dialing's own; all calls come from it */
    AttemptWriter(Database database, Vertx vertx, Context context) {
        this.database = database;
        this.vertx = vertx;
        this.context = context;
    }

    /** @return whether the attempt was still there */
    Future<Boolean> write(AttemptFact fact) {
        return add(new Item(fact.attempt(), fact, AttemptWriter::together, Promise.promise()));
    }

    /** @param work one statement, told by its result whether the attempt was still there */
    Future<Boolean> write(UUID attempt, Function<ShortTransaction, Future<Boolean>> work) {
        return add(new Item(attempt, null, work, Promise.promise()));
    }

    private static Future<Boolean> together(ShortTransaction transaction) {
        throw new IllegalStateException("a fact is written with the others of its batch");
    }

    private Future<Boolean> add(Item item) {
        waiting.add(item);
        next();
        return item.done().future();
    }

    int backlog() {
        return waiting.size();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        long early = COMMIT_EVERY_NANOS - (System.nanoTime() - committedAt);
        if (early > 0 && waiting.size() < BATCH) {
            vertx.setTimer(1 + TimeUnit.NANOSECONDS.toMillis(early), tick -> writeBatch());
        } else {
            writeBatch();
        }
    }

    private void writeBatch() {
        committedAt = System.nanoTime();
        var batch = new ArrayList<Item>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        commit(batch)
                .onComplete(done -> context.runOnContext(ignored -> {
                    busy = false;
                    next();
                }));
    }

    private Future<Void> commit(List<Item> batch) {
        return database.shortTransaction(transaction -> {
                    var written = Future.all(send(transaction, batch));
                    transaction.commit();
                    return written;
                })
                .map(results -> {
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).done().complete(results.<Boolean>resultAt(i));
                    }
                    return (Void) null;
                })
                .recover(e -> afterFailure(batch, e));
    }

    /** In order for each attempt: its facts join the first statement unless something else of it comes before them. */
    private static List<Future<Boolean>> send(ShortTransaction transaction, List<Item> batch) {
        var statements = new ArrayList<Future<Boolean>>();
        var first = new FactBatch();
        var later = new HashSet<UUID>();
        for (Item item : batch) {
            if (item.fact() == null) {
                later.add(item.attempt());
            } else if (!later.contains(item.attempt())) {
                first.add(item.fact());
            }
        }
        Future<Set<UUID>> facts = first.isEmpty() ? Future.succeededFuture(Set.of()) : first.write(transaction);
        later.clear();
        for (Item item : batch) {
            if (item.fact() == null) {
                later.add(item.attempt());
                statements.add(item.work().apply(transaction));
            } else if (later.contains(item.attempt())) {
                var alone = new FactBatch();
                alone.add(item.fact());
                statements.add(alone.write(transaction).map(there -> !there.isEmpty()));
            } else {
                statements.add(facts.map(there -> there.contains(item.attempt())));
            }
        }
        return statements;
    }

    private Future<Void> afterFailure(List<Item> batch, Throwable e) {
        if (!refused(e)) {
            log.warn(
                    "attempts not written yet, the database is away waiting={} why=\"{}\"",
                    batch.size() + waiting.size(),
                    e.getMessage());
            for (int i = batch.size() - 1; i >= 0; i--) {
                waiting.addFirst(batch.get(i));
            }
            Promise<Void> later = Promise.promise();
            vertx.setTimer(RETRY_MILLIS, tick -> later.complete());
            return later.future();
        }
        if (batch.size() == 1) {
            log.error("the database refuses a fact of an attempt", e);
            batch.get(0).done().fail(e);
            return Future.succeededFuture();
        }
        Future<Void> each = Future.succeededFuture();
        for (Item item : batch) {
            each = each.compose(ignored -> commit(List.of(item)));
        }
        return each;
    }

    /** An answer of the database about the statement itself; anything else is the way to it, and worth another try. */
    private static boolean refused(Throwable e) {
        return e instanceof PgException answer
                && answer.getSqlState() != null
                && !answer.getSqlState().startsWith("08")
                && !answer.getSqlState().startsWith("57")
                && !answer.getSqlState().startsWith("53")
                && !answer.getSqlState().startsWith("40");
    }
}
