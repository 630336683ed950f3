package org.huifang.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/**
 * A recording's row as it lies in the database.
 *
 * @param stored where its file is; null: it has none (any more)
 * @param hash of the stored file
 * @param ledger what the log says of its sealing; null: nothing
 */
record SealedRow(
        OffsetDateTime claimedAt,
        UUID id,
        String state,
        @Nullable Stored stored,
        long size,
        byte @Nullable [] hash,
        byte @Nullable [] soundHash,
        @Nullable String ledger) {
    private static final String COLUMNS =
            "SELECT r.claimed_at, r.id, r.state, r.store, r.stored_as, r.store_version, r.size_bytes, r.sha256_stored,"
                    + " r.sha256_sound, (SELECT e.detail::text FROM audit_entry e WHERE e.subject_kind = 'recording'"
                    + " AND e.subject_id = r.id::text AND e.action = 'recording.seal' ORDER BY e.at DESC LIMIT 1) AS ledger"
                    + " FROM recording r WHERE ";
    private static final int PAGE = 200;

    /** The next sealed ones behind a place, in the order of their claims. */
    static List<SealedRow> after(Connection connection, OffsetDateTime claimedAt, UUID id) throws SQLException {
        try (var query = connection.prepareStatement(
                COLUMNS + "r.sealed_at IS NOT NULL AND (r.claimed_at, r.id) > (?, ?) ORDER BY r.claimed_at, r.id LIMIT "
                        + PAGE)) {
            query.setObject(1, claimedAt.withOffsetSameInstant(ZoneOffset.UTC));
            query.setObject(2, id);
            try (var rows = query.executeQuery()) {
                var found = new ArrayList<SealedRow>();
                while (rows.next()) {
                    found.add(of(rows));
                }
                return found;
            }
        }
    }

    private static SealedRow of(ResultSet row) throws SQLException {
        String name = row.getString("stored_as");
        return new SealedRow(
                row.getObject("claimed_at", OffsetDateTime.class),
                row.getObject("id", UUID.class),
                row.getString("state"),
                name == null ? null : new Stored(row.getString("store"), name, row.getString("store_version")),
                row.getLong("size_bytes"),
                row.getBytes("sha256_stored"),
                row.getBytes("sha256_sound"),
                row.getString("ledger"));
    }
}
