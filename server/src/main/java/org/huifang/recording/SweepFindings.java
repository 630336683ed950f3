package org.huifang.recording;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.MonthOfId;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Writes down what a sweep finds, and that it is gone; blocks, runs on the sweep's thread. */
final class SweepFindings {
    private static final String NOTE =
            "INSERT INTO recording_finding (id, org_id, node_id, kind, subject, recording_id, detail, state, found_at, seen_at)"
                    + " VALUES ($1, $8, $2, $3, $4, $5, $6, 'OPEN', $7, $7)"
                    + " ON CONFLICT (kind, subject) DO UPDATE SET seen_at = EXCLUDED.seen_at, detail = EXCLUDED.detail,"
                    + " state = CASE recording_finding.state WHEN 'RESOLVED' THEN 'OPEN' ELSE recording_finding.state END";

    private static final MonthOfId WHOSE =
            new MonthOfId("SELECT r.org_id FROM recording r WHERE r.id = $1 AND {month r.claimed_at}");

    /** What the rows themselves say of the last days. */
    private static final String FROM_ROWS = """
            INSERT INTO recording_finding (id, org_id, node_id, kind, subject, recording_id, detail, state, found_at, seen_at)
            SELECT gen_random_uuid(), r.org_id, r.node_id, p.kind, r.id::text, r.id, coalesce(r.problem, ''), 'OPEN', $3, $3
            FROM recording r CROSS JOIN LATERAL unnest(CASE r.state
                WHEN 'MISSING' THEN ARRAY['MISSING']
                WHEN 'FAILED' THEN ARRAY['SEAL_FAILED']
                ELSE string_to_array(r.problem, ',') END) AS p (kind)
            WHERE r.node_id = $1 AND r.claimed_at > $2
              AND (r.state IN ('MISSING', 'FAILED') OR r.state IN ('SEALED', 'PARTIAL') AND r.problem IS NOT NULL)
            ON CONFLICT (kind, subject) DO UPDATE SET seen_at = EXCLUDED.seen_at, detail = EXCLUDED.detail,
              state = CASE recording_finding.state WHEN 'RESOLVED' THEN 'OPEN' ELSE recording_finding.state END
            """;

    private final Database database;
    private final Clock clock;
    private final RecordingNode node;
    private final Map<FindingKind, AtomicLong> open = new EnumMap<>(FindingKind.class);

    SweepFindings(Database database, Clock clock, RecordingNode node, MeterRegistry registry) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        for (FindingKind kind : FindingKind.values()) {
            var count = new AtomicLong();
            open.put(kind, count);
            Gauge.builder("huifang.recording.findings", count, AtomicLong::get)
                    .description("what the sweep found wrong and nobody has explained")
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void note(FindingKind kind, String subject, @Nullable UUID recording, String detail) throws IOException {
        run(
                NOTE,
                Tuple.of(Ids.next(), node.id(), kind.name(), subject, recording, detail)
                        .addOffsetDateTime(Times.at(clock.instant()))
                        .addUUID(recording == null ? null : unitOf(recording)));
    }

    /** Null where there is no such recording. */
    private @Nullable UUID unitOf(UUID recording) throws IOException {
        var found = OnWorker.await(WHOSE.find(database.pool(), recording, Tuple.of(recording)))
                .iterator();
        return found.hasNext() ? found.next().getUUID(0) : null;
    }

    void noteRows(Instant since) throws IOException {
        run(FROM_ROWS, Tuple.of(node.id(), Times.at(since), Times.at(clock.instant())));
    }

    /**
     * What this sweep did not find any more, among what it looked at, is resolved; adoptions stay until they are explained,
     * and what is in the object store until that is listed again.
     */
    void settle(Instant since, Instant began) throws IOException {
        run(
                "UPDATE recording_finding SET state = 'RESOLVED' WHERE node_id = $1 AND state = 'OPEN' AND found_at > $2"
                        + " AND seen_at < $3 AND kind <> 'ADOPTED' AND NOT starts_with(subject, $4)",
                Tuple.of(node.id(), Times.at(since), Times.at(began), ObjectSweep.SUBJECT));
        count();
    }

    /**
     * The same for all subjects that begin so, whoever found them.
     *
     * @return those that are resolved now
     */
    List<String> settleBelow(String beginning, Instant began) throws IOException {
        var subjects = new ArrayList<String>();
        OnWorker.await(database.pool()
                        .preparedQuery("UPDATE recording_finding SET state = 'RESOLVED' WHERE starts_with(subject, $1)"
                                + " AND state = 'OPEN' AND seen_at < $2 RETURNING subject")
                        .execute(Tuple.of(beginning, Times.at(began))))
                .forEach(row -> subjects.add(row.getString(0)));
        count();
        return subjects;
    }

    /** What is open now, for the metrics. */
    void count() throws IOException {
        var counts = OnWorker.await(database.pool()
                .preparedQuery(
                        "SELECT kind, count(*) FROM recording_finding WHERE node_id = $1 AND state = 'OPEN' GROUP BY kind")
                .execute(Tuple.of(node.id())));
        open.values().forEach(count -> count.set(0));
        counts.forEach(row -> open(FindingKind.valueOf(row.getString(0))).set(row.getLong(1)));
    }

    private AtomicLong open(FindingKind kind) {
        return open.computeIfAbsent(kind, k -> new AtomicLong());
    }

    private void run(String sql, Tuple values) throws IOException {
        OnWorker.await(database.pool().preparedQuery(sql).execute(values));
    }
}
