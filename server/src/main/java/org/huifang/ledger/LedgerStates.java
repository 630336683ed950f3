package org.huifang.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Reads how the proof of the log stands. */
public final class LedgerStates {
    private final Database database;
    private final Clock clock;
    private final List<WitnessSettings> witnesses;

    LedgerStates(Database database, Clock clock, List<WitnessSettings> witnesses) {
        this.database = database;
        this.clock = clock;
        this.witnesses = List.copyOf(witnesses);
    }

    public Future<LedgerState> read() {
        return row("SELECT seq FROM audit_chain ORDER BY seq DESC LIMIT 1")
                .compose(last -> row("SELECT * FROM ledger_head ORDER BY seq DESC LIMIT 1")
                        .compose(head -> served().compose(served -> passes().map(passes -> new LedgerState(
                                last == null ? 0 : last.getLong("seq"),
                                head == null ? null : head(SignedHead.of(head)),
                                served,
                                passes.stream()
                                        .filter(p -> p.finishedAt() == null)
                                        .findFirst()
                                        .orElse(null),
                                passes.stream()
                                        .filter(p -> p.finishedAt() != null)
                                        .findFirst()
                                        .orElse(null))))));
    }

    private static LedgerState.Head head(SignedHead head) {
        return new LedgerState.Head(head.seq(), head.at(), Ed25519.fingerprint(head.publicKey()));
    }

    private Future<@Nullable Row> row(String sql) {
        return database.pool()
                .query(sql)
                .execute()
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
    }

    private Future<List<LedgerState.Watched>> served() {
        return database.pool()
                .preparedQuery(
                        "SELECT w.name, r.seq, r.received_at FROM unnest($1::text[]) AS w (name) CROSS JOIN LATERAL"
                                + " (SELECT seq, received_at FROM ledger_receipt r WHERE r.witness = w.name"
                                + " ORDER BY received_at DESC LIMIT 1) r")
                .execute(Tuple.of(
                        (Object) witnesses.stream().map(WitnessSettings::name).toArray(String[]::new)))
                .map(rows -> {
                    Map<String, Row> last = new HashMap<>();
                    rows.forEach(row -> last.put(row.getString("name"), row));
                    return witnesses.stream()
                            .map(one -> watched(one, last.get(one.name())))
                            .toList();
                });
    }

    private LedgerState.Watched watched(WitnessSettings one, @Nullable Row last) {
        Instant at = last == null ? null : Times.instant(last, "received_at");
        var http = one.http();
        return new LedgerState.Watched(
                one.name(),
                one.kind(),
                one.everySeconds(),
                http != null && http.publicKey() != null,
                last == null ? null : last.getLong("seq"),
                at,
                at == null
                        || clock.instant()
                                .isAfter(at.plus(
                                        Duration.ofSeconds(one.everySeconds()).multipliedBy(3))));
    }

    /** The one under way and the last whole one. */
    private Future<List<LedgerState.Pass>> passes() {
        return database.pool()
                .query(
                        "(SELECT * FROM ledger_scrub WHERE finished_at IS NULL) UNION ALL"
                                + " (SELECT * FROM ledger_scrub WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1)")
                .execute()
                .map(rows -> {
                    var passes = new ArrayList<LedgerState.Pass>();
                    rows.forEach(row -> passes.add(new LedgerState.Pass(
                            Times.instant(row, "started_at"),
                            Times.instantOrNull(row, "finished_at"),
                            row.getLong("chain_seq"),
                            row.getLong("chain_end"),
                            row.getLong("files"),
                            row.getLong("files_end"),
                            row.getLong("bytes"),
                            row.getLong("findings"))));
                    return passes;
                });
    }
}
