package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Reads the board of an organisation. Counting the queue is the dear part and is done at most once a second. */
public final class BoardReader {
    private static final int RECENT = 20;
    private static final Duration COUNTS_LAST = Duration.ofSeconds(1);

    private static final String AGENTS =
            "SELECT a.*, coalesce(l.callback_id, w.id) AS callback_id, u.name AS customer_name"
                    + " FROM agent a LEFT JOIN live_attempt l ON l.agent_id = a.id AND NOT l.fate_unknown"
                    + " LEFT JOIN LATERAL (SELECT c.id, c.customer_id FROM callback c WHERE c.state = 'WRAP_UP' AND c.agent_id = a.id"
                    + " ORDER BY c.wrap_up_until DESC LIMIT 1) w ON a.presence = 'AFTER_CALL'"
                    + " LEFT JOIN customer u ON u.id = coalesce(l.customer_id, w.customer_id) WHERE a.org_id = $1 ORDER BY a.code";
    private static final String CALLS = "SELECT l.id, l.callback_id, p.code AS campaign, a.code AS agent_code,"
            + " u.name AS customer_name, l.state, coalesce(l.bridged_at, l.answered_at, l.ring_at, l.claimed_at) AS since,"
            + " l.seq, l.ring_basis, " + RingFloor.MS + " AS ring_floor_ms FROM live_attempt l"
            + " JOIN campaign p ON p.id = l.campaign_id LEFT JOIN agent a ON a.id = l.agent_id"
            + " LEFT JOIN campaign_rules v ON v.campaign_id = l.campaign_id AND v.version = l.rules_version"
            + " JOIN customer u ON u.id = l.customer_id WHERE l.org_id = $1 ORDER BY l.claimed_at LIMIT 500";
    private static final String QUEUE = "SELECT count(*) FILTER (WHERE state = 'WAITING' AND next_at <= $2) AS due,"
            + " count(*) FILTER (WHERE state = 'WAITING' AND next_at > $2) AS later,"
            + " min(next_at) FILTER (WHERE state = 'WAITING' AND next_at > $2) AS next_due_at,"
            + " count(*) FILTER (WHERE state = 'WRAP_UP') AS wrap_up, count(*) FILTER (WHERE state = 'REVIEW') AS review,"
            + " count(*) FILTER (WHERE state = 'UNKNOWN') AS unknown,"
            + " (SELECT count(*) FROM callback d WHERE d.org_id = $1 AND d.state = 'DONE' AND d.state_since >= $3) AS done_today,"
            + " (SELECT count(*) FROM callback e WHERE e.org_id = $1 AND e.state = 'EXHAUSTED' AND e.state_since >= $3)"
            + " AS exhausted_today"
            + " FROM callback WHERE org_id = $1 AND state IN ('WAITING', 'WRAP_UP', 'REVIEW', 'UNKNOWN')";
    private static final String ENDED = "SELECT t.*, p.code AS campaign, u.name AS customer_name, a.code AS agent_code,"
            + " r.state AS recording FROM (SELECT * FROM attempt WHERE org_id = $1 ORDER BY claimed_at DESC LIMIT 40) t"
            + " JOIN campaign p ON p.id = t.campaign_id JOIN customer u ON u.id = t.customer_id"
            + " LEFT JOIN agent a ON a.id = t.agent_id LEFT JOIN recording r ON r.claimed_at = t.claimed_at AND r.id = t.id";

    private static final String ASKED = "SELECT r.id, r.taken_at, t.display_name AS taken_by, r.callback_id,"
            + " u.name AS customer_name, r.wished_at, r.note, r.agent_id FROM customer_request r"
            + " JOIN app_user t ON t.id = r.taken_by JOIN customer u ON u.id = r.customer_id"
            + " WHERE r.org_id = $1 AND r.seen_at IS NULL ORDER BY r.taken_at DESC LIMIT 50";

    private final Database database;
    private final String nodeName;
    private final Clock clock;
    private final Map<UUID, Counted> counts = new ConcurrentHashMap<>();

