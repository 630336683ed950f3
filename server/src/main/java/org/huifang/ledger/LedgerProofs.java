package org.huifang.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.audit.ChainedEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;

/** Takes single entries out of the log together with the proof that they stand in it. */
public final class LedgerProofs {
    private static final long LOOK_EVERY_MS = 100;
    private static final int LOOKS = 150;
    /** So many heads are looked through for one that a witness took. */
    private static final int HEADS_BEHIND = 8;

    private static final String CHAINED = "SELECT count(*) FROM audit_chain WHERE entry_id = ANY ($1)";
    private static final String ENTRIES = "SELECT c.seq, c.hash, p.hash AS before, " + ChainedEntry.COLUMNS
            + " FROM audit_chain c LEFT JOIN audit_chain p ON p.seq = c.seq - 1"
            + " JOIN audit_entry e ON e.at = c.entry_at AND e.id = c.entry_id WHERE c.entry_id = ANY ($1) ORDER BY c.seq";
    private static final String HEADS = "SELECT * FROM ledger_head WHERE seq >= $1 ORDER BY seq LIMIT " + HEADS_BEHIND;
    private static final String RECEIPTS = "SELECT DISTINCT ON (witness) * FROM ledger_receipt"
            + " WHERE seq = $1 AND signature IS NOT NULL ORDER BY witness, received_at";

    private final Vertx vertx;
    private final Database database;
    private final LedgerHeads heads;
    private final WorkerExecutor worker;

    LedgerProofs(Vertx vertx, Database database, LedgerHeads heads) {
        this.vertx = vertx;
        this.database = database;
        this.heads = heads;
        this.worker = vertx.createSharedWorkerExecutor("ledger-proof", 1);
    }

    /** The log is not chained within 15 s of a commit, or an entry is gone from it. */
    public static final class NotChainedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotChainedException(String what) {
            super(what, null, false, false);
        }
    }

    /**
     * Waits until all are chained, signs the log up to now, and takes them out.
     *
     * @param entries ids of committed entries
     * @return failed with {@link NotChainedException} when one does not come into the chain
     */
    public Future<LedgerProof> of(Collection<UUID> entries) {
        UUID[] ids = entries.toArray(UUID[]::new);
        return chained(ids, LOOKS)
                .compose(all -> heads.upToNow())
                .compose(signed -> database.pool().preparedQuery(ENTRIES).execute(ids(ids)))
                .compose(rows -> rows.size() == ids.length
                        ? under(rows)
                        : Future.failedFuture(
                                new NotChainedException("an entry of the log is gone though it was chained")));
    }

    void stop() {
        worker.close();
    }

    private static Tuple ids(UUID[] ids) {
        return Tuple.tuple().addArrayOfUUID(ids);
    }

    private Future<Void> chained(UUID[] ids, int looks) {
        return database.pool().preparedQuery(CHAINED).execute(ids(ids)).compose(rows -> {
            if (rows.iterator().next().getLong(0) == ids.length) {
                return Future.succeededFuture();
            }
            return looks == 0
                    ? Future.failedFuture(new NotChainedException("nobody chains the log"))
                    : vertx.timer(LOOK_EVERY_MS).compose(waited -> chained(ids, looks - 1));
        });
    }

    /** Page after page of entries, each with the head that it stands under. */
    private Future<LedgerProof> under(RowSet<Row> rows) {
        List<Row> entries = StreamSupport.stream(rows.spliterator(), false).toList();
        var found = new TreeMap<Long, WitnessedHead>();
        var proofs = new ArrayList<EntryProof>();
        return next(entries, 0, found, proofs).map(done -> {
            var given = List.copyOf(found.values());
            return new LedgerProof(given.get(given.size() - 1).head().publicKey(), given, List.copyOf(proofs));
        });
    }

    private Future<Void> next(
            List<Row> entries, int from, SortedMap<Long, WitnessedHead> found, List<EntryProof> proofs) {
        if (from == entries.size()) {
            return Future.succeededFuture();
        }
        return heads(entries.get(from).getLong("seq"), found).compose(head -> {
            int to = from;
            while (to < entries.size() && entries.get(to).getLong("seq") <= head.seq()) {
                to++;
            }
            int end = to;
            return prove(entries.subList(from, end), head)
                    .onSuccess(proofs::addAll)
                    .compose(proven -> next(entries, end, found, proofs));
        });
    }

    /** The head over this entry; it and, where it was not witnessed, some behind it are put among those found. */
    private Future<SignedHead> heads(long seq, SortedMap<Long, WitnessedHead> found) {
        return database.pool().preparedQuery(HEADS).execute(Tuple.of(seq)).compose(rows -> {
            List<SignedHead> behind = StreamSupport.stream(rows.spliterator(), false)
                    .map(SignedHead::of)
                    .toList();
            return behind.isEmpty()
                    ? Future.failedFuture(new NotChainedException("no signed head speaks for entry " + seq))
                    : witnessed(behind, 0, found).map(behind.get(0));
        });
    }

    private Future<Void> witnessed(List<SignedHead> behind, int at, SortedMap<Long, WitnessedHead> found) {
        if (at == behind.size()) {
            return Future.succeededFuture();
        }
        SignedHead head = behind.get(at);
        return database.pool()
                .preparedQuery(RECEIPTS)
                .execute(Tuple.of(head.seq()))
                .compose(rows -> {
                    var taken = StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> new WitnessedHead.Taken(
                                    row.getString("witness"),
                                    new WitnessReceipt(
                                            head.digest(),
                                            Times.instant(row, "witnessed_at"),
                                            row.getBuffer("public_key").getBytes(),
                                            row.getBuffer("signature").getBytes())))
                            .toList();
                    found.put(head.seq(), new WitnessedHead(head, taken));
                    return taken.isEmpty() ? witnessed(behind, at + 1, found) : Future.succeededFuture();
                });
    }

    private Future<List<EntryProof>> prove(List<Row> entries, SignedHead head) {
        return database.pool()
                .preparedQuery("SELECT hash FROM audit_chain WHERE seq BETWEEN $1 AND $2 ORDER BY seq")
                .execute(Tuple.of(head.from(), head.seq()))
                .compose(rows -> worker.executeBlocking(
                        () -> {
                            var leaves = new ArrayList<byte[]>(rows.size());
                            rows.forEach(row -> leaves.add(row.getBuffer(0).getBytes()));
                            var paths = MerkleTree.paths(
                                    leaves,
                                    entries.stream()
                                            .map(row -> (int) (row.getLong("seq") - head.from()))
                                            .toList());
                            var proofs = new ArrayList<EntryProof>();
                            for (int i = 0; i < entries.size(); i++) {
                                Row row = entries.get(i);
                                var before = row.getBuffer("before");
                                proofs.add(new EntryProof(
                                        row.getLong("seq"),
                                        ChainedEntry.of(row),
                                        before == null ? ChainedEntry.start() : before.getBytes(),
                                        row.getBuffer("hash").getBytes(),
                                        head.seq(),
                                        paths.get(i)));
                            }
                            return (List<EntryProof>) proofs;
                        },
                        false));
    }
}
