package org.huifang.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.huifang.CrashPoint;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each witness the head at its interval and stores what it answers. Servers that share a database share the work: a
 * witness that another one served in time is left alone here.
 */
final class HeadSender implements WitnessTime {
    private static final Logger log = LoggerFactory.getLogger(HeadSender.class);
    /** A time younger than this is not asked for again. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final int SILENT_AFTER_INTERVALS = 3;

    private final Vertx vertx;
    private final Database database;
    private final Clock clock;
    private final LedgerHeads heads;
    private final LedgerAlarms alarms;
    private final List<Served> witnesses;
    private final WorkerExecutor worker;
    private final Map<String, Vouched> vouched = new ConcurrentHashMap<>();
    private long timer = -1;
    private @Nullable Future<Void> asking;

    /** @param vouches do its receipts count as time? */
    record Served(Witness witness, Duration every, boolean vouches) {}

    /** @param nanos when it came, by a clock that nobody sets */
    private record Vouched(Instant at, long nanos) {}

    HeadSender(
            Vertx vertx,
            Database database,
            Clock clock,
            LedgerHeads heads,
            LedgerAlarms alarms,
            List<Served> witnesses,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.heads = heads;
        this.alarms = alarms;
        this.witnesses = List.copyOf(witnesses);
        this.worker = vertx.createSharedWorkerExecutor("ledger-witness", 1, 5, TimeUnit.MINUTES);
        for (var one : witnesses) {
            metrics.gauge(
                    "huifang.ledger.witness.seconds",
                    List.of(io.micrometer.core.instrument.Tag.of(
                            "witness", one.witness().name())),
                    this,
                    sender -> sender.secondsSince(one.witness().name()));
        }
    }

    void start() {
        if (!witnesses.isEmpty()) {
            long shortest = witnesses.stream()
                    .mapToLong(one -> one.every().toMillis())
                    .min()
                    .orElseThrow();
            timer = vertx.setPeriodic(100, Math.max(250, Math.min(10_000, shortest / 4)), tick -> round());
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
        worker.close();
    }

    @Override
    public Future<Optional<Instant>> latest() {
        var vouching = witnesses.stream().filter(Served::vouches).toList();
        Future<Void> asked = vouching.stream().allMatch(one -> fresh(one) != null)
                ? Future.succeededFuture()
                : heads.upToNow()
                        .compose(head -> head.map(now -> give(vouching, now)).orElse(Future.succeededFuture()));
        return asked.map(done -> vouching.stream()
                .map(this::fresh)
                .filter(java.util.Objects::nonNull)
                .min(Instant::compareTo));
    }

    private @Nullable Instant fresh(Served one) {
        Vouched word = vouched.get(one.witness().name());
        return word == null || System.nanoTime() - word.nanos() > FRESH_NANOS ? null : word.at();
    }

    private double secondsSince(String witness) {
        Vouched word = vouched.get(witness);
        return word == null ? Double.NaN : (System.nanoTime() - word.nanos()) / 1e9;
    }

    private void round() {
        if (asking != null && !asking.isComplete()) {
            return;
        }
        asking = served().compose(last -> {
                    Instant now = clock.instant();
                    var due = witnesses.stream()
                            .filter(one -> !last.containsKey(one.witness().name())
                                    || !now.isBefore(
                                            last.get(one.witness().name()).plus(one.every())))
                            .toList();
                    return due.isEmpty()
                            ? Future.<Void>succeededFuture()
                            : heads.upToNow()
                                    .onSuccess(head -> CrashPoint.reached("head-signed"))
                                    .compose(head ->
                                            head.map(found -> give(due, found)).orElse(Future.succeededFuture()))
                                    .compose(given -> silent());
                })
                .recover(this::failed);
    }

    private Future<Void> failed(Throwable e) {
        if (e instanceof LedgerHeads.NotWhatWasSigned) {
            return alarms.raise(LedgerAlarms.LEDGER_FORKED, "chain", String.valueOf(e.getMessage()));
        }
        log.warn("no head for the witnesses cause={}", e.toString());
        return Future.succeededFuture();
    }

    /** When each was served last, by whichever server. */
    private Future<Map<String, Instant>> served() {
        return database.pool()
                .preparedQuery("SELECT w.name, (SELECT r.received_at FROM ledger_receipt r WHERE r.witness = w.name"
                        + " ORDER BY r.received_at DESC LIMIT 1) AS received_at FROM unnest($1::text[]) AS w (name)")
                .execute(Tuple.of((Object)
                        witnesses.stream().map(one -> one.witness().name()).toArray(String[]::new)))
                .map(rows -> {
                    var last = new HashMap<String, Instant>();
                    for (Row row : rows) {
                        Instant at = Times.instantOrNull(row, "received_at");
                        if (at != null) {
                            last.put(row.getString("name"), at);
                        }
                    }
                    return last;
                });
    }

    /** One after the other: a witness that hangs holds the others up for its patience, never the server. */
    private Future<Void> give(List<Served> to, SignedHead head) {
        var all = new ArrayList<Future<Void>>();
        for (Served one : to) {
            all.add(worker.executeBlocking(
                            () -> Optional.ofNullable(one.witness().give(head)))
                    .onSuccess(receipt -> CrashPoint.reached("head-given"))
                    .compose(receipt -> taken(one, head, receipt.orElse(null)))
                    .recover(e -> refused(one, e)));
        }
        return Future.join(all).mapEmpty();
    }

    private Future<Void> taken(Served one, SignedHead head, @Nullable WitnessReceipt receipt) {
        String name = one.witness().name();
        if (receipt != null && one.vouches()) {
            vouched.put(name, new Vouched(receipt.at(), System.nanoTime()));
        }
        return heads.note(name, head, receipt)
                .onSuccess(noted -> CrashPoint.reached("head-noted"))
                .compose(noted -> alarms.clear(LedgerAlarms.LEDGER_FORKED, name));
    }

    private Future<Void> refused(Served one, Throwable e) {
        String name = one.witness().name();
        if (!(e instanceof HeadRefusedException further)) {
            log.warn("witness not served witness={} cause={}", name, e.toString());
            return Future.succeededFuture();
        }
        SignedHead held = further.held();
        if (!held.isSigned()) {
            log.warn("witness holds what nobody signed witness={}", name);
            return Future.succeededFuture();
        }
        // Another server of ours may have been faster with a later head.
        return heads.holds(held)
                .compose(
                        ours -> ours
                                ? Future.succeededFuture()
                                : alarms.raise(
                                        LedgerAlarms.LEDGER_FORKED,
                                        name,
                                        "the witness holds entry " + held.seq() + ", signed " + held.at()
                                                + ", which is not in this log: it was rewritten, or an old copy of the database runs"))
                .recover(failure -> {
                    log.warn("fork not looked at witness={} cause={}", name, failure.toString());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> silent() {
        return served().compose(last -> {
            Instant now = clock.instant();
            var said = new ArrayList<Future<Void>>();
            for (Served one : witnesses) {
                String name = one.witness().name();
                Instant served = last.get(name);
                boolean silent =
                        served == null || now.isAfter(served.plus(one.every().multipliedBy(SILENT_AFTER_INTERVALS)));
                said.add(
                        silent
                                ? alarms.raise(
                                        LedgerAlarms.WITNESS_SILENT,
                                        name,
                                        served == null ? "it never took a head" : "it took the last head at " + served)
                                : alarms.clear(LedgerAlarms.WITNESS_SILENT, name));
            }
            return Future.join(said).mapEmpty();
        });
    }
}