    public BoardReader(Database database, String nodeName, Clock clock) {
        this.database = database;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    private record Counted(Instant at, Board.Queue queue) {}

    public Future<Board> read(UUID orgId) {
        Instant now = clock.instant();
        return database.pool()
                .withConnection(connection -> node(connection, now)
                        .compose(node -> list(connection, AGENTS, orgId, BoardReader::agent)
                                .compose(agents -> list(connection, CALLS, orgId, BoardReader::call)
                                        .compose(calls -> queue(connection, orgId, now)
                                                .compose(queue -> alarms(connection, true)
                                                        .compose(alarms -> list(
                                                                        connection, ENDED, orgId, BoardReader::ended)
                                                                .compose(ended -> list(
                                                                                connection,
                                                                                ASKED,
                                                                                orgId,
                                                                                BoardReader::asked)
                                                                        .map(asked -> new Board(
                                                                                now,
                                                                                node,
                                                                                agents,
                                                                                calls,
                                                                                queue,
                                                                                alarms,
                                                                                latest(ended),
                                                                                asked)))))))));
    }

    /** Newest first, at most 200. */
    public Future<List<Board.Alarm>> alarms(boolean openOnly) {
        return database.pool().withConnection(connection -> alarms(connection, openOnly));
    }

    private Future<Board.NodeState> node(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery("SELECT lease_until, blocked_reason FROM node WHERE name = $1")
                .execute(Tuple.of(nodeName))
                .map(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return new Board.NodeState(nodeName, false, null);
                    }
                    Row row = found.next();
                    @Nullable String blocked = row.getString("blocked_reason");
                    boolean alive = Times.instant(row, "lease_until").isAfter(now);
                    return new Board.NodeState(nodeName, alive && blocked == null, blocked);
                });
    }

    private Future<Board.Queue> queue(SqlConnection connection, UUID orgId, Instant now) {
        Counted before = counts.get(orgId);
        if (before != null
                && before.at().plus(COUNTS_LAST).isAfter(now)
                && !before.at().isAfter(now)) {
            return Future.succeededFuture(before.queue());
        }
        return connection
                .preparedQuery("SELECT zone FROM org_unit WHERE id = $1")
                .execute(Tuple.of(orgId))
                .compose(rows -> {
                    ZoneId zone = ZoneId.of(rows.iterator().next().getString(0));
                    Instant midnight =
                            LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant();
                    return connection.preparedQuery(QUEUE).execute(Tuple.of(orgId, Times.at(now), Times.at(midnight)));
                })
                .map(rows -> {
                    Row row = rows.iterator().next();
                    var queue = new Board.Queue(
                            row.getLong("due"),
                            row.getLong("later"),
                            Times.instantOrNull(row, "next_due_at"),
                            row.getLong("wrap_up"),
                            row.getLong("review"),
                            row.getLong("unknown"),
                            row.getLong("done_today"),
                            row.getLong("exhausted_today"));
                    counts.put(orgId, new Counted(now, queue));
                    return queue;
                });
    }

    private static Future<List<Board.Alarm>> alarms(SqlConnection connection, boolean openOnly) {
        return connection
                .query("SELECT kind, subject, detail, raised_at, cleared_at FROM alarm"
                        + (openOnly ? " WHERE cleared_at IS NULL" : "") + " ORDER BY raised_at DESC LIMIT 200")
                .execute()
                .map(rows -> rows(
                        rows,
                        row -> new Board.Alarm(
                                row.getString("kind"),
                                row.getString("subject"),
                                row.getString("detail"),
                                Times.instant(row, "raised_at"),
                                Times.instantOrNull(row, "cleared_at"))));
    }

    private static <T> Future<List<T>> list(SqlConnection connection, String sql, UUID orgId, Function<Row, T> read) {
        return connection.preparedQuery(sql).execute(Tuple.of(orgId)).map(rows -> rows(rows, read));
    }

    private static <T> List<T> rows(Iterable<Row> rows, Function<Row, T> read) {
        var list = new ArrayList<T>();
        rows.forEach(row -> list.add(read.apply(row)));
        return list;
    }

    private static List<Board.Ended> latest(List<Board.Ended> ended) {
        return ended.stream()
                .sorted(Comparator.comparing(Board.Ended::endedAt).reversed())
                .limit(RECENT)
                .toList();
    }

    private static Board.AgentState agent(Row row) {
        return new Board.AgentState(
                row.getUUID("id"),
                row.getString("code"),
                row.getString("name"),
                row.getString("presence"),
                Times.instant(row, "presence_since"),
                row.getString("line_id") != null,
                row.getString("pause_reason"),
                row.getUUID("callback_id"),
                row.getString("customer_name"));
    }

    private static Board.Asked asked(Row row) {
        return new Board.Asked(
                row.getUUID("id"),
                Times.instant(row, "taken_at"),
                row.getString("taken_by"),
                row.getUUID("callback_id"),
                row.getString("customer_name"),
                Times.instant(row, "wished_at"),
                row.getString("note"),
                row.getUUID("agent_id"));
    }

    private static Board.Call call(Row row) {
        return new Board.Call(
                row.getUUID("id"),
                row.getUUID("callback_id"),
                row.getString("campaign"),
                row.getString("agent_code"),
                row.getString("customer_name"),
                row.getString("state"),
                Times.instant(row, "since"),
                row.getInteger("seq"),
                row.getString("ring_basis"),
                row.getLong("ring_floor_ms"));
    }

    private static Board.Ended ended(Row row) {
        return new Board.Ended(
                row.getUUID("id"),
                row.getUUID("callback_id"),
                row.getString("campaign"),
                row.getString("customer_name"),
                row.getString("agent_code"),
                row.getString("outcome"),
                row.getLong("ring_ms"),
                row.getString("ring_basis"),
                row.getLong("talk_ms"),
                row.getBoolean("counted"),
                row.getInteger("q850"),
                row.getInteger("sip_code"),
                Times.instant(row, "ended_at"),
                row.getString("recording"));
    }
}
