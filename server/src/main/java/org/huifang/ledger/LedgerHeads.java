package org.huifang.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Signs how far the log goes, once for every place in it, over all servers that share the database. */
public final class LedgerHeads {
    /** At most so many entries under one head: what a proof of one entry climbs over in memory. */
    static final int MOST = 65_536;
    /** "huifang heads" in the space of PostgreSQL's advisory locks. */
    private static final long LOCK = 0x4855_4946_4845_4144L;

    private static final HexFormat HEX = HexFormat.of();

    private final Database database;
    private final Clock clock;
    private final SigningKey key;

    LedgerHeads(Database database, Clock clock, SigningKey key) {
        this.database = database;
        this.clock = clock;
        this.key = key;
    }

    /** The log is not what was signed; said in words. */
    static final class NotWhatWasSigned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotWhatWasSigned(String what) {
            super(what, null, false, false);
        }
    }

    /**
     * The head of all that is chained now; signed and stored if it is new. Empty while the log is.
     *
     * @return failed with {@link NotWhatWasSigned} when the last head is not in the chain any more
     */
    public Future<Optional<SignedHead>> upToNow() {
        return database.transaction(this::next)
                .compose(made ->
                        made.isPresent() && made.get().seq() - made.get().from() == MOST - 1
                                ? upToNow()
                                : Future.succeededFuture(made));
    }

    /** Is this in our chain? */
    Future<Boolean> holds(SignedHead head) {
        return hashAt(head.seq()).map(hash -> head.hash().equals(hash));
    }

    /** Committed before anything is made of it. */
    Future<Void> note(String witness, SignedHead head, @Nullable WitnessReceipt receipt) {
        return database.pool()
                .preparedQuery(
                        "INSERT INTO ledger_receipt (id, witness, seq, received_at, witnessed_at, public_key, signature)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7)")
                .execute(Tuple.of(Ids.next(), witness, head.seq(), Times.at(clock.instant()))
                        .addValue(receipt == null ? null : Times.at(receipt.at()))
                        .addValue(receipt == null ? null : Buffer.buffer(receipt.publicKey()))
                        .addValue(receipt == null ? null : Buffer.buffer(receipt.signature())))
                .mapEmpty();
    }

    byte[] publicKey() {
        return key.publicKey();
    }

    private Future<@Nullable String> hashAt(long seq) {
        return database.pool()
                .preparedQuery("SELECT hash FROM audit_chain WHERE seq = $1")
                .execute(Tuple.of(seq))
                .map(rows -> rows.size() == 0 ? null : hex(rows.iterator().next(), "hash"));
    }

    private Future<Optional<SignedHead>> next(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                .execute(Tuple.of(LOCK))
                .compose(locked -> connection
                        .query("SELECT h.*, c.hash AS chained FROM ledger_head h"
                                + " LEFT JOIN audit_chain c ON c.seq = h.seq ORDER BY h.seq DESC LIMIT 1")
                        .execute())
                .compose(rows -> {
                    Row row = rows.size() == 0 ? null : rows.iterator().next();
                    SignedHead last = row == null ? null : SignedHead.of(row);
                    if (row != null && last != null) {
                        checkLast(row, last);
                    }
                    return connection
                            .preparedQuery(
                                    "SELECT seq, hash FROM audit_chain WHERE seq > $1 ORDER BY seq LIMIT " + MOST)
                            .execute(Tuple.of(last == null ? 0 : last.seq()))
                            .compose(chained -> chained.size() == 0
                                    ? Future.succeededFuture(Optional.ofNullable(last))
                                    : store(connection, sign(last, chained)).map(Optional::of));
                });
    }

    private static void checkLast(Row row, SignedHead last) {
        if (row.getBuffer("chained") == null) {
            throw new NotWhatWasSigned("entry " + last.seq() + " was signed and is gone from the chain");
        }
        if (!hex(row, "chained").equals(last.hash())) {
            throw new NotWhatWasSigned("entry " + last.seq() + " of the chain is not the one that was signed");
        }
    }

    private SignedHead sign(@Nullable SignedHead last, RowSet<Row> chained) {
        long from = last == null ? 1 : last.seq() + 1;
        List<byte[]> hashes = new ArrayList<>(chained.size());
        for (Row row : chained) {
            if (row.getLong("seq") != from + hashes.size()) {
                throw new NotWhatWasSigned("entry " + (from + hashes.size()) + " is gone from the chain");
            }
            hashes.add(row.getBuffer("hash").getBytes());
        }
        return SignedHead.sign(
                key,
                last == null ? HEX.formatHex(hashes.get(0)) : last.chain(),
                from,
                from + hashes.size() - 1,
                HEX.formatHex(hashes.get(hashes.size() - 1)),
                HEX.formatHex(MerkleTree.root(hashes)),
                last == null ? SignedHead.FIRST : last.digest(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private static Future<SignedHead> store(SqlConnection connection, SignedHead head) {
        return connection
                .preparedQuery(
                        "INSERT INTO ledger_head (seq, from_seq, chain, hash, root, previous, signed_at, public_key,"
                                + " signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                .execute(Tuple.of(head.seq(), head.from(), bytes(head.chain()), bytes(head.hash()), bytes(head.root()))
                        .addValue(bytes(head.previous()))
                        .addValue(Times.at(head.at()))
                        .addValue(Buffer.buffer(head.publicKey()))
                        .addValue(Buffer.buffer(head.signature())))
                .map(head);
    }

    private static String hex(Row row, String column) {
        return HEX.formatHex(row.getBuffer(column).getBytes());
    }

    private static Buffer bytes(String hex) {
        return Buffer.buffer(HEX.parseHex(hex));
    }
}
