package org.huifang.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;
import org.huifang.db.DatabaseAddress;
import org.huifang.ledger.Finding.Kind;
import org.huifang.recording.store.RecordingStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything once: chain, heads, receipts, rows, files. The chain is read to its first break; rows and files all.
 * Asks the database as the server's role, with a connection of its own. Blocks.
 */
public final class LedgerVerifier {
    private static final UUID FIRST_ID = new UUID(0, 0);
    /** What the sequencer may still have before it. */
    private static final long CHAINED_WITHIN_SECONDS = 60;

    private final DatabaseAddress address;
    private final RecordingStore store;
    private final Options options;
    private final Progress progress;
    private final Clock clock;

    /**
     * @param from only what was claimed, and chained, since then; null: everything
     * @param books witnesses' books to hold the log against
     * @param witnesses the file of the witnesses, for their keys; null: receipts are held against the keys they name
     * @param ourKey the ledger key that heads must be signed with now; null: any
     */
    public record Options(
            @Nullable Instant from,
            List<Path> books,
            @Nullable Path witnesses,
            byte @Nullable [] ourKey) {}

    /** Told how far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(String phase, long done, long of);
    }

    /** @param findings none: whole */
    public record Result(long entries, long heads, long files, long bytes, List<Finding> findings) {}

    public LedgerVerifier(
            DatabaseAddress address, RecordingStore store, Options options, Clock clock, Progress progress) {
        this.address = address;
        this.store = store;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    public Result verify() throws SQLException, IOException, InterruptedException {
        var findings = new ArrayList<Finding>();
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            Start start = start(connection);
            long entries = chain(connection, start, findings);
            if (findings.stream().allMatch(found -> found.kind().ofRecording())) {
                // Behind a break both say the same once more.
                new HeadVerifier(connection)
                        .heads(start.seq(), pinned(), options.ourKey())
                        .ifPresent(findings::add);
                unchained(connection).ifPresent(findings::add);
            }
            for (Path book : options.books()) {
                new HeadVerifier(connection).book(book).ifPresent(findings::add);
            }
            long heads = number(connection, "SELECT count(*) FROM ledger_head");
            long[] files = files(connection, findings);
            return new Result(entries, heads, files[0], files[1], findings);
        }
    }

    private record Start(long seq, byte[] hash) {}

    /** The last signed head before {@code from}: what it stands for is taken as it is. */
    private Start start(Connection connection) throws SQLException {
        if (options.from() != null) {
            try (var query = connection.prepareStatement(
                    "SELECT seq, hash FROM ledger_head WHERE signed_at <= ? ORDER BY seq DESC LIMIT 1")) {
                query.setObject(1, options.from().atOffset(ZoneOffset.UTC));
                try (var rows = query.executeQuery()) {
                    if (rows.next()) {
                        return new Start(rows.getLong(1), rows.getBytes(2));
                    }
                }
            }
        }
        return new Start(0, ChainedEntry.start());
    }

    private long chain(Connection connection, Start start, List<Finding> findings) throws SQLException {
        long end = number(connection, "SELECT coalesce(max(seq), 0) FROM audit_chain");
        var chain = new ChainVerifier(connection, start.seq(), start.hash());
        do {
            Optional<Finding> found = chain.next();
            progress.at("chain", chain.seq() - start.seq(), end - start.seq());
            if (found.isPresent()) {
                findings.add(found.get());
                break;
            }
            findings.addAll(RemovedRows.among(connection, chain.page()));
        } while (chain.more());
        return chain.seq() - start.seq();
    }

    private Optional<Finding> unchained(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT e.at, e.action, e.subject_kind, e.subject_id FROM audit_entry e WHERE e.at >= ? AND e.at < ?"
                        + " AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.entry_id = e.id) ORDER BY e.at LIMIT 1")) {
            query.setObject(1, from());
            query.setObject(
                    2, clock.instant().minusSeconds(CHAINED_WITHIN_SECONDS).atOffset(ZoneOffset.UTC));
            try (var rows = query.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Finding(
                                Kind.ENTRY_NEVER_CHAINED,
                                "entry of "
                                        + rows.getObject(1, OffsetDateTime.class)
                                                .toInstant(),
                                rows.getString(2) + " of " + rows.getString(3) + " " + rows.getString(4)
                                        + " stands in the log and not in the chain: it was put in past the server, or"
                                        + " no server runs that chains it"))
                        : Optional.empty();
            }
        }
    }

    private long[] files(Connection connection, List<Finding> findings)
            throws SQLException, IOException, InterruptedException {
        long all = number(connection, "SELECT count(*) FROM recording WHERE sealed_at IS NOT NULL");
        var verifier = new FileVerifier(store, new Pace(0));
        long files = 0;
        long bytes = 0;
        var page = SealedRow.after(connection, from(), FIRST_ID);
        while (!page.isEmpty()) {
            for (SealedRow row : page) {
                verifier.check(row).ifPresent(findings::add);
                files++;
                bytes += row.size();
            }
            progress.at("files", files, all);
            SealedRow last = page.get(page.size() - 1);
            page = SealedRow.after(connection, last.claimedAt(), last.id());
        }
        return new long[] {files, bytes};
    }

    private Map<String, byte[]> pinned() {
        var keys = new HashMap<String, byte[]>();
        for (WitnessSettings witness : WitnessSettings.read(options.witnesses())) {
            byte[] key = witness.http() == null ? null : witness.http().key();
            if (key != null) {
                keys.put(witness.name(), key);
            }
        }
        return keys;
    }

    private OffsetDateTime from() {
        Instant from = options.from();
        return (from == null ? Instant.EPOCH : from).atOffset(ZoneOffset.UTC);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
