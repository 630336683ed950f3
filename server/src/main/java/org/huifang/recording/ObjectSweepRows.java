package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.recording.store.ObjectVersions.Place;
import org.huifang.recording.store.ObjectVersions.Version;
import org.huifang.recording.store.S3Store;
import org.jspecify.annotations.Nullable;

/** How far the listing of the object store is, and what the rows say of what it lists. */
final class ObjectSweepRows {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Pattern OURS =
            Pattern.compile("\\d{4}/\\d{2}/\\d{2}/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.hfr");

    private static final String CLAIM = """
            INSERT INTO object_sweep AS s (store, node_id, lease_until, began_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (store) DO UPDATE SET node_id = $2, lease_until = $3,
              began_at = coalesce(s.began_at, $4),
              name = CASE WHEN s.began_at IS NULL THEN NULL ELSE s.name END,
              version = CASE WHEN s.began_at IS NULL THEN NULL ELSE s.version END,
              seen = CASE WHEN s.began_at IS NULL THEN 0 ELSE s.seen END,
              found = CASE WHEN s.began_at IS NULL THEN 0 ELSE s.found END
            WHERE (s.node_id = $2 OR s.lease_until IS NULL OR s.lease_until < $4)
              AND (s.began_at IS NOT NULL OR s.ended_at IS NULL OR s.ended_at <= $5)
            RETURNING began_at, name, version
            """;
    private static final String JUDGE = """
            SELECT v.name, v.version, r.id AS known, r.state,
              r.store = $4 AND r.stored_as = v.name AND r.store_version = v.version AS sealed_here,
              EXISTS (SELECT FROM recording_source s WHERE s.recording_id = v.id AND s.deleted_at IS NULL AND s.store = $4
                      AND s.name = v.name AND s.version = v.version) AS left_by_move,
              EXISTS (SELECT FROM purge_item i WHERE i.recording_id = v.id AND i.state = 'ERASED') AS being_purged
            FROM unnest($1::text[], $2::text[], $3::uuid[]) AS v (name, version, id) LEFT JOIN recording r ON r.id = v.id
            """;

    private final Database database;
    private final Clock clock;
    private final RecordingNode node;

    ObjectSweepRows(Database database, Clock clock, RecordingNode node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    record Pass(Instant beganAt, Place place) {}

    /** @param recording whose name it has, if there is a row of it; @param expected the rows say that it is to be there */
    record Judged(
            Version version,
            @Nullable UUID recording,
            @Nullable String state,
            boolean expected) {}

    /** The pass under way, or a new one when the last whole one ended so long ago; empty: another server is at it. */
    Future<Optional<Pass>> claim(Duration betweenPasses) {
        Instant now = clock.instant();
        return database.pool()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(
                        S3Store.STORE,
                        node.id(),
                        Times.at(now.plus(LEASE)),
                        Times.at(now),
                        Times.at(now.minus(betweenPasses))))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Pass(
                                Times.instant(row, "began_at"),
                                new Place(row.getString("name"), row.getString("version")))));
    }

    /** @return false: another server took it over */
    Future<Boolean> advance(Place to, int seen, int found) {
        return database.pool()
                .preparedQuery("UPDATE object_sweep SET name = $3, version = $4, seen = seen + $5, found = found + $6,"
                        + " lease_until = $7 WHERE store = $1 AND node_id = $2")
                .execute(Tuple.of(S3Store.STORE, node.id(), to.name(), to.version(), seen, found)
                        .addOffsetDateTime(Times.at(clock.instant().plus(LEASE))))
                .map(updated -> updated.rowCount() == 1);
    }

    Future<Void> ended(int seen, int found) {
        return database.pool()
                .preparedQuery("UPDATE object_sweep SET began_at = NULL, name = NULL, version = NULL, ended_at = $3,"
                        + " ended_seen = seen + $4, ended_found = found + $5 WHERE store = $1 AND node_id = $2")
                .execute(Tuple.of(S3Store.STORE, node.id(), Times.at(clock.instant()), seen, found))
                .mapEmpty();
    }

    /** In any order. */
    Future<List<Judged>> judge(List<Version> versions) {
        return database.pool()
                .preparedQuery(JUDGE)
                .execute(Tuple.of(
                        versions.stream().map(Version::name).toArray(String[]::new),
                        versions.stream().map(Version::version).toArray(String[]::new),
                        versions.stream().map(ObjectSweepRows::id).toArray(UUID[]::new),
                        S3Store.STORE))
                .map(rows -> {
                    var byPlace = new java.util.HashMap<String, Version>();
                    versions.forEach(one -> byPlace.put(one.name() + "\n" + one.version(), one));
                    return StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> judged(row, byPlace))
                            .toList();
                });
    }

    private static Judged judged(Row row, java.util.Map<String, Version> byPlace) {
        Version version =
                java.util.Objects.requireNonNull(byPlace.get(row.getString("name") + "\n" + row.getString("version")));
        boolean sealedHere =
                Boolean.TRUE.equals(row.getBoolean("sealed_here")) && !"PURGED".equals(row.getString("state"));
        return new Judged(
                version,
                row.getUUID("known"),
                row.getString("state"),
                sealedHere || row.getBoolean("left_by_move") || row.getBoolean("being_purged"));
    }

    private static @Nullable UUID id(Version version) {
        Matcher ours = OURS.matcher(version.name());
        return ours.matches() ? UUID.fromString(ours.group(1)) : null;
    }
}
