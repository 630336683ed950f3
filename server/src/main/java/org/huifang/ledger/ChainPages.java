package org.huifang.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;
import org.jspecify.annotations.Nullable;

/** The chain and its entries, page by page in its order, as they lie in the database. Blocks. */
final class ChainPages {
    static final int PAGE = 2_000;
    private static final String SQL = "SELECT c.seq, c.hash, c.entry_at, c.entry_id, e.id IS NOT NULL AS there, "
            + ChainedEntry.COLUMNS
            + " FROM audit_chain c LEFT JOIN audit_entry e ON e.at = c.entry_at AND e.id = c.entry_id"
            + " WHERE c.seq > ? ORDER BY c.seq LIMIT " + PAGE;

    private final Connection connection;

    ChainPages(Connection connection) {
        this.connection = connection;
    }

    /** @param entry null: it is gone */
    record Link(
            long seq,
            byte[] hash,
            OffsetDateTime entryAt,
            @Nullable ChainedEntry entry) {}

    List<Link> after(long seq) throws SQLException {
        try (var query = connection.prepareStatement(SQL)) {
            query.setLong(1, seq);
            try (var rows = query.executeQuery()) {
                var links = new ArrayList<Link>();
                while (rows.next()) {
                    ChainedEntry entry = rows.getBoolean("there")
                            ? new ChainedEntry(
                                    rows.getObject("at", OffsetDateTime.class).toInstant(),
                                    rows.getObject("id", UUID.class),
                                    rows.getObject("org_id", UUID.class),
                                    rows.getString("actor"),
                                    rows.getString("action"),
                                    rows.getString("subject_kind"),
                                    rows.getString("subject_id"),
                                    rows.getString("detail"))
                            : null;
                    links.add(new Link(
                            rows.getLong("seq"),
                            rows.getBytes("hash"),
                            rows.getObject("entry_at", OffsetDateTime.class),
                            entry));
                }
                return links;
            }
        }
    }
}
