package org.huifang.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;
import org.huifang.ledger.ChainPages.Link;
import org.huifang.ledger.Finding.Kind;

/** Finds recordings that the log says were sealed and that have no row. A purge leaves the row. */
final class RemovedRows {
    private RemovedRows() {}

    static List<Finding> among(Connection connection, List<Link> page) throws SQLException {
        var sealed = new HashMap<UUID, Long>();
        for (Link link : page) {
            ChainedEntry entry = link.entry();
            if (entry != null && entry.action().equals("recording.seal")) {
                sealed.put(UUID.fromString(entry.subjectId()), link.seq());
            }
        }
        if (sealed.isEmpty()) {
            return List.of();
        }
        var there = new HashSet<UUID>();
        try (var query = connection.prepareStatement("SELECT id FROM recording WHERE id = ANY (?)")) {
            query.setArray(1, connection.createArrayOf("uuid", sealed.keySet().toArray()));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    there.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return sealed.entrySet().stream()
                .filter(one -> !there.contains(one.getKey()))
                .map(one -> new Finding(
                        Kind.RECORDING_ROW_REMOVED,
                        one.getKey().toString(),
                        "entry " + one.getValue() + " of the log says it was sealed; its row is gone"))
                .toList();
    }
}
