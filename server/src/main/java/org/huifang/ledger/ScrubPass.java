package org.huifang.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/** One pass over everything, and how far it is: stored after each page and each file. Blocks. */
final class ScrubPass {
    /** "huifang scrub" in the space of PostgreSQL's advisory locks; held by the connection, so it ends with the process. */
    private static final long LOCK = 0x4855_4946_5343_5242L;

    private static final UUID FIRST_ID = new UUID(0, 0);

    private final UUID id;
    private final Clock clock;
    private final long chainEnd;
    private long seq;
    private byte[] hash;
    private OffsetDateTime fileAt;
    private UUID fileId;
    private long files;
    private long bytes;
    private long findings;

    private ScrubPass(ResultSet row, Clock clock) throws SQLException {
        this.clock = clock;
        id = row.getObject("id", UUID.class);
        seq = row.getLong("chain_seq");
        hash = row.getBytes("chain_hash");
        chainEnd = row.getLong("chain_end");
        OffsetDateTime at = row.getObject("file_at", OffsetDateTime.class);
        UUID file = row.getObject("file_id", UUID.class);
        fileAt = at == null ? Instant.EPOCH.atOffset(ZoneOffset.UTC) : at;
        fileId = file == null ? FIRST_ID : file;
        files = row.getLong("files");
        bytes = row.getLong("bytes");
        findings = row.getLong("findings");
    }

    /** The pass under way, or a new one when it is time; empty while another server is at it or none is due. */
    static Optional<ScrubPass> take(Connection connection, Clock clock, Duration every) throws SQLException {
        try (var lock = connection.prepareStatement("SELECT pg_try_advisory_lock(" + LOCK + ")");
                var locked = lock.executeQuery()) {
            locked.next();
            if (!locked.getBoolean(1)) {
                return Optional.empty();
            }
        }
        Optional<ScrubPass> open = open(connection, clock);
        if (open.isPresent() || !due(connection, clock, every)) {
            return open;
        }
        try (var insert = connection.prepareStatement(
                "INSERT INTO ledger_scrub (id, started_at, chain_hash, chain_end, files_end, updated_at) VALUES (?, ?, ?,"
                        + " (SELECT coalesce(max(seq), 0) FROM audit_chain),"
                        + " (SELECT count(*) FROM recording WHERE sealed_at IS NOT NULL), ?)")) {
            insert.setObject(1, Ids.next());
            insert.setObject(2, Times.at(clock.instant()));
            insert.setBytes(3, ChainedEntry.start());
            insert.setObject(4, Times.at(clock.instant()));
            insert.executeUpdate();
        }
        return open(connection, clock);
    }

    private static Optional<ScrubPass> open(Connection connection, Clock clock) throws SQLException {
        try (var query = connection.prepareStatement("SELECT * FROM ledger_scrub WHERE finished_at IS NULL");
                var rows = query.executeQuery()) {
            return rows.next() ? Optional.of(new ScrubPass(rows, clock)) : Optional.empty();
        }
    }

    private static boolean due(Connection connection, Clock clock, Duration every) throws SQLException {
        try (var query = connection.prepareStatement("SELECT max(started_at) FROM ledger_scrub");
                var rows = query.executeQuery()) {
            rows.next();
            OffsetDateTime last = rows.getObject(1, OffsetDateTime.class);
            return last == null || !clock.instant().isBefore(last.toInstant().plus(every));
        }
    }

    long seq() {
        return seq;
    }

    byte[] hash() {
        return hash;
    }

    long fileCount() {
        return files;
    }

    long byteCount() {
        return bytes;
    }

    long findings() {
        return findings;
    }

    /** Is the chain behind it? What was appended since the pass began is the next one's. */
    boolean chainDone() {
        return files > 0 || seq >= chainEnd && chainEnd > 0;
    }

    List<SealedRow> files(Connection connection) throws SQLException {
        return SealedRow.after(connection, fileAt, fileId);
    }

    void readChain(Connection connection, ChainVerifier verifier, int removed) throws SQLException {
        seq = verifier.seq();
        hash = verifier.hash();
        findings += removed;
        store(connection);
    }

    /** What comes behind the break tells nothing more; the files still do. */
    void brokenChain(Connection connection) throws SQLException {
        findings++;
        store(connection);
    }

    void chainRead(Connection connection, boolean found) throws SQLException {
        findings += found ? 1 : 0;
        store(connection);
    }

    void readFile(Connection connection, SealedRow row, boolean found) throws SQLException {
        fileAt = row.claimedAt();
        fileId = row.id();
        files++;
        bytes += row.size();
        findings += found ? 1 : 0;
        store(connection);
    }

    /** A file that was brought back from the backup. */
    void clearOpenAlarms(Connection connection, String recording) throws SQLException {
        try (var clear = connection.prepareStatement(
                "UPDATE alarm SET cleared_at = ? WHERE kind = ? AND subject = ? AND cleared_at IS NULL")) {
            clear.setObject(1, Times.at(clock.instant()));
            clear.setString(2, LedgerAlarms.RECORDING_DAMAGED);
            clear.setString(3, recording);
            clear.executeUpdate();
        }
    }

    void finish(Connection connection) throws SQLException {
        try (var update =
                connection.prepareStatement("UPDATE ledger_scrub SET finished_at = ?, updated_at = ? WHERE id = ?")) {
            update.setObject(1, Times.at(clock.instant()));
            update.setObject(2, Times.at(clock.instant()));
            update.setObject(3, id);
            update.executeUpdate();
        }
    }

    private void store(Connection connection) throws SQLException {
        try (var update = connection.prepareStatement(
                "UPDATE ledger_scrub SET chain_seq = ?, chain_hash = ?, file_at = ?, file_id = ?, files = ?, bytes = ?,"
                        + " findings = ?, updated_at = ? WHERE id = ?")) {
            update.setLong(1, seq);
            update.setBytes(2, hash);
            update.setObject(3, files == 0 ? null : fileAt);
            update.setObject(4, files == 0 ? null : fileId);
            update.setLong(5, files);
            update.setLong(6, bytes);
            update.setLong(7, findings);
            update.setObject(8, Times.at(clock.instant()));
            update.setObject(9, id);
            update.executeUpdate();
        }
    }
}
