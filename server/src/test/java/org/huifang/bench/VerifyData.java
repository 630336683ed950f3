package org.huifang.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;

/** A log of so many entries, chained, with so many sealed recordings of random bytes. */
final class VerifyData {
    private static final int BATCH = 5_000;
    private static final int MIB = 1 << 20;
    private static final HexFormat HEX = HexFormat.of();

    final TestDatabase database = TestDatabase.create();
    final Path store;
    final int entries;
    final int files;

    VerifyData(Path store, int entries, int files) throws SQLException, IOException {
        this.store = Files.createDirectories(store.resolve("x"));
        this.entries = entries;
        this.files = files;
        try (Connection sql = connect()) {
            sql.setAutoCommit(false);
            fill(sql);
            try (var statement = sql.createStatement()) {
                statement.execute("DELETE FROM audit_unchained");
                sql.commit();
                sql.setAutoCommit(true);
                statement.execute("VACUUM ANALYZE");
            }
        }
    }

    Connection connect() throws SQLException {
        var owner = database.owner();
        return DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
    }

    private void fill(Connection sql) throws SQLException, IOException {
        var random = new Random(1);
        byte[] hash = ChainedEntry.start();
        Instant first = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MICROS);
        try (var entry = sql.prepareStatement(
                        "INSERT INTO audit_entry (at, id, actor, action, subject_kind, subject_id, detail)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)");
                var link = sql.prepareStatement(
                        "INSERT INTO audit_chain (seq, entry_at, entry_id, hash, chained_at) VALUES (?, ?, ?, ?, ?)");
                var row = sql.prepareStatement(
                        "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id,"
                                + " agent_id, node_id, state, started_at, size_bytes, stored_as, sha256_stored,"
                                + " sha256_sound, sealed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'SEALED', ?, ?, ?, ?, ?,"
                                + " ?)")) {
            for (int i = 1; i <= entries; i++) {
                Instant at = first.plus(i * 1_000L, ChronoUnit.MICROS);
                ChainedEntry made = i <= files
                        ? sealed(row, at, random)
                        : new ChainedEntry(
                                at,
                                Ids.next(),
                                null,
                                "node:bench",
                                "bench.entry",
                                "thing",
                                "" + i,
                                "{\"nr\": " + i + "}");
                hash = made.hashAfter(hash);
                append(entry, link, made, i, hash);
                if (i % BATCH == 0 || i == entries) {
                    row.executeBatch();
                    entry.executeBatch();
                    link.executeBatch();
                    sql.commit();
                }
            }
        }
    }

    private static void append(
            PreparedStatement entry, PreparedStatement link, ChainedEntry made, long seq, byte[] hash)
            throws SQLException {
        var at = made.at().atOffset(ZoneOffset.UTC);
        entry.setObject(1, at);
        entry.setObject(2, made.id());
        entry.setString(3, made.actor());
        entry.setString(4, made.action());
        entry.setString(5, made.subjectKind());
        entry.setString(6, made.subjectId());
        entry.setString(7, made.detail());
        entry.addBatch();
        link.setLong(1, seq);
        link.setObject(2, at);
        link.setObject(3, made.id());
        link.setBytes(4, hash);
        link.setObject(5, at);
        link.addBatch();
    }

    /** As long as five minutes of Opus. */
    private ChainedEntry sealed(PreparedStatement row, Instant at, Random random) throws SQLException, IOException {
        UUID id = Ids.next();
        byte[] bytes = new byte[MIB];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes)
                .put("HUIFANGR".getBytes(StandardCharsets.US_ASCII))
                .putInt(1)
                .putInt(65_536)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        Files.write(store.resolve(id + ".hfr"), bytes);
        byte[] hash = sha256(bytes);
        var when = at.atOffset(ZoneOffset.UTC);
        row.setObject(1, id);
        row.setObject(2, when);
        for (int i = 3; i <= 8; i++) {
            row.setObject(i, id);
        }
        row.setObject(9, when);
        row.setLong(10, bytes.length);
        row.setString(11, "x/" + id + ".hfr");
        row.setBytes(12, hash);
        row.setBytes(13, hash);
        row.setObject(14, when);
        row.addBatch();
        String hex = HEX.formatHex(hash);
        return new ChainedEntry(
                at,
                Ids.next(),
                null,
                "node:bench",
                "recording.seal",
                "recording",
                id.toString(),
                "{\"sizeBytes\": " + bytes.length + ", \"sha256Sound\": \"" + hex + "\", \"sha256Stored\": \"" + hex
                        + "\"}");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
