package org.huifang.agent;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;

/** Presence and lines in the database; each change is one conditional statement, so that no two servers disagree. */
final class AgentStore {
    /** @param presence after the change */
    record Changed(
            AgentLine line, String presence, @Nullable Instant afterCallUntil) {}

    private static final String RETURNING =
            " RETURNING id, org_id, code, endpoint, coalesce(line_id, '') AS line_id, coalesce(line_channel, '') AS line_channel,"
                    + " presence, after_call_until";
    private final Database database;

    AgentStore(Database database) {
        this.database = database;
    }

    /** An idle line of a phone: a new one makes its agent ready (or paused), a known one changes nothing. */
    Future<Optional<Changed>> lineIdle(String endpoint, String line, String channel, UUID node, Instant at) {
        return one("""
                UPDATE agent a SET line_id = $2, line_channel = $3, node_id = $4,
                  line_since = CASE WHEN line_id = $2 THEN line_since ELSE $5 END,
                  wanted = CASE WHEN wanted = 'LOGGED_OUT' THEN 'READY' ELSE wanted END,
                  presence_since = CASE WHEN presence = 'LOGGED_OUT' THEN $5 ELSE presence_since END,
                  presence = CASE
                    WHEN presence <> 'LOGGED_OUT' THEN presence
                    WHEN EXISTS (SELECT FROM live_attempt l WHERE l.agent_id = a.id AND NOT l.fate_unknown) THEN 'RESERVED'
                    WHEN wanted = 'PAUSED' THEN 'PAUSED' ELSE 'READY' END
                WHERE endpoint = $1
                """ + RETURNING, Tuple.of(endpoint, line, channel, node, utc(at)));
    }

    /** @param leaves the agent hung up an idle line: the shift is over */
    Future<Optional<Changed>> lineGone(String line, boolean leaves, Instant at) {
        return one("""
                UPDATE agent SET line_id = NULL, line_channel = NULL, line_since = NULL,
                  wanted = CASE WHEN $2 AND presence NOT IN ('RESERVED', 'ON_CALL') THEN 'LOGGED_OUT' ELSE wanted END,
                  presence_since = $3,
                  presence = CASE WHEN presence IN ('RESERVED', 'ON_CALL') THEN presence ELSE 'LOGGED_OUT' END
                WHERE line_id = $1
                """ + RETURNING, Tuple.of(line, leaves, utc(at)));
    }

    Future<Optional<Changed>> want(UUID agent, Wanted wanted, @Nullable String reason, Instant at) {
        return one("""
                UPDATE agent SET wanted = $2, pause_reason = $3,
                  presence_since = CASE WHEN presence IN ('RESERVED', 'ON_CALL') THEN presence_since ELSE $4 END,
                  presence = CASE
                    WHEN presence IN ('RESERVED', 'ON_CALL') THEN presence
                    WHEN line_id IS NULL THEN 'LOGGED_OUT' ELSE $2 END
                WHERE id = $1
                """ + RETURNING, Tuple.of(agent, wanted.name(), reason, utc(at)));
    }

    /** Not the one of a talk that came later, when the customer rang at once. */
    Future<Optional<Changed>> afterCallOver(UUID agent, Instant at) {
        return one("""
                UPDATE agent SET presence = CASE WHEN line_id IS NULL THEN 'LOGGED_OUT' ELSE wanted END, presence_since = $2,
                  after_call_until = NULL
                WHERE id = $1 AND presence = 'AFTER_CALL' AND coalesce(after_call_until, $2) <= $2 + interval '1 second'
                """ + RETURNING, Tuple.of(agent, utc(at)));
    }

    /** Presence that no live attempt explains, left by a crash, is put right. */
    Future<Void> releaseStranded(UUID node, Instant at) {
        return database.pool()
                .preparedQuery("""
                        UPDATE agent a SET presence_since = $2,
                          presence = CASE WHEN line_id IS NULL THEN 'LOGGED_OUT' ELSE wanted END
                        WHERE node_id = $1 AND presence IN ('RESERVED', 'ON_CALL')
                          AND NOT EXISTS (SELECT FROM live_attempt l WHERE l.agent_id = a.id AND NOT l.fate_unknown)
                        """)
                .execute(Tuple.of(node, utc(at)))
                .mapEmpty();
    }

    /** All agents whose line this server has or had. */
    Future<List<Changed>> ofNode(UUID node) {
        return many(
                "SELECT id, org_id, code, endpoint, coalesce(line_id, '') AS line_id,"
                        + " coalesce(line_channel, '') AS line_channel, presence, after_call_until FROM agent WHERE node_id = $1",
                Tuple.of(node));
    }

    Future<Optional<Changed>> byId(UUID agent) {
        return one(
                "SELECT id, org_id, code, endpoint, coalesce(line_id, '') AS line_id,"
                        + " coalesce(line_channel, '') AS line_channel, presence, after_call_until FROM agent WHERE id = $1",
                Tuple.of(agent));
    }

    /** Agents who want to work and have no line. */
    Future<List<Changed>> withoutLine(UUID node) {
        return many(
                "SELECT id, org_id, code, endpoint, '' AS line_id, '' AS line_channel, presence, after_call_until FROM agent"
                        + " WHERE wanted <> 'LOGGED_OUT' AND line_id IS NULL AND (node_id = $1 OR node_id IS NULL)",
                Tuple.of(node));
    }

    private Future<Optional<Changed>> one(String sql, Tuple values) {
        return many(sql, values).map(rows -> rows.stream().findFirst());
    }

    private Future<List<Changed>> many(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values).map(AgentStore::read);
    }

    private static List<Changed> read(RowSet<Row> rows) {
        var read = new ArrayList<Changed>();
        rows.forEach(row -> {
            OffsetDateTime until = row.getOffsetDateTime("after_call_until");
            read.add(new Changed(
                    new AgentLine(
                            row.getUUID("id"),
                            row.getUUID("org_id"),
                            row.getString("code"),
                            row.getString("endpoint"),
                            row.getString("line_id"),
                            row.getString("line_channel")),
                    row.getString("presence"),
                    until == null ? null : until.toInstant()));
        });
        return read;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
